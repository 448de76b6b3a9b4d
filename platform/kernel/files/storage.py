"""Files of clients: each client's lie in a folder named by its schema, so that one name in two clients is two files."""

from typing import Any

from django.core.files.storage import FileSystemStorage

from kernel.tenancy.context import require_mounted


class ClientStorage(FileSystemStorage):
    """Django's file storage below the mounted client's folder. Raises `NoClientMounted` without a client."""

    def path(self, name: str) -> str:
        """Where the file lies on disk; a name that leads out of the client's folder raises `SuspiciousFileOperation`."""
        inside = FileSystemStorage(location=f"{self.location}/{require_mounted()}")
        return inside.path(name)

    def url(self, name: str | None) -> str:
        """Files are served by views that check who may see them, never by address."""
        raise NotImplementedError("A client's file has no public address.")


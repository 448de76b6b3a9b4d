"""Files of clients: each client's lie in a folder named by its schema, so that one name in two clients is two files."""

from pathlib import Path

from django.core.files.storage import FileSystemStorage

from kernel.tenancy.context import require_mounted


class ClientStorage(FileSystemStorage):
    """Django's file storage in the mounted client's folder. Raises `NoClientMounted` without a client.

    A name that leads out of the client's folder raises `SuspiciousFileOperation`.
    """

    @property
    def location(self) -> str:
        """The client's folder; asked for anew each time, because one storage serves every client."""
        return str(Path(self.base_location).absolute() / require_mounted())

    def url(self, name: str | None) -> str:
        """Files are served by views that check who may see them, never by address."""
        raise NotImplementedError("A client's file has no public address.")

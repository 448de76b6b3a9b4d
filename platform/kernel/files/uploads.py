"""Uploads that are refused by the size that they announce, before a byte of them is stored."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class BoundedUploadHandler(FileUploadHandler):
    """Stands before the handlers that store. What a client sends beyond the length that it announced is never read."""

    def handle_raw_input(
        self,
        input_data: Any,  # noqa: ARG002 - Django's signature
        META: Any,  # noqa: ARG002, N803
        content_length: int,
        boundary: str,  # noqa: ARG002
        encoding: str | None = None,  # noqa: ARG002
    ) -> None:
        """Raise `RequestDataTooBig` for a body that is larger than any file that is taken."""
        if content_length > settings.UPLOAD_MOST_BYTES:
            raise RequestDataTooBig

    def receive_data_chunk(self, raw_data: bytes, _start: int) -> bytes:
        """Leave the data to the next handler."""
        return raw_data

    def file_complete(self, _size: int) -> None:
        """Leave the file to the next handler."""

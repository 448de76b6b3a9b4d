"""Files that are hashed while something else reads them."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from django.core.files.base import File

PIECE = 1024 * 1024


class Hashed(File):  # type: ignore[type-arg]
    """A file that is hashed and counted while something takes it in, so that its bytes are read once."""

    def __init__(self, file: "File[Any]", on_taken: Callable[[int], None]) -> None:
        super().__init__(file.file, name=file.name)
        self._seen, self._on_taken = hashlib.sha256(), on_taken
        self.taken = 0

    @property
    def digest(self) -> str:
        """The SHA-256 in hex of what was taken."""
        return self._seen.hexdigest()

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The bytes in pieces; `on_taken` is told how many there were, and may refuse one too many."""
        self._seen, self.taken = hashlib.sha256(), 0
        for piece in super().chunks(chunk_size or PIECE):
            self._seen.update(piece)
            self.taken += len(piece)
            self._on_taken(self.taken)
            yield piece

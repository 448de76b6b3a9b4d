"""Files in the client's storage: named by their content, and served so that nothing in them runs."""

import datetime as dt
from collections.abc import Container, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.http import FileResponse
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from kernel.errors import NotFoundMissing, Problem
from kernel.files.documents import CheckedFile
from kernel.files.names import named
from kernel.ids import new_id

EVIDENCE = "evidence"
SANDBOX = "default-src 'none'; sandbox"


def stored(file: CheckedFile, *, folder: str = EVIDENCE) -> str:
    """Keep a document under its content's digest: its name in the storage. The same content twice is one file.

    It is written beside and then put in place, so that under a digest there is always the whole content; a second one
    makes it young again, so that `drop_orphans` leaves it.
    """
    name = f"{folder}/{file.digest[:2]}/{file.digest}"
    written = default_storage.save(f"{name}.{new_id()}", file.open())
    Path(default_storage.path(written)).replace(default_storage.path(name))
    return name


@contextmanager
def opened(name: str) -> Iterator[IO[bytes]]:
    """A stored file. Raises `NotFoundMissing` where it is no more."""
    with _open(name) as file:
        yield file


def discard(name: str) -> None:
    """Delete a file; nothing happens where it is gone."""
    default_storage.delete(name)


def stored_names(folder: str) -> list[str]:
    """The names of all files below a folder."""
    if not default_storage.exists(folder):
        return []
    folders, files = default_storage.listdir(folder)
    below = [name for each in folders for name in stored_names(f"{folder}/{each}")]
    return [*below, *(f"{folder}/{name}" for name in files)]


def drop_orphans(folder: str, *, held: Container[str], before: dt.datetime) -> list[str]:
    """Delete the files below a folder that nobody holds and that are older than a moment: their names.

    A file that is just being stored has no row yet, so `before` leaves time for it.
    """
    gone = []
    for name in stored_names(folder):
        if name not in held and default_storage.get_modified_time(name) < before:
            discard(name)
            gone.append(name)
    return gone


def quota_problems(used: int, size: int, limit: int) -> list[Problem]:
    """What is wrong where a file of `size` bytes comes on top of `used` ones and `limit` are all: one problem, or none."""
    if used + size <= limit:
        return []
    text = _("There is no room for a file of %(size)s: %(used)s of %(limit)s are taken.") % {
        "size": filesizeformat(size),
        "used": filesizeformat(used),
        "limit": filesizeformat(limit),
    }
    way_out = _("Delete files that nobody needs, upload a smaller one, or add a link to where it lies.")
    return [Problem("file", "quota", text, way_out)]


def serve(path: str, *, name: str, content_type: str) -> FileResponse:
    """A stored file as a download that a browser saves and neither sniffs, keeps nor runs.

    Raises `NotFoundMissing` where it is no more. Whoever calls has checked who asks.
    """
    response = named(FileResponse(_open(path), content_type=content_type), name)
    response["Content-Security-Policy"] = SANDBOX
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _open(name: str) -> "File[Any]":
    try:
        return default_storage.open(name)
    except FileNotFoundError as error:
        raise NotFoundMissing(_("The file is kept no longer."), way_out=_("Upload it again.")) from error

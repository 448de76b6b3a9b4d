import datetime as dt
import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from kernel.errors import NotFoundMissing
from kernel.files.documents import checked
from kernel.files.keeping import discard, drop_orphans, opened, quota_problems, serve, stored, stored_names
from kernel.tenancy.context import mounted
from tests.conftest import NOW
from tests.kernel.files.made import pdf, png

pytestmark = pytest.mark.usefixtures("client_a", "own_files")


def document(data=None, name="plan.pdf"):
    return checked(ContentFile(pdf() if data is None else data, name=name))


def age(name, days):
    """Let a stored file be so many days old."""
    moment = (NOW - dt.timedelta(days=days)).timestamp()
    os.utime(default_storage.path(name), (moment, moment))


def test_it_keeps_a_file_under_the_digest_of_its_content():
    file = document()
    name = stored(file)
    assert name == f"evidence/{file.digest[:2]}/{file.digest}"
    with opened(name) as kept:
        assert kept.read() == pdf()


def test_it_keeps_the_same_content_once_under_whatever_name_it_comes():
    names = {stored(document(name=name)) for name in ("plan.pdf", "plan (2).pdf")}
    assert stored_names("evidence") == list(names)


def test_it_keeps_the_same_content_of_two_clients_apart(client_b):
    name = stored(document())
    with mounted(client_b):
        assert stored_names("evidence") == []
        stored(document())
        discard(name)
    assert stored_names("evidence") == [name]


def test_it_puts_a_whole_content_in_the_place_of_a_broken_one():
    name = stored(document())
    with open(default_storage.path(name), "wb") as file:  # noqa: PTH123 - as a crash would leave it
        file.write(b"%PDF")
    stored(document())
    with opened(name) as kept:
        assert kept.read() == pdf()


def test_it_lets_two_store_the_same_at_once(client_a):
    def store(_number):
        with mounted(client_a):
            return stored(document())

    with ThreadPoolExecutor(4) as pool:
        names = set(pool.map(store, range(12)))
    assert stored_names("evidence") == list(names)
    with opened(names.pop()) as kept:
        assert kept.read() == pdf()


def test_it_says_that_a_file_is_kept_no_longer():
    name = stored(document())
    discard(name)
    discard(name)
    with pytest.raises(NotFoundMissing), opened(name):
        pass
    with pytest.raises(NotFoundMissing):
        serve(name, name="plan.pdf", content_type="application/pdf")


def test_it_drops_the_old_files_that_nobody_holds():
    held, young, old = (stored(document(png(1, height), "plan.png")) for height in (1, 2, 3))
    age(held, 3)
    age(young, 0)
    age(old, 3)
    assert drop_orphans("evidence", held={held}, before=NOW - dt.timedelta(days=1)) == [old]
    assert sorted(stored_names("evidence")) == sorted([held, young])


def test_it_leaves_an_orphan_that_somebody_stores_again():
    name = stored(document())
    age(name, 3)
    stored(document())
    assert drop_orphans("evidence", held=(), before=NOW - dt.timedelta(days=1)) == []
    assert drop_orphans("nothing there", held=(), before=NOW) == []


@pytest.mark.parametrize(
    ("used", "size", "codes"), [(0, 10, []), (90, 10, []), (91, 10, ["quota"]), (200, 0, ["quota"])]
)
def test_it_names_what_is_taken_where_there_is_no_room(used, size, codes):
    problems = quota_problems(used, size, 100)
    assert [problem.code for problem in problems] == codes
    assert all(problem.field == "file" and "100" in problem.message and problem.way_out for problem in problems)


def test_it_serves_a_file_that_a_browser_saves_and_never_runs():
    name = stored(document(png(), "Bild „neu“.png"))
    response = serve(name, name="Bild „neu“.png", content_type="image/png")
    assert b"".join(response.streaming_content) == png()
    assert response["Content-Type"] == "image/png"
    assert int(response["Content-Length"]) == len(png())
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''Bild")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    response.close()

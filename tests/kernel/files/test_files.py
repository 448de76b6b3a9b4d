import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from kernel.files.names import download, safe_name
from kernel.files.storage import ClientStorage
from kernel.tenancy.context import NoClientMounted, mounted


@pytest.fixture
def storage(tmp_path) -> ClientStorage:
    return ClientStorage(location=tmp_path)


def test_it_is_the_storage_of_the_product():
    assert isinstance(default_storage, ClientStorage)


def test_it_keeps_one_name_in_two_clients_apart(client_a, client_b, storage, tmp_path):
    storage.save("imports/readings.csv", ContentFile(b"acme"))
    with mounted(client_b):
        assert not storage.exists("imports/readings.csv")
        storage.save("imports/readings.csv", ContentFile(b"borealis"))
    assert storage.open("imports/readings.csv").read() == b"acme"
    assert {path.read_bytes() for path in tmp_path.rglob("*.csv")} == {b"acme", b"borealis"}
    storage.delete("imports/readings.csv")
    with mounted(client_b):
        assert storage.open("imports/readings.csv").read() == b"borealis"


def test_it_keeps_nothing_without_a_client(db, storage):
    for act in (
        lambda: storage.save("x", ContentFile(b"x")),
        lambda: storage.exists("x"),
        lambda: storage.open("x"),
        lambda: storage.delete("x"),
        lambda: storage.path("x"),
    ):
        with pytest.raises(NoClientMounted):
            act()


@pytest.mark.parametrize(
    "name", ["../x", "/etc/passwd", "a/../../x", "../{other}/imports/readings.csv", "a/b/../../../x", ".."]
)
def test_it_leads_nowhere_out_of_the_clients_folder(client_a, client_b, storage, name):
    name = name.format(other=client_b.schema_name)
    for act in (storage.path, storage.open, storage.exists, storage.delete):
        with pytest.raises(SuspiciousFileOperation):
            act(name)
    with pytest.raises(SuspiciousFileOperation):
        storage.save(name, ContentFile(b"x"))


def test_it_gives_a_file_no_public_address(client_a, storage):
    with pytest.raises(NotImplementedError):
        storage.url("imports/readings.csv")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Proposals in three days", "proposals-in-three-days.pdf"),
        ("Für Anträge", "fur-antrage.pdf"),
        ('"; filename=evil.html', "filename-evil-html.pdf"),
        ("../../etc/passwd", "etc-passwd.pdf"),
        ("a\r\nSet-Cookie: x=1", "a-set-cookie-x-1.pdf"),
        ("🎯", "document.pdf"),
        ("", "document.pdf"),
        ("x" * 500, "x" * 80 + ".pdf"),
    ],
)
def test_it_names_files_in_letters_digits_and_hyphens(words, name):
    assert safe_name(words, "pdf") == name


def test_it_sends_a_file_that_a_browser_neither_sniffs_nor_keeps():
    response = download(b"%PDF", name="contract.pdf", content_type="application/pdf", inline=True)
    assert response["Content-Disposition"] == 'inline; filename="contract.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert download(b"", name="x.csv", content_type="text/csv")["Content-Disposition"].startswith("attachment")

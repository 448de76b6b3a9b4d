"""Documents written as JSON: typed, uploaded, downloaded, and shown however deep they are."""

import json
import re
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.library.documents import DocumentKind, document_kinds
from apps.library.models import LibraryItem
from apps.library.rules import LARGEST
from apps.library.services import change_draft, create_item, publish_item
from apps.library.web.json_form import LONGEST
from kernel.access import system_actor
from tests.factories.accounts import AdminFactory, log_in
from tests.factories.library import STANDARD, make_item
from tests.factories.recipes import BREAD, RECIPE, SCHEMA, check_recipe

pytestmark = pytest.mark.django_db
NEW = f"/library/new/{RECIPE}/"
BY = system_actor()


@pytest.fixture
def browser(db, monkeypatch):
    kind = DocumentKind(RECIPE, "recipe", "Write a recipe", SCHEMA, check_recipe, "apps.library.web.json_form.JsonForm")
    monkeypatch.setitem(document_kinds.kinds, RECIPE, kind)
    return log_in(AdminFactory(name="Ada Lindqvist"))


def file(content):
    return SimpleUploadedFile("bread.json", content, content_type="application/json")


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def test_it_writes_a_document_as_json_and_shows_it_however_deep(browser):
    blank = browser.get(NEW)
    assert "&quot;steps&quot;: [" in blank.text
    assert "a list of 1 to 9" in blank.text
    answer = browser.post(NEW, {"key": "bread", "text": json.dumps(BREAD)})
    item = LibraryItem.objects.get()
    assert (answer.headers["Location"], item.draft) == (f"/library/{item.pk}/", BREAD)
    page = browser.get(answer.headers["Location"])
    assert "<strong>Make the dough</strong>" in page.text
    assert "Name Grams Fresh Flour 500 – Yeast 20 yes" in text_of(page)


def test_it_takes_a_file_and_leaves_what_is_wrong_in_the_field_to_be_mended(browser):
    wrong = BREAD | {"steps": [{"key": "bake", "name": 5}], "servings": 4}
    answer = browser.post(NEW, {"key": "bread", "text": "", "file": file(json.dumps(wrong).encode())})
    assert answer.status_code == 422
    said = text_of(answer)
    assert "steps.0.name: A text was expected." in said
    assert "servings: There is no such field here." in said
    assert "&quot;servings&quot;: 4" in answer.text
    answer = browser.post(NEW, {"key": "bread", "file": file(b"\xef\xbb\xbf" + json.dumps(BREAD).encode())})
    assert answer.status_code == 302


def test_it_changes_a_draft_downloads_every_version_and_takes_what_was_downloaded(browser):
    item = create_item(by=BY, kind=RECIPE, key="bread", document=BREAD)
    item = publish_item(by=BY, item_id=item.pk, revision=item.revision)
    longer = json.loads(json.dumps(BREAD))
    longer["steps"][1]["summary"] = "Until it sounds hollow, and longer."
    page = f"/library/{item.pk}/"
    answer = browser.post(f"{page}edit/", {"revision": item.revision, "text": json.dumps(longer)})
    assert answer.status_code == 302
    assert "Steps › Bake it › Summary" in browser.get(page).text

    draft = browser.get(f"{page}document.json")
    first = browser.get(f"{page}document.json?version=1")
    assert (json.loads(draft.content), json.loads(first.content)) == (longer, BREAD)
    assert draft.headers["Content-Disposition"] == 'attachment; filename="bread.json"'
    for unknown in ("2", "0", "x", "٣", "9" * 30):
        assert browser.get(f"{page}document.json?version={unknown}").status_code == 404

    revision = LibraryItem.objects.get().revision
    browser.post(f"{page}edit/", {"revision": revision, "file": file(first.content)})
    assert LibraryItem.objects.get().draft == BREAD


def test_it_says_which_parts_somebody_else_changed_meanwhile(browser):
    item = create_item(by=BY, kind=RECIPE, key="bread", document=BREAD)
    change_draft(by=BY, item_id=item.pk, revision=item.revision, document=BREAD | {"notes": ["Spelt is fine."]})
    address = f"/library/{item.pk}/edit/"
    mine = json.dumps(BREAD | {"times": {"oven": 60}})
    answer = browser.post(address, {"revision": 1, "text": mine})
    assert answer.status_code == 412
    assert "differs from what stands there now in: notes, times." in text_of(answer)
    assert browser.post(address, {"revision": 2, "text": mine}).status_code == 302


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "This field is required."),
        ("-", "not JSON: see line 1, column 1"),
        ('{\n "name": }', "not JSON: see line 2, column 10"),
        ('{"name": "a", "name": "b"}', "stands twice"),
        ('{"name": NaN}', "NaN is not a number"),
        ("[" * 100_000, "nested more than"),
        ('{"name": ' + "9" * 5_000 + "}", "too many digits"),
        ('{"name": "a\\u0000"}', "can’t be stored"),
        ("[1.5]", "Named fields were expected."),
        (json.dumps({"name": "x" * LARGEST}), "at most 128 kB"),
        ("x" * (LONGEST + 1), "at most 524288 characters"),
        (json.dumps(BREAD | {"steps": [BREAD["steps"][0]] * 2}), "A step stands twice."),
    ],
    ids=range(12),
)
def test_it_refuses_what_is_no_such_document_and_says_where(browser, text, said):
    started = time.monotonic()
    answer = browser.post(NEW, {"key": "bread", "text": text})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert time.monotonic() - started < 2
    assert not LibraryItem.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"x" * (LONGEST + 1), "The file has more than 512 kB."),
        (b"\xff\xfe\x00", "The file is no text in UTF-8."),
        (b"", "empty"),
        (b"PK\x03\x04", "not JSON"),
    ],
)
def test_it_refuses_a_file_that_is_none(browser, content, said):
    answer = browser.post(NEW, {"key": "bread", "file": file(content)})
    assert answer.status_code == 422
    assert said in text_of(answer)


def test_it_says_beside_the_key_what_is_wrong_with_it(browser):
    create_item(by=BY, kind=RECIPE, key="bread", document=BREAD)
    for key, said in (("Bread", "Lower-case letters"), ("bread", "Another item of this kind has the key")):
        answer = browser.post(NEW, {"key": key, "text": json.dumps(BREAD)})
        assert answer.status_code in {409, 422}
        assert said in text_of(answer)


def test_it_offers_json_beside_the_form_of_a_kind_that_has_one(browser):
    assert "?as=json" in browser.get("/library/new/kpi/").text
    answer = browser.post("/library/new/kpi/?as=json", {"key": "offers", "text": json.dumps(STANDARD)})
    assert answer.status_code == 302
    item = LibraryItem.objects.get()
    assert item.draft == STANDARD
    address = f"/library/{item.pk}/edit/"
    assert "?as=json" in browser.get(address).text
    assert "Turnaround of offers" in browser.get(f"{address}?as=json").text


def test_it_shows_markup_in_a_document_as_text(browser):
    item = make_item(pitfalls="<img src=x onerror=alert(1)>")
    answer = browser.post(f"/library/{item.pk}/edit/?as=json", {"revision": 1, "text": "</textarea><script>"})
    assert "<script>" not in answer.text.partition("<main")[2].partition("</main>")[0]
    assert "<img src=x" not in browser.get(f"/library/{item.pk}/edit/?as=json").text

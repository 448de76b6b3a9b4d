import json
import re

import pytest

from apps.library.models import LibraryItem
from tests.factories.accounts import AdminFactory, ConsultantFactory, log_in
from tests.factories.library import STANDARD, make_item, make_published

pytestmark = pytest.mark.django_db
TYPED = {name: value for name, value in STANDARD.items() if value is not False}


@pytest.fixture
def browser(db):
    return log_in(AdminFactory(name="Ada Lindqvist"))


def test_it_writes_publishes_changes_and_retires_an_item(browser):
    made = browser.post(
        "/library/new/kpi/",
        TYPED
        | {"key": "offers", "pass_comparison": "at_most", "pass_value": "3.5", "pass_days": "30, 90", "rule": "E1"},
    )
    item = LibraryItem.objects.get()
    page = made.headers["Location"]
    assert page == f"/library/{item.pk}/"
    assert item.draft == STANDARD | {
        "rule": "E1",
        "pass_mark": {"comparison": "at_most", "value": "3.5", "days": [30, 90]},
    }
    assert "Nothing is published yet." in browser.get(page).text

    answer = browser.post(f"{page}moves/", {"move": "publish", "revision": item.revision}, follow=True)
    assert "Version 1 is on offer." in answer.text

    form = browser.get(f"{page}edit/")
    assert 'value="3.5"' in form.text
    assert 'value="30, 90"' in form.text
    revision = LibraryItem.objects.get().revision
    browser.post(f"{page}edit/", TYPED | {"revision": revision, "unit": "duration_hours"})
    shown = browser.get(page).text
    assert "Not published yet" in shown
    assert "Unit Before days After hours" in re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown))

    answer = browser.post(f"{page}moves/", {"move": "retire"}, follow=True)
    assert "It is retired." in answer.text
    assert "Take out again" in answer.text
    answer = browser.post(f"{page}moves/", {"move": "restore"}, follow=True)
    assert "It is a draft again." in answer.text


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"name": ""}, "This field is required"),
        ({"name": "Improve efficiency"}, "This is a wish"),
        ({"key": "Of fers"}, "Lower-case letters"),
        ({"key": "taken"}, "Another item of this kind has the key"),
        ({"unit": "furlongs"}, "Select a valid choice"),
        ({"can_be_negative": "on"}, "less than nothing"),
        ({"pass_value": "3"}, "Say how the value is held"),
        ({"pass_comparison": "above"}, "A pass mark needs a value"),
        ({"pass_days": "30 days"}, "Whole numbers with commas"),
        ({"pass_value": "3", "pass_comparison": "above", "pass_days": "90, 30"}, "Each day stands once"),
        ({"rule": "one"}, "a letter and a number"),
    ],
)
def test_it_says_beside_the_field_what_is_wrong_and_keeps_the_rest(browser, wrong, text):
    make_item(key="taken")
    answer = browser.post("/library/new/kpi/", TYPED | {"key": "offers"} | wrong)
    assert answer.status_code in {409, 422}
    assert text in answer.text
    assert STANDARD["definition"] in answer.text
    assert LibraryItem.objects.count() == 1


def test_it_shows_what_somebody_else_changed_meanwhile_beside_what_was_typed(browser):
    item = make_item()
    browser.post(f"/library/{item.pk}/edit/", TYPED | {"revision": 1, "name": "Another name"})
    answer = browser.post(f"/library/{item.pk}/edit/", TYPED | {"revision": 1, "name": "A third name"})
    assert answer.status_code == 412
    assert "Now: Another name" in answer.text
    assert "A third name" in answer.text
    answer = browser.post(f"/library/{item.pk}/edit/", TYPED | {"revision": 2, "name": "A third name"})
    assert answer.status_code == 302


def test_it_publishes_only_what_was_seen(browser):
    item = make_item()
    browser.post(f"/library/{item.pk}/edit/", TYPED | {"revision": 1, "name": "Another name"})
    answer = browser.post(f"/library/{item.pk}/moves/", {"move": "publish", "revision": 1}, follow=True)
    assert "Somebody changed this" in answer.text
    answer = browser.post(f"/library/{item.pk}/moves/", {"move": "publish", "revision": "x"}, follow=True)
    assert "Say which revision" in answer.text
    assert LibraryItem.objects.get().latest is None


def test_it_finds_items_by_name_key_kind_and_state(browser):
    make_published(key="offers-mean", name="Turnaround of offers")
    make_item(key="calls", name="Length of calls")
    assert "Length of calls" in browser.get("/library/").text
    assert "Length of calls" not in browser.get("/library/?q=offers-mean").text
    assert "Length of calls" not in browser.get("/library/?status=published").text
    assert "Length of calls" in browser.get("/library/?kind=kpi").text


def test_it_lets_a_consultant_read_and_offers_no_buttons_that_would_be_refused(db):
    item = make_published()
    consultant = log_in(ConsultantFactory())
    for page in ("/library/", f"/library/{item.pk}/"):
        text = consultant.get(page).text
        assert item.name in text
        for button in ("Write a standard KPI", "Retire", "Change the draft"):
            assert button not in text
    assert consultant.post(f"/library/{item.pk}/moves/", {"move": "retire"}).status_code == 403


def test_it_says_where_to_begin_while_the_library_is_empty(browser):
    assert "The library is empty" in browser.get("/library/").text


def test_it_shows_what_was_written_as_text_and_never_as_markup(browser):
    item = make_published(name="<b>Offers</b>", definition="<script>alert(1)</script>")
    for page in ("/library/", f"/library/{item.pk}/", f"/library/{item.pk}/edit/"):
        text = browser.get(page).text
        assert "<b>Offers" not in text
        assert "<script>alert" not in text


def test_it_answers_in_a_bounded_number_of_queries(browser, django_assert_max_num_queries):
    for number in range(30):
        make_published(key=f"offers-{number}")
    item = LibraryItem.objects.first()
    browser.get("/library/")
    # Session, user and second factor are four of them.
    for page, most in [("/library/", 5), (f"/library/{item.pk}/", 6), (f"/library/{item.pk}/edit/", 5)]:
        with django_assert_max_num_queries(most):
            browser.get(page)


@pytest.mark.parametrize("language", ["en", "de"])
def test_it_publishes_the_schema_to_anyone_in_the_same_words(client, language):
    answer = client.get("/library/schemas/kpi.json", headers={"Accept-Language": language})
    assert answer.headers["Content-Type"] == "application/schema+json"
    schema = json.loads(answer.content)
    assert schema["$id"] == "/library/schemas/kpi.json"
    assert schema["title"] == "standard KPI"
    assert {"const": "percent", "title": "percent (42 is 42 %)"} in schema["properties"]["unit"]["oneOf"]
    assert client.get("/library/schemas/poem.json").status_code == 404


def test_it_changes_a_draft_from_the_back_office_through_the_service(browser):
    item = make_published(key="offers")
    given = {"draft": json.dumps(STANDARD | {"name": "Another name"})}
    assert browser.post(f"/admin/library/libraryitem/{item.pk}/change/", given).status_code == 302
    item.refresh_from_db()
    assert (item.name, item.latest.document["name"]) == ("Another name", STANDARD["name"])
    answer = browser.post(f"/admin/library/libraryitem/{item.pk}/change/", {"draft": json.dumps({"name": 4})})
    assert "A text was expected." in answer.text
    answer = browser.post(
        "/admin/library/libraryitem/add/", {"kind": "poem", "key": "x", "draft": json.dumps(STANDARD)}
    )
    assert "no such kind" in answer.text
    for document in ('[1.5, "a"]', "null", '{"name": "a\\u0000", "weight": 1.5}', '"text"'):
        answer = browser.post("/admin/library/libraryitem/add/", {"kind": "kpi", "key": "x", "draft": document})
        assert answer.status_code == 200, document
    assert LibraryItem.objects.count() == 1
    answer = browser.post("/admin/library/libraryitem/add/", {"kind": "kpi", "key": "x", "draft": json.dumps(STANDARD)})
    assert answer.status_code == 302

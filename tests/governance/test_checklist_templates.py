"""Checklists in the partner's library: what comes with the product, and how one is written."""

import re

import pytest

from apps.governance.checklist_templates import CHECKLIST_TEMPLATE, SCHEMA, check_checklist_template
from apps.governance.rules.checklist import NEEDED
from apps.library.models import LibraryItem
from apps.library.rules import shape_problems
from apps.library.shipped import shipped
from tests.factories.accounts import AdminFactory, log_in

pytestmark = pytest.mark.django_db
STANDARD = shipped.of(CHECKLIST_TEMPLATE)["standard-ai-governance"]
# How many subcategories each category of the NIST AI RMF 1.0 has.
SUBCATEGORIES = {
    "GOVERN": (7, 3, 2, 3, 2, 2),
    "MAP": (6, 3, 5, 2, 2),
    "MEASURE": (3, 13, 3, 3),
    "MANAGE": (4, 4, 2, 3),
}


@pytest.fixture
def browser(db):
    return log_in(AdminFactory())


def typed(page):
    """What stands in the field for the items."""
    return re.search(r'<textarea name="items".*?>\n?(.*?)</textarea>', page, re.DOTALL)[1].replace("&#x27;", "'")


def test_it_ships_a_checklist_that_refers_to_what_the_framework_has():
    assert shape_problems(SCHEMA, STANDARD) == []
    assert check_checklist_template(STANDARD) == []
    references = {reference for item in STANDARD["items"] for reference in item["nist"]}
    assert {reference.split()[0] for reference in references} == set(SUBCATEGORIES)
    for reference in references:
        function, number = reference.split()
        category, subcategory = (int(part) for part in number.split("."))
        assert 1 <= subcategory <= SUBCATEGORIES[function][category - 1]


def test_it_asks_the_five_and_who_is_accountable():
    keys = {item["key"] for item in STANDARD["items"] if item["required"]}
    assert keys >= {*NEEDED, "target_workflow", "integration", "measure_of_success", "accountable"}


def test_it_asks_the_same_in_german():
    german = shipped.of(CHECKLIST_TEMPLATE)["standard-ai-governance-de"]
    asked = ("key", "answer_type", "required", "nist")
    in_both = [[[item[name] for name in asked] for item in each["items"]] for each in (german, STANDARD)]
    assert in_both[0] == in_both[1]
    assert german["name"] != STANDARD["name"]
    assert not {item["question"] for item in german["items"]} & {item["question"] for item in STANDARD["items"]}


def test_it_finds_what_a_checklist_lacks_and_what_it_has_twice():
    items = [item for item in STANDARD["items"] if item["key"] != "escalation_path"]
    found = check_checklist_template({"name": "Short", "items": [*items, items[0]]})
    assert [(each.field, each.code) for each in found] == [(f"items.{len(items)}.key", "key_taken"), ("items", "G1")]
    assert "escalation_path" in str(found[1].message)


def test_it_begins_with_the_five_and_keeps_what_was_written(browser):
    blank = typed(browser.get("/library/new/checklist-template/").text)
    assert blank.startswith("data_sensitivity | sensitivity | needed | MAP 1.6, MEASURE 2.10\nSensitivity of the data")
    more = blank + "\r\n\r\nworks_council | text | optional\r\nWorks council\r\nWhat was agreed,\r\nand when?\r\n"
    made = browser.post(
        "/library/new/checklist-template/", {"key": "short", "name": "Short", "summary": "S", "items": more}
    )
    assert made.status_code == 302
    document = LibraryItem.objects.get().draft
    assert [item["key"] for item in document["items"]] == [*NEEDED, "works_council"]
    assert document["items"][-1] == {
        "key": "works_council",
        "title": "Works council",
        "question": "What was agreed, and when?",
        "answer_type": "text",
        "required": False,
        "nist": [],
    }
    edit = browser.get(f"{made['Location']}edit/")
    assert "works_council | text | optional\nWorks council\nWhat was agreed, and when?" in typed(edit.text)


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ("key | text\nTitle\nQuestion?", "Item 1 is no item"),
        ("key | text | needed\nTitle", "Item 1 is no item"),
        ("key | number | needed\nTitle\nQuestion?", "Item 1 is answered with one of: text"),
        ("key | text | needed\nTitle\nQuestion?", "Before the first sprint these are asked too"),
        ("Key | text | needed | LAW 1\nTitle\nQuestion?", "Item 1: A function and a number"),
    ],
)
def test_it_says_which_item_is_wrong(browser, items, said):
    response = browser.post("/library/new/checklist-template/", {"key": "short", "name": "Short", "items": items})
    assert response.status_code == 422
    assert said in response.text

from dataclasses import dataclass

import pytest

from kernel.web.tables import Column, Filter, Table


@dataclass(frozen=True)
class Row:
    name: str
    size: int | None
    kind: str = "small"


ROWS = [Row("beta", 2), Row("alpha", None), Row("gamma", 30, "large"), Row("delta", 4)]
TABLE = Table(
    caption="Things",
    columns=[
        Column("name", "Name", sort=lambda row: row.name),
        Column("size", "Size", sort=lambda row: row.size, number=True),
        Column("note", "Note"),
    ],
    filters=[Filter("kind", "Kind", [("small", "small"), ("large", "large")], lambda row: row.kind)],
    search=lambda row: row.name,
    page_size=3,
)


def names(**params):
    return [row.name for row in TABLE.page(ROWS, params).rows]


def test_it_leaves_rows_as_they_came_until_asked_to_sort():
    assert names() == ["beta", "alpha", "gamma"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("name", ["alpha", "beta", "delta"]),
        ("-name", ["gamma", "delta", "beta"]),
        ("-size", ["gamma", "delta", "beta"]),
    ],
)
def test_it_sorts_by_a_column(sort, expected):
    assert names(sort=sort) == expected


def test_it_puts_what_has_no_value_last_either_way():
    assert names(sort="size", page="2") == names(sort="-size", page="2") == ["alpha"]


def test_it_leaves_out_what_it_does_not_know():
    assert names(sort="note", kind="huge", page="many") == names()


def test_it_filters_and_searches():
    assert names(kind="large") == ["gamma"]
    assert names(q="ALP") == ["alpha"]


def test_it_turns_the_order_around_on_the_second_click():
    first = {heading.label: heading.ask for heading in TABLE.page(ROWS, {}).headings}
    again = {heading.label: (heading.ask, heading.order) for heading in TABLE.page(ROWS, {"sort": "-size"}).headings}
    assert first == {"Name": "name", "Size": "-size", "Note": ""}
    assert again["Size"] == ("size", "descending")


def test_it_stays_within_its_pages():
    last = TABLE.page(ROWS, {"page": "99"})
    assert (last.first, last.last, last.total, last.previous, last.next) == (4, 4, 4, 1, None)

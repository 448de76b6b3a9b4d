"""A table that is sorted, filtered and paged on the server, so that it works without JavaScript and stays bounded."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.utils.text import slugify

Row = TypeVar("Row")
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column: its name in the address, its heading, how it sorts (None: it does not) and whether it holds numbers.

    A `minor` column gives way on a phone.
    """

    name: str
    label: Any
    sort: Callable[[Row], Any] | None = None
    number: bool = False
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Filter(Generic[Row]):
    """One filter: its name in the address, its label, its options and the value of a row."""

    name: str
    label: Any
    options: Sequence[tuple[str, Any]]
    value: Callable[[Row], str]


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's head as it is drawn."""

    label: Any
    number: bool
    minor: bool
    # The `sort` that a click asks for; empty where the column does not sort.
    ask: str
    # As `aria-sort` says it: `ascending`, `descending`, or empty.
    order: str


@dataclass(frozen=True, slots=True)
class Control:
    """A filter as it is drawn, with what is chosen."""

    name: str
    label: Any
    options: Sequence[tuple[str, Any]]
    chosen: str


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a table, ready to draw by `partials/table.html`."""

    id: str
    caption: Any
    headings: list[Heading]
    rows: Sequence[Row]
    controls: list[Control]
    searchable: bool
    search: str
    sort: str
    total: int
    first: int
    last: int
    previous: int | None
    next: int | None

    @property
    def is_filtered(self) -> bool:
        """Whether anything was left out on the person's own wish."""
        return bool(self.search or any(control.chosen for control in self.controls))

    @property
    def has_tools(self) -> bool:
        """Whether there is anything to search and filter, and a way to."""
        return bool((self.searchable or self.controls) and (self.rows or self.is_filtered))


@dataclass(frozen=True, slots=True)
class Table(Generic[Row]):
    """A table's definition. `search` gives the text of a row that a search looks through."""

    caption: Any
    columns: Sequence[Column[Row]]
    filters: Sequence[Filter[Row]] = ()
    search: Callable[[Row], str] | None = None
    # A column's name, with a minus before it for the largest first.
    default_sort: str = ""
    page_size: int = PAGE_SIZE
    id: str = field(default="table")

    def page(self, rows: Sequence[Row], params: Mapping[str, str]) -> Page[Row]:
        """The page that the address asks for; what it asks for and the table does not know is left out."""
        chosen = {each.name: _known(params.get(each.name, ""), each.options) for each in self.filters}
        search = params.get("q", "").strip()[:100] if self.search else ""
        sort = self._sort(params.get("sort", ""))
        found = self._sorted([row for row in rows if self._keeps(row, chosen, search)], sort)
        last_page = max(1, -(-len(found) // self.page_size))
        number = min(max(1, _whole(params.get("page", ""))), last_page)
        first = (number - 1) * self.page_size
        shown = found[first : first + self.page_size]
        return Page(
            id=f"{self.id}-{slugify(str(self.caption))}" if self.id == "table" else self.id,
            caption=self.caption,
            headings=[_heading(column, sort) for column in self.columns],
            rows=shown,
            controls=[Control(each.name, each.label, each.options, chosen[each.name]) for each in self.filters],
            searchable=self.search is not None,
            search=search,
            sort=sort if sort != self.default_sort else "",
            total=len(found),
            first=first + 1 if shown else 0,
            last=first + len(shown),
            previous=number - 1 if number > 1 else None,
            next=number + 1 if number < last_page else None,
        )

    def _sort(self, asked: str) -> str:
        sortable = {column.name for column in self.columns if column.sort}
        return asked if asked.removeprefix("-") in sortable else self.default_sort

    def _keeps(self, row: Row, chosen: Mapping[str, str], search: str) -> bool:
        if any(chosen[each.name] and each.value(row) != chosen[each.name] for each in self.filters):
            return False
        return not search or (self.search is not None and search.casefold() in self.search(row).casefold())

    def _sorted(self, rows: list[Row], sort: str) -> list[Row]:
        column = next((column for column in self.columns if column.name == sort.removeprefix("-")), None)
        if column is None or column.sort is None:
            return rows
        key = column.sort
        # What has no value stands last, whichever way the rest is sorted.
        known = [row for row in rows if key(row) is not None]
        unknown = [row for row in rows if key(row) is None]
        return sorted(known, key=key, reverse=sort.startswith("-")) + unknown


def _heading(column: Column[Any], sort: str) -> Heading:
    if column.sort is None:
        return Heading(column.label, column.number, column.minor, "", "")
    order = {column.name: "ascending", f"-{column.name}": "descending"}.get(sort, "")
    # The first click on numbers shows the largest first; a second one turns the order around.
    first, second = (f"-{column.name}", column.name) if column.number else (column.name, f"-{column.name}")
    return Heading(column.label, column.number, column.minor, second if sort == first else first, order)


def _known(value: str, options: Sequence[tuple[str, Any]]) -> str:
    return value if value in {str(option) for option, _label in options} else ""


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1

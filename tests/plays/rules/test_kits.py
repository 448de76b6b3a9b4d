"""K1: nothing of the client, its people or its figures is left in a kit; the partner's own words are untouched."""

import re
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from apps.plays.rules.kits import CLIENT, FIGURE, SOMEBODY, WORKFLOW, Secrets, scrub, scrub_text, texts_of

SECRETS = Secrets(
    clients=["Acme Pumps", "acme"],
    people=["Anna Weber", "anna.weber@acme.example", "Dr. Jörg O’Neil-Müller"],
    workflows=["Order desk North", "From request to sent proposal"],
)


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("Ask Anna Weber.", f"Ask {SOMEBODY}."),
        ("Ask ANNA, then weber!", f"Ask {SOMEBODY}, then {SOMEBODY}!"),
        ("Annalise works.", "Annalise works."),
        ("Write to jan.k@other.example now.", f"Write to {SOMEBODY} now."),
        ("Acme Pumps and ACME", f"{CLIENT} and {CLIENT}"),
        ("See https://intranet.acme.example/x?y=1 first", f"See {CLIENT} first"),
        ("The order desk north does it.", f"The {WORKFLOW} does it."),
        ("Jörg O’Neil-Müller signs.", f"{SOMEBODY} {SOMEBODY} signs."),
        ("Within three days.", "Within three days."),
        ("Above 6.5 it stops.", f"Above{FIGURE} it stops."),
        ("Saves € 1.200.000 a year", f"Saves {FIGURE} a year"),
        ("It costs CHF1,200.", f"It costs {FIGURE}."),
        ("12 % of 3,400 cases", f"{FIGURE} of{FIGURE} cases"),
    ],
)
def test_it_takes_out_names_addresses_and_figures(text, scrubbed):
    assert re.sub(r"\s+", "", scrub_text(text, SECRETS)[0]) == re.sub(r"\s+", "", scrubbed)


WORDS = st.text(st.characters(categories=["L", "N", "P", "Z"]), max_size=12)
BITS = st.sampled_from(
    [
        *SECRETS.clients,
        *SECRETS.people,
        *SECRETS.workflows,
        "Weber",
        "ANNA",
        "x.y@z.example",
        "42",
        "€ 7",
        "1,5 %",
        " ",
        ", ",
    ]
)
TEXTS = st.lists(WORDS | BITS, max_size=8).map(" ".join)
DOCUMENTS = st.recursive(
    TEXTS | st.integers() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abcde"), inner, max_size=4),
    max_leaves=15,
).map(lambda value: {"a": value})


def leaks(text: str) -> list[str]:
    """What a reader would still recognise: a whole name, an address, a digit."""
    names = [*SECRETS.clients, "Anna", "Weber", *SECRETS.workflows]
    found = [name for name in names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)]
    return found + re.findall(r"[\w.+-]+@[\w-]+\.\w+", text)


@given(TEXTS)
def test_it_leaves_nothing_that_a_reader_would_recognise(text):
    assert leaks(scrub_text(text, SECRETS)[0]) == []


@given(
    st.lists(
        st.sampled_from(["Ask ", "within ", "of ", "about ", "42", " 7.5 %", " EUR 1,200", "USD7", " € 3", " 2026"]),
        max_size=8,
    )
)
def test_it_leaves_no_figure(bits):
    assert not re.search(r"\d", scrub_text(" ".join(bits), SECRETS)[0])


@given(DOCUMENTS)
def test_it_takes_nothing_out_the_second_time(document):
    once = scrub(document, secrets=SECRETS, known=())
    twice = scrub(once.document, secrets=SECRETS, known=())
    assert (twice.document, twice.taken_out) == (once.document, {})


@given(DOCUMENTS, st.data())
def test_it_leaves_the_partners_own_words_as_they_are(document, data):
    texts = sorted(texts_of(document))
    ours = set(data.draw(st.lists(st.sampled_from(texts)))) if texts else set()
    found = scrub(document, secrets=SECRETS, known=ours)
    assert ours <= texts_of(found.document)
    for text in texts_of(found.document) - ours:
        assert leaks(text) == []


@given(DOCUMENTS)
def test_it_keeps_the_shape_of_a_document(document):
    def shape(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: shape(item) for key, item in value.items()}
        if isinstance(value, list):
            return [shape(item) for item in value]
        return "text" if isinstance(value, str) else value

    assert shape(scrub(document, secrets=SECRETS, known=()).document) == shape(document)


def test_it_leaves_vocabulary_and_says_where_it_took_something_out():
    document = {"kind": "acme", "rows": [{"title": "Ask Anna in 2 days"}, {"title": "Ask"}]}
    found = scrub(document, secrets=SECRETS, known=(), kept={"kind"})
    assert found.document["kind"] == "acme"
    assert found.taken_out == {"rows.0.title": 2}


@given(st.text(st.characters(categories=["L"]), min_size=3, max_size=12))
def test_it_takes_out_any_name_between_words(name):
    assume(not re.search(re.escape(name), "say  to: [name]", re.IGNORECASE))
    cleaned, count = scrub_text(f"say {name} to: {name}", Secrets([], [name], []))
    assert (cleaned, count) == (f"say {SOMEBODY} to: {SOMEBODY}", 2)

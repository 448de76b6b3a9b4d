"""K1: nothing of the client, its people or its figures is left in a kit; the partner's own words are untouched."""

import re
import unicodedata
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from apps.plays.documents import KIT_SCHEMA
from apps.plays.rules.kits import (
    CLIENT,
    FIGURE,
    SOMEBODY,
    WORKFLOW,
    Secrets,
    days_in_order,
    fitted,
    free_keys,
    scrub,
    scrub_text,
    texts_of,
)

SECRETS = Secrets(
    clients=["Acme Pumps", "acme"],
    people=["Anna Weber", "anna.weber@acme.example", "Dr. Jörg O’Neil-Müller"],
    workflows=["Order desk North", "From request to sent proposal"],
)
GERMAN = Secrets(
    clients=["Nordwind Pumpen GmbH & Co. KG", "nordwind", "SAP SE", "Lombarda Assicurazioni S.p.A."],
    people=["Petra Vogel", "Dieter von der Heide", "Li Wei", "Jürgen Groß"],
    workflows=["HR", "Vertrieb Süd", "IT"],
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
        ("Ask anna_weber or Webers team", f"Ask {SOMEBODY} or {SOMEBODY} team"),
        ("Anna’s and Acmes", f"{SOMEBODY}’s and {CLIENT}"),
        ("The pumps of MyAcme-Portal", f"The {CLIENT} of {CLIENT}-Portal"),
        ("See www.x-intranet.de, intra.net.example/a?b or \\\\files\\sales", f"See {CLIENT} {CLIENT} or {CLIENT}"),
        ("Ask @anna_w in the channel", f"Ask {SOMEBODY} in the channel"),
        ("SKU4711 for 3kEUR, form A4B, Q3", f"{FIGURE} for {FIGURE}, form {FIGURE}, {FIGURE}"),
        ("10² and ½, by 2026-03-02", f"{FIGURE} and {FIGURE}, by {FIGURE}"),
        ("The order-desk_north’s list", f"The {WORKFLOW}’s list"),
        ("We\u00adber, Jo\u0308rg and Joerg", f"{SOMEBODY}, {SOMEBODY} and {SOMEBODY}"),
    ],
)
def test_it_takes_out_names_addresses_and_figures(text, scrubbed):
    assert re.sub(r"\s+", "", scrub_text(text, SECRETS)[0]) == re.sub(r"\s+", "", scrubbed)


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("Nordwinds Pumpen laufen im Nordwindteam.", f"{CLIENT} {CLIENT} laufen im {CLIENT}."),
        ("Petras Team wartet auf Vogels Freigabe.", f"{SOMEBODY} Team wartet auf {SOMEBODY} Freigabe."),
        ("Die GmbH, eine KG und die AG", "Die GmbH, eine KG und die AG"),
        ("Der Bericht von der Leitung", "Der Bericht von der Leitung"),
        ("von der Heide und GROSS und Juergen", f"von der {SOMEBODY} und {SOMEBODY} und {SOMEBODY}"),
        ("HR and the SAP of hr", f"{WORKFLOW} and the {CLIENT} of hr"),
        ("IT knows it; Li does; li does not.", f"{WORKFLOW} knows it; {SOMEBODY} does; li does not."),
        ("Vertrieb Süds Liste, Vertrieb Nord", f"{WORKFLOW} Liste, Vertrieb Nord"),
        ("Lombarda S.p.A. in S. und A.", f"{CLIENT} S.p.A. in S. und A."),
    ],
)
def test_it_knows_genitives_compounds_short_names_and_what_is_no_name(text, scrubbed):
    assert scrub_text(text, GERMAN)[0] == scrubbed


def test_it_takes_no_name_out_of_a_mark():
    odd = Secrets(clients=["Client Inc"], people=["Figure Name"], workflows=["workflow"])
    text, count = scrub_text("client of 7, figure", odd)
    assert (text, count) == (f"{CLIENT} of {FIGURE}, {SOMEBODY}", 3)
    assert scrub_text(text, odd) == (text, 0)


WORDS = st.text(st.characters(categories=["L", "N", "P", "Z"]), max_size=12)
BITS = st.sampled_from(
    [
        *SECRETS.clients,
        *SECRETS.people,
        *SECRETS.workflows,
        "Weber",
        "ANNA",
        "Webers",
        "anna_weber",
        "Acmeteam",
        "SKU4711",
        "www.acme.example",
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
    """What a reader would still recognise: a name, also with an ending, an address, a digit."""
    names = [*SECRETS.clients, "Anna", "Weber", *SECRETS.workflows]
    form = r"(?<![^\W_]){}(?:s|es|n|en)?(?![^\W_])"
    found = [name for name in names if re.search(form.format(re.escape(name)), text, re.IGNORECASE)]
    return found + re.findall(r"[\w.+-]+@[\w-]+\.\w+", text) + [each for each in text if _is_digit(each)]


def _is_digit(letter: str) -> bool:
    return unicodedata.category(letter).startswith("N")


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


@given(st.text(st.characters(categories=["L"]), min_size=3, max_size=12), st.sampled_from(["", "s", "_", "-"]))
def test_it_takes_out_any_name_in_whatever_form(name, ending):
    assume(unicodedata.normalize("NFC", name).isalnum())
    cleaned, count = scrub_text(f"«{name}{ending}» / {name}", Secrets([], [name], []))
    assert (re.sub("[_-]", "", cleaned), count) == (f"«{SOMEBODY}» / {SOMEBODY}", 2)


FREE = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


@given(st.dictionaries(st.sampled_from(["name", "summary", "fallback", "template"]), FREE | FREE.map(lambda x: x * 90)))
def test_it_fits_every_text_into_its_field(given_texts):
    limits = {"name": 120, "summary": 2_000, "fallback": 5_000, "template": 80}
    document = fitted(given_texts, KIT_SCHEMA)
    for name, text in document.items():
        assert len(text) <= limits[name]
        assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text)
        if len(given_texts[name]) > limits[name]:
            assert text.endswith("…")


def test_it_cuts_a_text_between_words_and_never_within_a_mark():
    cut = fitted({"name": f"{'Words ' * 19}{CLIENT}{FIGURE}"}, KIT_SCHEMA)["name"]
    assert cut == f"{'Words ' * 19}".rstrip() + "…"
    assert fitted({"name": FIGURE * 20}, KIT_SCHEMA)["name"] == f"{FIGURE * 14}…"
    assert fitted({"summary": "One two three"}, KIT_SCHEMA, most=9)["summary"] == "One two…"


def test_it_names_what_has_no_key_without_taking_one_twice():
    assert free_keys(["brief", "", "added-1", "", "added-3", ""], "added") == [
        "brief",
        "added-2",
        "added-1",
        "added-4",
        "added-3",
        "added-5",
    ]


def test_it_puts_nothing_before_what_it_waits_for():
    days = {"a": 9, "b": 4, "c": 2, "d": 30}
    last = {"a": 10, "b": 20, "c": 20, "d": 60}
    assert days_in_order(days, {"c": ["b"], "b": ["a"], "a": [], "d": []}, last) == {"a": 9, "b": 9, "c": 9, "d": 30}
    assert days_in_order({"a": 30, "b": 1}, {"a": [], "b": ["a"]}, {"a": 60, "b": 10}) == {"a": 30, "b": 10}

"""Names in running text: found in the forms that people write, with endings, in compounds, and spelt without umlauts (K1)."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

WORD = r"[^\W_]+"
# A part of a name stands for it from here on whatever its case; one letter less has to stand alone, spelt alike.
SHORTEST_PART = 3
# From here on a person's or workflow's name is known in every word that begins with it: Petrateam.
COMPOUNDS_FROM = 5
# A client's is known wherever in a word it stands: MyAcme.
WITHIN_FROM = 4
_ENDINGS = frozenset({"", "s", "es", "n", "en", "ns", "ens", "sche", "schen", "scher", "sches"})
_SHORT_ENDINGS = frozenset({"", "s"})
# What companies end in, and what stands in many of their names: no part of it tells of a client.
_FORMS_TEXT = """ab ag and apa aps as asa bv company co corp corporation de der die das doo eg et ev for gbr ggmbh gmbh group groupe
    gruppe gruppo holding holdings inc incorporated international kft kg kgaa limited llc llp lp ltd mbh nv of ohg oy oyj
    partg plc pte pty sa sagl sarl sas se sl spa srl sro the ug und von zrt"""
_FORMS = frozenset(_FORMS_TEXT.split())
# What stands between a person's names, or before them.
_PARTICLES_TEXT = """al am auf bin da dal de degli del della den der di do dos dott dr du el frau herr ibn la le los mag mr mrs ms prof
    san st ten ter van vom von zu zum zur"""
_PARTICLES = frozenset(_PARTICLES_TEXT.split())
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def words_in(text: str) -> list[str]:
    """The words of a name or text; everything that is neither letter nor digit parts them, an underscore as well."""
    return re.findall(WORD, unicodedata.normalize("NFC", text))


def spellings(word: str) -> set[str]:
    """A word as it is compared: in small letters and without accents, an umlaut once as its vowel and once with an e."""
    small = unicodedata.normalize("NFC", word.casefold())
    return {_without_accents(small), _without_accents(small.translate(_UMLAUTS))}


def _without_accents(word: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFD", word) if unicodedata.category(each) != "Mn")


class Names:
    """Many names with what stands for each. A text is searched in a time that hardly depends on how many there are."""

    def __init__(self) -> None:
        # By the spelling of the only word, by the word itself, by the spelling of the first of several.
        self._alone: dict[str, str] = {}
        self._exact: dict[str, str] = {}
        self._rows: dict[str, list[tuple[tuple[set[str], ...], str]]] = {}
        self._within: dict[str, str] = {}

    def add_clients(self, names: Iterable[str], mark: str) -> None:
        """Add names of companies: as a whole, without their legal form, and each word that is their own."""
        for words in map(words_in, names):
            own = [word for word in words if not spellings(word) & _FORMS and len(word) > 1]
            for row in (words, own):
                self._add_whole(row, mark)
            self._add_parts([word for word in own if len(word) >= SHORTEST_PART or word.isupper()], mark)
            self._within |= {each: mark for word in own for each in spellings(word) if len(each) >= WITHIN_FROM}

    def add_people(self, names: Iterable[str], mark: str) -> None:
        """Add names of people: as a whole, and each of them alone; addresses are not names."""
        for name in names:
            if "@" in name:
                continue
            words = words_in(name)
            # Of O’Neil-Müller as a whole, too: it leaves no O.
            for row in (words, *map(words_in, re.split(r"[\s,]+", name))):
                if row == words or len(row) > 1:
                    self._add_whole(row, mark)
            self._add_parts([word for word in words if not word.islower() and not spellings(word) & _PARTICLES], mark)

    def add_wholes(self, names: Iterable[str], mark: str) -> None:
        """Add names that are known as a whole only: their words are everybody's."""
        for words in map(words_in, names):
            self._add_whole(words, mark)

    def _add_whole(self, words: Sequence[str], mark: str) -> None:
        if len(words) == 1:
            self._add_parts(words, mark)
        elif words:
            following = tuple(spellings(word) for word in words)
            for first in following[0]:
                rows = self._rows.setdefault(first, [])
                rows.append((following, mark))
                # The longest first, so that a part of a name leaves no rest.
                rows.sort(key=lambda row: -len(row[0]))

    def _add_parts(self, words: Iterable[str], mark: str) -> None:
        for word in words:
            if len(word) >= SHORTEST_PART:
                for spelling in spellings(word):
                    self._alone.setdefault(spelling, mark)
            elif len(word) == SHORTEST_PART - 1:
                self._exact.setdefault(word, mark)

    def at(self, words: Sequence[str], place: int) -> tuple[int, str] | None:
        """How many words from a place on are a name, and what stands for it; None where none begins there."""
        word = words[place]
        for spelling in spellings(word):
            for name, mark in self._rows.get(spelling, ()):
                if self._is_row(words[place : place + len(name)], name):
                    return len(name), mark
        found = self._exact.get(word) or next(self._forms(word), None)
        return (1, found) if found else None

    def _is_row(self, words: Sequence[str], name: Sequence[set[str]]) -> bool:
        if len(words) < len(name) or any(
            not spellings(word) & known for word, known in zip(words[1:-1], name[1:-1], strict=True)
        ):
            return False
        return any(
            spelling.startswith(known) and _is_ending(spelling[len(known) :], len(known))
            for spelling in spellings(words[-1])
            for known in name[-1]
        )

    def _forms(self, word: str) -> Iterator[str]:
        for spelling in spellings(word):
            for length in range(len(spelling), SHORTEST_PART - 1, -1):
                mark = self._alone.get(spelling[:length])
                if mark and _is_ending(spelling[length:], length):
                    yield mark
            for known, mark in self._within.items():
                if known in spelling:
                    yield mark


def _is_ending(rest: str, length: int) -> bool:
    """Whether what follows a name of that length makes it a form of it, and no other word."""
    if length >= COMPOUNDS_FROM:
        return True
    return rest in (_ENDINGS if length > SHORTEST_PART else _SHORT_ENDINGS)

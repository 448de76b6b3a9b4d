"""Every text that people see is marked for translation, and each language has it."""

import re

import pytest
from django.conf import settings
from django.template.base import Lexer, TokenType

from kernel.web.catalogues import is_translated, messages, read_catalogue

ROOT = settings.BASE_DIR
LANGUAGES = [language for language, _name in settings.LANGUAGES if language != settings.LANGUAGE_CODE]
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"})
# What is the same in every language: the product's name, a key, signs.
SAME_EVERYWHERE = re.compile(r"&\w+;|Throughline|\bCtrl K\b|\bPDF\b|\bCSV\b|\bAPI\b|\bKPI\b")
SEEN_ATTRIBUTES = re.compile(
    r"""(?<![\w-])(?:title|placeholder|aria-label|alt|aria-description)\s*=\s*(?:"([^"]*)"|'([^']*)')"""
)
UNSEEN = re.compile(
    r"<(script|style|code|pre)\b.*?</\1>|<!--.*?-->|<!doctype[^>]*>"
    r'|<span[^>]*class="material-symbols[^>]*>[^<]*</span>',  # the name of a sign, drawn as the sign
    re.DOTALL | re.IGNORECASE,
)
TAG = re.compile(r"<[^>]*>", re.DOTALL)
LETTERS = re.compile(r"[^\W\d_]{2,}")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|(?<!%)%[sd]|\{(\w+)\}")


def unmarked_texts(source: str) -> list[str]:
    """The texts of a template that people see and no translation tag holds."""
    seen, inside, skip = [], False, ""
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.BLOCK:
            name = token.contents.split()[0]
            if skip:
                skip = "" if name == f"end{skip}" else skip
            elif name in {"comment", "verbatim"}:
                skip = name
            elif name in {"blocktrans", "blocktranslate"}:
                inside = True
            elif name in {"endblocktrans", "endblocktranslate"}:
                inside = False
            # A tag inside an attribute or between words keeps its neighbours apart.
            seen.append("\x00")
        elif token.token_type == TokenType.TEXT:
            seen.append("\x00" if inside or skip else token.contents)
        elif token.token_type == TokenType.VAR:
            seen.append("\x00")
    page = UNSEEN.sub(" ", "".join(seen))
    attributes = [text for found in SEEN_ATTRIBUTES.finditer(page) for text in found.groups() if text]
    between = TAG.sub("\n", page).replace("\x00", "\n").splitlines()
    return [text.strip() for text in [*attributes, *between] if LETTERS.search(SAME_EVERYWHERE.sub("", text))]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_it_has_no_text_outside_translation_tags(path):
    assert unmarked_texts(path.read_text()) == []


def test_it_finds_what_is_not_marked():
    source = """{% load i18n %}<p title="Read this">{% trans "Fine" %} {{ name }} Forgotten</p><code>code</code>
    {% blocktrans %}Also fine{% endblocktrans %}<script>let it = "be";</script>{% comment %}not seen{% endcomment %}"""
    assert unmarked_texts(source) == ["Read this", "Forgotten"]


@pytest.fixture(scope="module", params=LANGUAGES)
def catalogue(request):
    return read_catalogue(ROOT / "locale" / request.param / "LC_MESSAGES" / "django.po")


def test_it_has_each_text_in_each_language(catalogue):
    wanted = {message.key: message.file for message in messages(ROOT)}
    # Catalogues know a text by its singular alone.
    missing = {
        key: file for key, file in wanted.items() if catalogue.get(key if isinstance(key, str) else key[0]) is None
    }
    assert missing == {}, "run `python manage.py extract_messages` and translate what is new"
    untranslated = [
        message.id for message in catalogue if message.id and (message.fuzzy or not is_translated(message.string))
    ]
    assert untranslated == []


def test_it_keeps_the_placeholders_of_each_text(catalogue):
    def placeholders(text):
        return {found.group(0) for found in PLACEHOLDER.finditer(text)}

    wrong = []
    for message in catalogue:
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        texts = [message.string] if isinstance(message.string, str) else list(message.string)
        known = set().union(*(placeholders(each) for each in ids))
        plural = placeholders(ids[-1])
        # The singular may spell its number out; the plural may not lose it.
        if any(not placeholders(text) <= known for text in texts) or placeholders(texts[-1]) != plural:
            wrong.append(ids[0])
    assert wrong == []


def test_it_has_as_many_plural_forms_as_the_language(catalogue):
    short = [
        message.id
        for message in catalogue
        if not isinstance(message.id, str) and len(message.string) != catalogue.num_plurals
    ]
    assert short == []


def test_it_reads_marked_texts_out_of_modules_and_templates(tmp_path):
    folder = tmp_path / "apps" / "sample"
    folder.mkdir(parents=True)
    (folder / "words.py").write_text('_("One word")\nngettext("%(n)d day", "%(n)d days", 2)\n_(variable)\n')
    pages = tmp_path / "templates"
    pages.mkdir()
    (pages / "page.html").write_text(
        '{% load i18n %}{% block a %}{% if b %}{% trans "50 %" %}{% endif %}{% endblock %}'
        "{% blocktrans count n=n trimmed %}\n one\n{% plural %}\n {{ n }} many\n{% endblocktrans %}"
    )

    found = {(message.key, message.file) for message in messages(tmp_path)}

    assert found == {
        ("One word", "apps/sample/words.py"),
        (("%(n)d day", "%(n)d days"), "apps/sample/words.py"),
        ("50 %%", "templates/page.html"),
        (("one", "%(n)s many"), "templates/page.html"),
    }

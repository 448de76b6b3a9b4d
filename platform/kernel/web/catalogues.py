"""Message catalogues without a system's gettext: what the sources say, kept beside its translations, and compiled."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.template import Engine
from django.template.base import Node, NodeList, VariableNode
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

SOURCE_FOLDERS = ("apps", "platform", "templates")
_SINGULAR = {"_", "gettext", "gettext_lazy", "gettext_noop"}
_PLURAL = {"ngettext", "ngettext_lazy"}


@dataclass(frozen=True, slots=True)
class Message:
    """One text of the sources, with its plural where it has one, and the file where it stands."""

    id: str
    plural: str
    file: str

    @property
    def key(self) -> str | tuple[str, str]:
        """As catalogues name it."""
        return (self.id, self.plural) if self.plural else self.id


def messages(root: Path) -> Iterator[Message]:
    """Every text that is marked for translation below a project's folder."""
    for folder in SOURCE_FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            yield from _in_python(path, str(path.relative_to(root)))
        for suffix in ("html", "txt", "xml"):
            for path in sorted(
                (root / folder).rglob(f"templates/**/*.{suffix}" if folder != "templates" else f"*.{suffix}")
            ):
                yield from _in_template(path, str(path.relative_to(root)))


def _in_python(path: Path, name: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        texts = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        if node.func.id in _SINGULAR and texts:
            yield Message(texts[0], "", name)
        elif node.func.id in _PLURAL and len(texts) >= 2:
            yield Message(texts[0], texts[1], name)


def _in_template(path: Path, name: str) -> Iterator[Message]:
    nodes = Engine.get_default().from_string(path.read_text(encoding="utf-8")).nodelist
    for node in _walk(nodes):
        if isinstance(node, TranslateNode) and (text := node.filter_expression.var.literal):
            yield Message(text.replace("%", "%%"), "", name)
        elif isinstance(node, BlockTranslateNode):
            singular, _names = node.render_token_list(node.singular)
            plural = node.render_token_list(node.plural)[0] if node.plural else ""
            yield Message(singular, plural, name)
        elif isinstance(node, VariableNode):
            expression = node.filter_expression
            if getattr(expression.var, "translate", False):
                yield Message(str(expression.var.literal).replace("%", "%%"), "", name)


def _walk(nodes: NodeList) -> Iterator[Node]:
    yield from nodes.get_nodes_by_type(Node)


def extract(root: Path, language: str) -> int:
    """Bring a language's catalogue up to date with the sources; what is new stands untranslated. Answers with how many are."""
    path = root / "locale" / language / "LC_MESSAGES" / "django.po"
    fresh = Catalog(locale=language)
    for message in messages(root):
        fresh.add(message.key, locations=[(message.file, 0)])
    catalogue = read_catalogue(path) if path.exists() else Catalog(locale=language, project="Throughline", fuzzy=False)
    catalogue.update(fresh, no_fuzzy_matching=True, update_header_comment=False, update_creation_date=False)
    catalogue.obsolete.clear()
    catalogue.project, catalogue.revision_date = "Throughline", catalogue.creation_date
    catalogue.version = catalogue.msgid_bugs_address = ""
    catalogue.last_translator = catalogue.language_team = catalogue.project
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=120, sort_output=True, omit_header=False, include_lineno=False)
    return sum(1 for message in catalogue if message.id and not is_translated(message.string))


def is_translated(text: Any) -> bool:
    """Whether a message has its text, in each plural form."""
    return bool(text) and (isinstance(text, str) or all(text))


def read_catalogue(path: Path) -> Catalog:
    """The catalogue in a .po file; its folder says of which language."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def compile_newer(root: Path) -> list[Path]:
    """Compile each catalogue that changed since it was compiled; answers with those."""
    done = []
    for path in sorted((root / "locale").glob("*/LC_MESSAGES/*.po")):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        catalogue = read_catalogue(path)
        # Renamed when whole, so that a process that starts meanwhile never reads half of it.
        part = target.with_suffix(".mo.part")
        with part.open("wb") as file:
            write_mo(file, catalogue)
        part.replace(target)
        done.append(path)
    return done

"""JSON in: one meaning or none. What two readers could take in two ways is refused, and what no database can hold."""

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from email.message import Message
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import BaseParser

from kernel.rest.renderers import JSONRenderer

MAXIMUM_DEPTH = 32
# A NUL can't be stored, and a lone half of a surrogate pair is no character. Both arrive only as escapes.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class StrictJSONParser(BaseParser):
    """Refuses duplicate keys, NaN and infinities, deep nesting, other encodings than UTF-8, and large bodies."""

    media_type = "application/json"
    renderer_class = JSONRenderer

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, _parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The document, its numbers as integers and decimals. Raises `ParseError` with the reason."""
        _refuse_other_charset(media_type or "")
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise RequestDataTooBig
        return parse_json(body)


def parse_json(body: bytes) -> Any:
    """The document in these bytes. Raises `ParseError`, saying what is wrong."""
    try:
        document = json.loads(
            body.decode("utf-8"),
            parse_float=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_without_duplicates,
        )
    except UnicodeDecodeError as error:
        raise ParseError(_("The body is not UTF-8.")) from error
    except RecursionError as error:
        raise ParseError(_too_deep()) from error
    except json.JSONDecodeError as error:
        where = {"line": error.lineno, "column": error.colno}
        raise ParseError(_("The body is not JSON: see line %(line)s, column %(column)s.") % where) from error
    except ValueError as error:
        raise ParseError(_("A number in the body has too many digits.")) from error
    _refuse_unfit(document, texts=b"\\u" in body)
    return document


def _refuse_constant(name: str) -> Any:
    raise ParseError(_("%(name)s is not a number in JSON.") % {"name": name})


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _value in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise ParseError(_("The field “%(name)s” stands twice in one object.") % {"name": twice})
    return result


def _refuse_unfit(document: Any, *, texts: bool) -> None:
    """Walk the document level by level, without recursion: how deep it is, and whether its texts can be stored."""
    level, depth = [document], 0
    while level:
        depth += 1
        containers = [value for value in level if isinstance(value, dict | list)]
        if containers and depth > MAXIMUM_DEPTH:
            raise ParseError(_too_deep())
        if texts and any(isinstance(value, str) and _UNSTORABLE.search(value) for value in level):
            raise ParseError(_("A text in the body holds a character that can’t be stored (U+0000 or half a pair)."))
        level = [value for container in containers for value in _inside(container)]


def _inside(container: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return [*container, *container.values()] if isinstance(container, dict) else container


def _too_deep() -> str:
    return _("The body is nested more than %(depth)s levels deep.") % {"depth": MAXIMUM_DEPTH}


def _refuse_other_charset(media_type: str) -> None:
    message = Message()
    message["content-type"] = media_type
    charset = message.get_param("charset", "utf-8")
    if str(charset).lower() not in {"utf-8", "utf8"}:
        raise UnsupportedMediaType(media_type)

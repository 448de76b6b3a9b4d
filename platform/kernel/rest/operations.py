"""What an endpoint's method declares about itself: the same words guard it, read it and document it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponseBase
from rest_framework import serializers

from kernel.access import Actor
from kernel.rest.bodies import Body
from kernel.rest.pages import PAGING, Key, Page
from kernel.rest.queries import Parameter

JSON = "application/json"
Shape = type[serializers.Serializer[Any]]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of an endpoint.

    `permission` is its row in the access table. `answer` is the shape of what it gives, `status` its usual status, `also`
    other statuses with the same shape.
    `page` makes it a list of `answer`, ordered by that key. `changes` makes it ask for If-Match; `bound` says that the body
    names what the caller has read, by its hash or its figure; `tagged`, that it answers with an ETag.
    """

    summary: str
    permission: str
    answer: Shape | None = None
    description: str = ""
    status: int = 200
    also: tuple[int, ...] = ()
    query: tuple[Parameter, ...] = ()
    body: type[Body] | None = None
    page: Key | None = None
    changes: bool = False
    bound: bool = False
    tagged: bool = False
    media_type: str = JSON
    examples: Mapping[str, Any] = field(default_factory=dict)

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Every query parameter that the method takes."""
        return (*self.query, *PAGING) if self.page else self.query


@dataclass(frozen=True, slots=True)
class Call:
    """A request as a handler sees it: who calls, and what they sent, read and checked."""

    actor: Actor
    query: dict[str, Any]
    body: dict[str, Any]
    page: Page
    revision: int
    django_request: HttpRequest


@dataclass(frozen=True, slots=True)
class Reply:
    """A handler's answer where it is more than a document: another status, the revision for an ETag, where the new row is."""

    data: Any = None
    status: int | None = None
    revision: int | None = None
    location: str = ""


Handler = Callable[..., "Reply | HttpResponseBase | Mapping[str, Any] | list[Any]"]
H = TypeVar("H", bound=Handler)
ATTRIBUTE = "operation"


def operation(summary: str, *, permission: str, **more: Any) -> Callable[[H], H]:
    """Declare a method of an endpoint; see `Operation`."""

    def add(handler: H) -> H:
        described = {"description": (handler.__doc__ or "").strip()} | more
        setattr(handler, ATTRIBUTE, Operation(summary, permission, **described))
        return handler

    return add


def operation_of(handler: Any) -> Operation:
    """What a handler declares. Raises `LookupError` for one that declares nothing."""
    found: Operation | None = getattr(handler, ATTRIBUTE, None)
    if found is None:
        raise LookupError(f"{handler} declares no operation.")
    return found

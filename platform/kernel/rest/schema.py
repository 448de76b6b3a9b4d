"""The OpenAPI description, drawn from the operations themselves."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from kernel.access import table
from kernel.idempotency.services import FIELD
from kernel.rest.bodies import Body
from kernel.rest.operations import ATTRIBUTE, JSON, Operation, operation_of
from kernel.rest.problems import MEDIA_TYPE, TITLES

SECURITY_SCHEMES: Mapping[str, Mapping[str, str]] = {
    "serviceKey": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "tl_live_<id>_<secret><check>",
        "description": "A service account's key.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "session",
        "description": "A person's login; changes carry the CSRF token too.",
    },
}
VERBS = {"get": "read", "post": "create", "patch": "change", "put": "replace", "delete": "remove"}
_TEXT = {"type": "string"}
_ECHO = "As it was sent; only where it was."


class FieldProblem(serializers.Serializer[Any]):
    """One thing that is wrong with what was sent."""

    field = serializers.CharField(help_text="The field, as a path with dots; empty for the whole.")
    code = serializers.CharField(help_text="The rule's code, such as V9, or the kind of error.")
    message = serializers.CharField(help_text="What is wrong, in the caller's language.")
    way_out = serializers.CharField(help_text="What to do about it; may be empty.")


class ProblemDocument(serializers.Serializer[Any]):
    """A refusal or failure, as RFC 9457 has it. `code` is stable; the texts follow Accept-Language."""

    type = serializers.CharField(help_text="`/problems/<code>`: the kind of problem.")
    title = serializers.CharField(help_text="What the status means.")
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField(help_text="What happened this time.")
    way_out = serializers.CharField(help_text="What to do about it; may be empty.")
    instance = serializers.CharField(help_text="The address that was called.")
    problems = FieldProblem(many=True, help_text="Each field that is wrong, with the rule.")


class Schema(AutoSchema):
    """An endpoint's part of the description. What has no declared operation is not described."""

    @property
    def operation(self) -> Operation:
        """What the described method declares."""
        return operation_of(getattr(self.view, self.method.lower()))

    def is_excluded(self) -> bool:
        """Whether the method declares nothing."""
        return not hasattr(getattr(self.view, self.method.lower(), None), ATTRIBUTE)

    def _words(self) -> list[str]:
        return [word for word in self.path.strip("/").split("/")[1:] if not word.startswith("{")]

    def get_operation_id(self) -> str:
        """Verb and path: list_contracts, read_contracts, create_kpis_readings_batches."""
        verb = "list" if self.operation.page else VERBS[self.method.lower()]
        return "_".join([verb, *self._words()]).replace(".", "_")

    def get_tags(self) -> list[str]:
        """The first word of the path."""
        return [word.partition(".")[0] for word in self._words()[:1]]

    def get_summary(self) -> str:
        """The operation in a few words."""
        return self.operation.summary

    def get_description(self) -> str:  # type: ignore[override]
        """What it does, and who may."""
        row = table.rows[self.operation.permission]
        roles = ", ".join(sorted(row.roles))
        return f"{self.operation.description}\n\nPermission and scope: `{row.name}` (roles: {roles}).".strip()

    def get_serializer_name(self, serializer: Any, _direction: str) -> str:
        """What a reader calls the thing: a ContractShape is a Contract."""
        return type(serializer).__name__.removesuffix("Shape").removesuffix("Body")

    def get_auth(self) -> list[dict[str, list[str]]]:
        """A key or a session, either one."""
        for name, scheme in SECURITY_SCHEMES.items():
            self.registry.register_on_missing(
                ResolvedComponent(  # type: ignore[no-untyped-call]
                    name=name, type=ResolvedComponent.SECURITY_SCHEMA, object=name, schema=dict(scheme)
                )
            )
        return [{name: []} for name in SECURITY_SCHEMES]

    def get_override_parameters(self) -> list[Any]:
        """Declared query parameters, and the headers that the operation reads and sends."""
        operation = self.operation
        found = [
            OpenApiParameter(each.name, type=dict(each.schema), description=each.description)
            for each in operation.parameters
        ]
        if operation.changes:
            text = "The ETag of what the change was made from. Without it: 428; with an older one: 412."
            found.append(_header("If-Match", text, required=True))
        if operation.tagged and self.method == "GET":
            found.append(
                _header("If-None-Match", "An ETag; as long as it is current the answer is 304 without a body.")
            )
        if self.method == "POST":
            text = "A key of the caller's own making, kept for at least 24 hours: the request takes effect once."
            found.append(_header(FIELD, text))
        return found + self._answer_headers()

    def _answer_headers(self) -> list[OpenApiParameter]:
        operation, success = self.operation, [self.operation.status]
        found = [
            _header(
                "RateLimit", "What is left of the caller's rate, and seconds until it is full again.", response=True
            ),
            _header("RateLimit-Policy", "The caller's rate.", response=True),
            _header("WWW-Authenticate", "How to authenticate.", response=[401]),
            _header("Retry-After", "Seconds to wait.", response=[429]),
        ]
        if operation.tagged:
            found.append(_header("ETag", "The revision, for If-Match and If-None-Match.", response=[*success, 304]))
        if self.method == "POST":
            text = "`true` when the answer is the kept one of an earlier request."
            found.append(_header("Idempotent-Replayed", text, response=success))
        if operation.status in (201, 202):
            found.append(_header("Location", "Where the new row is.", response=success))
        return found

    def get_request_serializer(self) -> Any:
        """The declared body."""
        return self.operation.body

    def _get_request_body(self, direction: str = "request") -> Any:
        return super()._get_request_body(direction) if self.operation.body else None  # type: ignore[no-untyped-call]

    def get_response_serializers(self) -> Any:
        """The answer, 304 where there is an ETag, and every refusal as a problem document."""
        operation = self.operation
        found: dict[Any, Any] = {(operation.status, operation.media_type): self._answer()}
        for status in operation.also:
            found[status, operation.media_type] = self._answer()
        if operation.tagged and self.method == "GET":
            found[304] = OpenApiResponse(description="Unchanged since the ETag in If-None-Match.")
        for status in sorted(self._refusals()):
            found[status, MEDIA_TYPE] = OpenApiResponse(ProblemDocument, description=str(TITLES[status]))
        return found

    def _refusals(self) -> set[int]:
        statuses = {401, 403, 404, 405, 406, 422, 429, 500}
        if self.operation.body:
            statuses |= {400, 413, 415}
        if self.operation.changes:
            statuses |= {412, 428}
        if self.operation.bound:
            statuses.add(412)
        if self.method != "GET":
            statuses.add(409)
        return statuses

    def _answer(self) -> OpenApiResponse:
        operation = self.operation
        if operation.media_type.endswith("+json"):
            return OpenApiResponse({"type": "object"}, description=operation.summary)
        if operation.media_type != JSON:
            return OpenApiResponse({"type": "string", "format": "binary"}, description=operation.summary)
        if operation.answer is None:
            return OpenApiResponse(description=operation.summary)
        if operation.page is None:
            return OpenApiResponse(operation.answer, description=operation.summary)
        row = self.resolve_serializer(operation.answer, "response").ref
        page = {
            "type": "object",
            "required": ["results", "next", "next_cursor"],
            "properties": {
                "results": {"type": "array", "items": row},
                "next": {"type": ["string", "null"], "format": "uri", "description": "The next page; null at the end."},
                "next_cursor": {"type": ["string", "null"], "description": "The same as a cursor."},
                **{each.name: {**each.schema, "description": _ECHO} for each in operation.query if each.echoed},
            },
        }
        return OpenApiResponse(page, description=operation.summary)

    def get_examples(self) -> list[OpenApiExample]:
        """The declared examples; those named `request…` are of the body."""
        return [
            OpenApiExample(
                name, value, request_only=name.startswith("request"), response_only=not name.startswith("request")
            )
            for name, value in self.operation.examples.items()
        ]

    def _postprocess_serializer_schema(self, schema: dict[str, Any], serializer: Any, direction: str) -> dict[str, Any]:
        schema = super()._postprocess_serializer_schema(schema, serializer, direction)  # type: ignore[no-untyped-call]
        if isinstance(serializer, Body):
            schema["additionalProperties"] = False
        return schema


def _header(name: str, description: str, *, required: bool = False, response: Any = False) -> OpenApiParameter:
    return OpenApiParameter(
        name,
        type=_TEXT,
        location=OpenApiParameter.HEADER,
        description=description,
        required=required,
        response=response,
    )

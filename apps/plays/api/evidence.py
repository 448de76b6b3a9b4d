"""Evidence, through the API: brought, reviewed, downloaded."""

import uuid
from typing import Any

from django.http import FileResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.parsers import MultiPartParser

from apps.initiatives.api.rows import values_of
from apps.library.rules import KEY
from apps.plays import services
from apps.plays.api import rows
from apps.plays.api.bodies import REJECT, EvidenceBody, EvidenceMoveBody
from apps.plays.api.shapes import EvidenceShape
from apps.plays.choices import EvidenceKind, EvidenceStatus
from apps.plays.models import Evidence
from apps.plays.permissions import EVIDENCE, VIEW
from kernel.errors import NotFoundMissing
from kernel.files.keeping import serve
from kernel.rest.operations import Call, Reply, operation
from kernel.rest.pages import BY_CHANGE
from kernel.rest.parsers import StrictJSONParser
from kernel.rest.queries import UPDATED_SINCE, Parameter, choice, identifier
from kernel.rest.renderers import BytesRenderer, JSONRenderer
from kernel.rest.views import Endpoint


def _read_key(text: str) -> str:
    if not KEY.fullmatch(text):
        raise ValueError(text)
    return text


CRITERION = Parameter(
    "criterion",
    _read_key,
    gettext_lazy("the key of a criterion, such as production-runbook"),
    "Only evidence for the criterion of this key.",
    {"type": "string", "pattern": f"^{KEY.pattern}$"},
)
_NOTE = {
    "kind": EvidenceKind.NOTE.value,
    "title": "Map of the workflow",
    "criterion": "bottlenecks-mapped",
    "note": "The bottleneck is the check of prices; exceptions go to the team lead.",
}
_LINK = {
    "kind": EvidenceKind.LINK.value,
    "title": "Runbook",
    "criterion": "production-runbook",
    "url": "https://wiki.example.com/order-desk/runbook",
    "expires_on": "2026-09-30",
}


class AllEvidence(Endpoint):
    """The evidence of all plays."""

    @operation(
        "List evidence",
        permission=VIEW,
        answer=EvidenceShape,
        page=BY_CHANGE,
        query=(
            identifier("play_id", "Only evidence of this play."),
            CRITERION,
            choice("status", EvidenceStatus.values, "Only evidence that stands there."),
            UPDATED_SINCE,
        ),
    )
    def get(self, call: Call) -> list[dict[str, Any]]:
        """In order of its last change, with what its reviewer said (P2)."""
        return rows.evidence_rows(call.page, **call.query)


class PlayEvidence(Endpoint):
    """The evidence of a play."""

    parser_classes = [StrictJSONParser, MultiPartParser]

    @operation(
        "Bring evidence",
        permission=EVIDENCE,
        answer=EvidenceShape,
        status=201,
        body=EvidenceBody,
        tagged=True,
        examples={"request: a note": _NOTE, "request: a link": _LINK},
    )
    def post(self, call: Call, play_id: uuid.UUID) -> Reply:
        """For a criterion of the plan, or beside an activity. It counts once somebody else has accepted it (P2).

        A file is taken for what its content says, not for what its name or type does; within the client's room for files.
        """
        upload = call.body.pop("file", None)
        brought = services.submit_evidence(by=call.actor, play_id=play_id, upload=upload, **call.body)
        return _evidence(brought, location=reverse("api-evidence", args=[brought.pk]))


class EvidenceDetail(Endpoint):
    """One piece of evidence."""

    @operation("Read a piece of evidence", permission=VIEW, answer=EvidenceShape, tagged=True)
    def get(self, _call: Call, evidence_id: uuid.UUID) -> Reply:
        """With the digest of its file, and what its reviewer said (P2)."""
        return _evidence(rows.evidence(evidence_id))


class EvidenceMoves(Endpoint):
    """The moves of evidence."""

    @operation(
        "Move a piece of evidence",
        permission=EVIDENCE,
        answer=EvidenceShape,
        body=EvidenceMoveBody,
        tagged=True,
        examples={"request: reject it": {"move": REJECT, "note": "It does not say who decides on exceptions."}},
    )
    def post(self, call: Call, evidence_id: uuid.UUID) -> Reply:
        """`accept` or `reject` what somebody else brought, for which you need `evidence.review`; `withdraw` your own (P2)."""
        return _evidence(services.move_evidence(by=call.actor, evidence_id=evidence_id, **call.body))


class EvidenceFile(Endpoint):
    """The file of a piece of evidence."""

    renderer_classes = [BytesRenderer, JSONRenderer]

    @operation("Download a file of evidence", permission=VIEW, media_type=BytesRenderer.media_type)
    def get(self, _call: Call, evidence_id: uuid.UUID) -> FileResponse:
        """As it was brought, to be saved and not to be run; its own type is the row's `file_type`. 404 where there is none."""
        found = rows.evidence(evidence_id)
        if not found.file_path:
            raise NotFoundMissing(_("This evidence has no file."))
        return serve(found.file_path, name=found.file_name, content_type=BytesRenderer.media_type)


def _evidence(evidence: Evidence, location: str = "") -> Reply:
    return Reply(values_of(evidence, rows.EVIDENCE), revision=evidence.revision, location=location)

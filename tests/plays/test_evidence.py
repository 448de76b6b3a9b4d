"""P2: evidence is brought by one person and accepted by another, is what it says it is, and runs out."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile

from apps.plays.models import Evidence
from apps.plays.parameters import EVIDENCE_MEGABYTES
from apps.plays.selectors.plays import play_page
from apps.plays.services import evidence as services
from apps.plays.services import move_evidence
from kernel import clock
from kernel.files.refusals import DocumentRefused
from kernel.ids import new_id
from tests.actors import user
from tests.conftest import NOW
from tests.factories.parameters import make_setting
from tests.factories.plays import make_activity, make_evidence, make_play
from tests.kernel.files.made import pdf, png
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures("client_a", "own_files")
TODAY, DAY = NOW.date(), dt.timedelta(days=1)


def upload(content: bytes, name: str = "map.pdf") -> ContentFile:
    return ContentFile(content, name=name)


def found(play, key="bottlenecks-mapped"):
    answers = [answer for phase in play_page(play.pk).phases for answer in phase.answers]
    return next(str(answer.finding.verdict) for answer in answers if answer.criterion.key == key)


def accept(row):
    return move_evidence(by=user("consultant"), evidence_id=row.pk, move="accept")


def test_it_counts_once_somebody_else_has_accepted_it():
    play = make_play()
    assert found(play) == "unmet"
    row = make_evidence(play)
    assert found(play) == "unknown"
    accept(row)
    assert found(play) == "met"
    move_evidence(by=user("client_sponsor"), evidence_id=row.pk, move="reject", note="It is an old one.")
    assert found(play) == "unmet"


def test_it_is_reviewed_by_somebody_else():
    brings = user("consultant")
    row = make_evidence(by=brings)
    for move in ("accept", "reject"):
        with refused(403):
            move_evidence(by=brings, evidence_id=row.pk, move=move, note="Fine.")
    with refused(403):
        move_evidence(by=user("client_viewer"), evidence_id=row.pk, move="accept")


def test_it_is_rejected_for_a_reason_and_withdrawn_by_who_brought_it():
    row = make_evidence(by=user("client_sponsor"))
    with refused(422, ("note", "P2")):
        move_evidence(by=user("consultant"), evidence_id=row.pk, move="reject", note=" ")
    with refused(403):
        move_evidence(by=user("client_sponsor"), evidence_id=row.pk, move="withdraw")
    with refused(404):
        move_evidence(by=user("consultant"), evidence_id=new_id(), move="accept")


def test_it_runs_out():
    play = make_play()
    accept(make_evidence(play, expires_on=TODAY + DAY))
    with clock.frozen(NOW + DAY):
        assert found(play) == "met"
    with clock.frozen(NOW + 2 * DAY):
        assert found(play) == "unmet"


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"criterion": "nothing-known"}, ("criterion", "P2")),
        ({"criterion": ""}, ("criterion", "P2")),
        ({"criterion": "pilot-kpi-signal"}, ("criterion", "P2")),
        ({"note": " "}, ("note", "required")),
        ({"kind": "file"}, ("file", "required")),
        ({"kind": "link", "url": "javascript:alert(1)"}, ("url", "invalid")),
        ({"expires_on": TODAY - DAY}, ("expires_on", "P2")),
    ],
)
def test_it_refuses_what_shows_nothing(given, problem):
    play = make_play()
    allowed = {problem, ("url", "P2")} if problem[0] == "url" else {problem}
    with refused(422, *allowed):
        make_evidence(play, **given)


def test_it_stands_beside_an_activity_of_the_same_play():
    play = make_play()
    activity = make_activity(play)
    assert make_evidence(play, criterion="", activity_id=activity.pk).activity_id == activity.pk
    with refused(422, ("criterion", "P2")):
        make_evidence(play, activity_id=activity.pk)


def test_it_takes_a_file_for_what_its_content_is():
    play = make_play()
    row = make_evidence(play, kind="file", note="", upload=upload(pdf()))
    assert (row.file_name, row.file_type, row.file_size) == ("map.pdf", "application/pdf", len(pdf()))
    for content, name in [(b"MZ\x90\0" + b"\0" * 90, "map.pdf"), (png(), "map.pdf"), (b"<script>", "map.html")]:
        with pytest.raises(DocumentRefused) as caught:
            make_evidence(play, kind="file", note="", upload=upload(content, name))
        assert [problem.field for problem in caught.value.problems] == ["file"]
    assert play.evidence.count() == 1


def test_it_refuses_a_file_for_which_there_is_no_room():
    make_setting(key=EVIDENCE_MEGABYTES, value=Decimal(10))
    play = make_play()
    taken = services.MEGABYTE * 10 - len(pdf())
    Evidence.objects.filter(pk=make_evidence(play, kind="file", note="", upload=upload(png(), "map.png")).pk).update(
        file_size=taken + 1
    )
    with refused(422, ("file", "quota")):
        make_evidence(play, kind="file", note="", upload=upload(pdf()))

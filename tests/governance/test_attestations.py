"""Attestations: asked of a leader, given by them alone."""

import datetime as dt
from dataclasses import replace

import pytest

from apps.governance.models import Attestation, Incident
from apps.governance.services import (
    attest,
    schedule_attestation,
)
from apps.initiatives.choices import Verdict
from apps.initiatives.criteria import Criterion, Finding, Scope, gather, judge
from kernel import clock
from kernel.errors import AccessRefused
from kernel.ids import new_id
from kernel.proofs import ReauthenticationMissing
from tests.actors import service, user
from tests.conftest import NOW
from tests.factories.governance import (
    BY,
    make_attestation,
    make_attested,
    make_boundary_in_force,
)
from tests.factories.people import make_initiative, make_person
from tests.refusals import refused


@pytest.fixture
def initiative(client_a):
    return make_initiative()


@pytest.fixture
def owner(initiative):
    return user("workflow_owner", person=initiative.workflow_owner)


def test_it_takes_the_word_of_the_leader_who_proved_who_they_are(initiative, owner):
    due, boundary = make_attestation(initiative), make_boundary_in_force(initiative)
    said = {
        "attestation_id": due.pk,
        "inside_limits": True,
        "limits_right": True,
        "statement": "",
        "boundary_hash": boundary.content_hash,
    }
    for proved_at in (None, NOW - dt.timedelta(minutes=5, seconds=1)):
        with pytest.raises(ReauthenticationMissing):
            attest(by=owner, reauthenticated_at=proved_at, **said)
    given = attest(by=owner, reauthenticated_at=NOW - dt.timedelta(minutes=5), **said)
    assert (given.boundary_number, given.boundary_hash, given.attested_by_name) == (
        1,
        boundary.content_hash,
        owner.name,
    )
    following = Attestation.objects.get(attested_at__isnull=True)
    assert (following.due_on, following.leader_id) == (due.due_on + dt.timedelta(90), due.leader_id)
    assert not Incident.objects.exists()
    with refused(409, code="G5"):
        attest(by=owner, reauthenticated_at=NOW, **said)


def test_it_takes_the_word_of_nobody_else(initiative):
    due, boundary = make_attestation(initiative), make_boundary_in_force(initiative)
    for actor in (
        user("client_sponsor", person=make_person(name="Another")),
        user("partner_admin"),
        service("attestations.attest"),
    ):
        with pytest.raises(AccessRefused, match="not asked of you"):
            attest(
                by=actor,
                attestation_id=due.pk,
                inside_limits=True,
                limits_right=True,
                statement="",
                boundary_hash=boundary.content_hash,
                reauthenticated_at=NOW,
            )


def test_it_opens_an_incident_for_a_no_which_needs_words(initiative):
    due, boundary = make_attestation(initiative), make_boundary_in_force(initiative)
    said = {"attestation_id": due.pk, "inside_limits": True, "limits_right": False}
    with refused(422, ("statement", "G5")):
        attest(by=BY, statement=" ", boundary_hash=boundary.content_hash, reauthenticated_at=NOW, **said)
    words = "Discounts were never discussed."
    attest(by=BY, statement=words, boundary_hash=boundary.content_hash, reauthenticated_at=NOW, **said)
    incident = Incident.objects.get()
    assert (incident.type, incident.severity, incident.description) == ("other", 2, "Discounts were never discussed.")


def test_it_attests_to_the_boundary_that_was_read_and_to_nothing_without_one(initiative):
    due = make_attestation(initiative)
    said = {"attestation_id": due.pk, "inside_limits": True, "limits_right": True, "statement": ""}
    with refused(409, ("boundary", "G5")):
        attest(by=BY, boundary_hash="", reauthenticated_at=NOW, **said)
    make_boundary_in_force(initiative)
    with refused(412, ("boundary_hash", "G5")):
        attest(by=BY, boundary_hash="0" * 64, reauthenticated_at=NOW, **said)


def test_it_asks_somebody_else_in_place_of_the_first(initiative):
    make_attestation(initiative)
    other = make_person(name="Giulia Ferrari", function="management")
    make_attestation(initiative, leader_id=other.pk)
    assert Attestation.objects.get().leader_id == other.pk
    with refused(422, ("due_on", "G5"), ("every_days", "G5")):
        schedule_attestation(
            by=BY, initiative_id=initiative.pk, leader_id=other.pk, due_on=dt.date(2026, 3, 1), every_days=0
        )
    with pytest.raises(AccessRefused):
        make_attestation(initiative, by=user("workflow_owner", person=initiative.workflow_owner))


def test_it_asks_again_from_today_where_the_next_day_has_passed(initiative):
    make_attestation(initiative, due_on=dt.date(2026, 3, 2), every_days=1)
    with clock.frozen(NOW + dt.timedelta(days=30)):
        due, boundary = Attestation.objects.get(), make_boundary_in_force(initiative)
        attest(
            by=BY,
            attestation_id=due.pk,
            inside_limits=True,
            limits_right=True,
            statement="",
            boundary_hash=boundary.content_hash,
            reauthenticated_at=clock.now(),
        )
        assert Attestation.objects.get(attested_at__isnull=True).due_on == dt.date(2026, 4, 2)


def test_it_does_not_take_the_word_on_other_limits(initiative):
    make_attested(initiative)
    begun, today = dt.date(2026, 1, 20), dt.date(2026, 3, 2)
    scope = Scope(initiative.pk, new_id(), None, begun, today, NOW)
    criterion = Criterion("attestation", "attestation", "Attested", {})

    def finding(scope: Scope) -> Finding:
        return judge([criterion], gather([criterion], scope), scope)[0].finding

    before = finding(scope)
    assert before.verdict is Verdict.MET
    with clock.frozen(NOW + dt.timedelta(days=3)):
        make_boundary_in_force(initiative, may_decide="Prices.", reason="It knows them.")
        later = finding(replace(scope, until=clock.now(), today=today + dt.timedelta(days=3)))
    assert (later.verdict, later.fix.view) == (Verdict.UNMET, "governance:attest")
    assert "attested to version 1 of the limits" in str(later.says)
    assert finding(scope) == before

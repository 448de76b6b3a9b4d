"""A person's calendar: who reads what in it, for how long, and that it is one whatever people write."""

import datetime as dt
import io
import logging
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from apps.accounts.models import CalendarAddress, Membership, User
from apps.accounts.services import deactivate_user, revoke_calendar_address, revoke_membership
from apps.clients.models import Client
from apps.clients.services import move_client
from apps.console.calendars import calendar_file, fingerprint, one_line
from apps.portfolio.choices import DueKind
from apps.portfolio.models import DueDate
from apps.portfolio.rules.due import DueRow
from kernel import clock
from kernel.access import system_actor
from kernel.ids import new_id
from kernel.journal.models import PlatformEntry
from kernel.ledger.readers import drain_reader
from tests.browsers import enter_as_admin
from tests.conftest import NOW
from tests.factories.accounts import (
    AdminFactory,
    ConsultantFactory,
    MembershipFactory,
    UserFactory,
    actor_of,
    log_in,
    make_calendar,
)
from tests.factories.value import make_proposed, make_signed

BY = system_actor()


@pytest.fixture(autouse=True)
def _uncounted():
    """Nobody has asked before."""
    cache.clear()


def read(secret: str, browser: Browser | None = None, **headers: str):
    return (browser or Browser()).get(f"/calendar/{secret}.ics", headers=headers)


def events(secret: str) -> list:
    response = read(secret)
    assert response.status_code == 200, response.content
    return Calendar.from_ical(response.content).events


def summaries(secret: str) -> list[str]:
    return [str(event["summary"]) for event in events(secret)]


def due(client: Client, **fields: object) -> DueDate:
    """One thing that is due, as a reader derived it."""
    given = {
        "kind": DueKind.GATE,
        "source_id": new_id(),
        "title": "Pilot",
        "on": NOW.date() + dt.timedelta(days=5),
        "initiative_name": "Proposals in three days",
        "path": "plays/x/",
        "changed_at": NOW,
    } | fields
    return DueDate.objects.create(client=client, **given)


def member(client: Client, role: str = "client_sponsor") -> User:
    return MembershipFactory(client=client, role=role).user


class TestTheAddress:
    def test_it_is_shown_once_and_kept_nowhere(self, db, caplog):
        browser = log_in(UserFactory())
        page = browser.post("/account/calendar/", {"move": "make"})
        assert page.status_code == 200
        assert "no-store" in page.headers["Cache-Control"]
        secret = re.search(r"/calendar/(tlcal_\w+)\.ics", page.text)[1]
        assert read(secret).status_code == 200
        assert secret not in browser.get("/account/calendar/").text
        kept = str([*CalendarAddress.objects.values(), *PlatformEntry.objects.values(), *browser.session.items()])
        assert secret not in kept + caplog.text
        assert secret[6:46] not in kept

    def test_it_is_the_canonical_one(self, db, settings):
        settings.CANONICAL_URL = "https://canonical.example"
        page = log_in(UserFactory()).post("/account/calendar/", {"move": "make"}, headers={"Host": "localhost"})
        assert "https://canonical.example/calendar/tlcal_" in page.text

    def test_it_replaces_the_one_before(self, db):
        user = UserFactory()
        first = make_calendar(user)
        second = make_calendar(user)
        assert [read(each).status_code for each in (first, second)] == [404, 200]
        assert CalendarAddress.objects.filter(revoked_at__isnull=True).count() == 1

    def test_it_is_revoked_from_the_next_request_on(self, db):
        user = UserFactory()
        secret = make_calendar(user)
        assert read(secret).status_code == 200
        assert log_in(user).post("/account/calendar/", {"move": "revoke"}).status_code == 302
        assert read(secret).status_code == 404
        assert log_in(user).post("/account/calendar/", {"move": "revoke"}).status_code == 404

    def test_it_records_that_it_was_made_and_revoked(self, db):
        user = UserFactory()
        make_calendar(user)
        revoke_calendar_address(by=actor_of(user))
        names = ["calendar_address.made", "calendar_address.revoked"]
        assert list(PlatformEntry.objects.filter(event__in=names).order_by("sequence").values_list("event")) == [
            (name,) for name in names
        ]

    def test_it_refuses_a_mistyped_one_without_a_query(self, db):
        secret = make_calendar()
        for wrong in (secret[:-1] + ("a" if secret[-1] != "a" else "b"), secret[:-1], "tlcal_", "x", "a" * 9_000):
            with CaptureQueriesContext(connection) as seen:
                assert read(wrong).status_code == 404
            assert len(seen) == 0

    def test_it_answers_alike_for_one_that_never_was_and_one_that_is_revoked(self, db):
        user = UserFactory()
        before = make_calendar(user)
        make_calendar(user)
        gone, never = read(before), read("x")
        assert (gone.status_code, gone.content, gone.headers["Cache-Control"]) == (
            never.status_code,
            never.content,
            never.headers["Cache-Control"],
        )

    def test_it_stands_in_no_log(self, db, monkeypatch):
        handler = next(each for each in logging.getLogger().handlers if getattr(each, "filters", None))
        written = io.StringIO()
        monkeypatch.setattr(handler, "stream", written)
        user = UserFactory()
        secret = make_calendar(user)
        revoke_calendar_address(by=actor_of(user))
        read(secret)
        assert "/calendar/[secret].ics" in written.getvalue()
        assert secret[:20] not in written.getvalue()

    def test_it_lets_nobody_ask_without_end(self, db):
        secret, browser = make_calendar(), Browser()
        assert [read(secret, browser).status_code for _turn in range(21)] == [200] * 20 + [429]
        assert read(make_calendar(), browser).status_code == 200

    def test_it_notes_its_last_use_once_in_a_while(self, db):
        secret = make_calendar()
        for minutes in (0, 5, 11):
            with clock.frozen(NOW + dt.timedelta(minutes=minutes)):
                read(secret)
        assert CalendarAddress.objects.get().last_used_at == NOW + dt.timedelta(minutes=11)

    def test_it_is_of_no_use_to_somebody_who_was_shut_out(self, db):
        user = UserFactory()
        secret = make_calendar(user)
        deactivate_user(by=BY, user_id=user.pk)
        assert read(secret).status_code == 404


class TestWhatItShows:
    def test_it_shows_a_signed_contracts_last_day(self, client_a):
        contract = make_signed(make_proposed())
        drain_reader("portfolio.due_dates", client_a.pk)
        (event,) = events(make_calendar(member(client_a)))
        assert event["summary"] == "Value contract due: Proposals in three days (Acme Pumps)"
        assert (event.decoded("dtstart"), event.decoded("dtend")) == (dt.date(2026, 4, 2), dt.date(2026, 4, 3))
        assert event["url"] == f"http://localhost:8000/clients/acme/contracts/{contract.pk}/"
        assert event["uid"] == f"contract_due-{contract.pk}@localhost"
        assert event.decoded("dtstamp") == NOW
        assert (event["status"], event["transp"]) == ("CONFIRMED", "TRANSPARENT")

    def test_it_shows_each_person_what_is_theirs(self, client_a):
        owner, sponsor = member(client_a, "workflow_owner"), member(client_a)
        consultant, admin, stranger = ConsultantFactory(), AdminFactory(), ConsultantFactory()
        MembershipFactory(client=client_a, user=consultant, role="consultant")
        due(client_a, title="gate")
        due(client_a, kind=DueKind.PLAY_LAST_DAY, title="last day")
        due(client_a, kind=DueKind.ACTIVITY, title="owner's", user_id=owner.pk)
        due(client_a, kind=DueKind.ACTIVITY, title="consultant's", user_id=consultant.pk)
        due(client_a, kind=DueKind.ACTIVITY, title="nobody's")

        def shown(user: User) -> set[str]:
            return {text.partition(": ")[2].partition(" (")[0] for text in summaries(make_calendar(user))}

        shared = {"gate", "last day"}
        assert shown(owner) == shared | {"owner's"}
        assert shown(sponsor) == shared
        assert shown(consultant) == shared | {"consultant's", "nobody's"}
        assert shown(admin) == shared | {"nobody's"}
        assert shown(stranger) == set()

    def test_it_loses_a_client_with_the_membership(self, client_a, client_b):
        user = member(client_a)
        MembershipFactory(client=client_b, user=user)
        due(client_a, title="ours")
        due(client_b, title="theirs")
        due(client_b, kind=DueKind.ACTIVITY, title="mine there", user_id=user.pk)
        secret = make_calendar(user)
        before = read(secret)
        assert len(events(secret)) == 3
        revoke_membership(by=BY, membership_id=Membership.objects.get(user=user, client=client_b).pk)
        after = read(secret, **{"If-None-Match": before.headers["ETag"]})
        assert after.status_code == 200
        assert b"theirs" not in after.content
        assert b"mine there" not in after.content
        assert b"Borealis" not in after.content

    def test_it_loses_a_suspended_client(self, client_a):
        due(client_a)
        secret = make_calendar(AdminFactory())
        assert len(events(secret)) == 1
        move_client(by=BY, client_id=client_a.pk, move="suspend")
        assert events(secret) == []

    def test_it_shows_a_window_of_days(self, client_a):
        for days in (-31, -30, 400, 401):
            due(client_a, title=str(days), on=NOW.date() + dt.timedelta(days=days))
        shown = summaries(make_calendar(AdminFactory()))
        assert [text.split(": ")[1].split(" ")[0] for text in shown] == ["-30", "400"]

    def test_it_says_what_is_done(self, client_a):
        due(client_a, done=True)
        assert summaries(make_calendar(AdminFactory())) == ["Done – Gate: Pilot (Acme Pumps)"]

    def test_it_speaks_the_persons_language(self, client_a):
        due(client_a)
        response = read(make_calendar(AdminFactory(language="de")), **{"Accept-Language": "en"})
        assert response.headers["Content-Language"] == "de"

    def test_it_is_read_again_only_when_something_changed(self, client_a):
        row = due(client_a)
        secret = make_calendar(AdminFactory())
        first = read(secret)
        assert first.headers["Cache-Control"] == "private, no-cache"
        assert first.headers["Referrer-Policy"] == "no-referrer"
        tag = {"If-None-Match": first.headers["ETag"]}
        with clock.frozen(NOW + dt.timedelta(hours=3)):
            again = read(secret, **tag)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["Cache-Control"] == "private, no-cache"
        DueDate.objects.filter(pk=row.pk).update(title="Scale")
        assert read(secret, **tag).status_code == 200

    def test_it_takes_no_session_into_account(self, client_a):
        due(client_a)
        secret = make_calendar()
        assert Calendar.from_ical(read(secret, enter_as_admin()).content).events == []

    def test_it_asks_the_database_no_more_for_more_clients(self, client_a, client_b):
        user = ConsultantFactory()
        MembershipFactory(client=client_a, user=user, role="consultant")
        due(client_a)
        secret = make_calendar(user)
        read(secret)

        def queries() -> int:
            with CaptureQueriesContext(connection) as seen:
                assert read(secret).status_code == 200
            return len(seen)

        few = queries()
        MembershipFactory(client=client_b, user=user, role="consultant")
        DueDate.objects.bulk_create(
            DueDate(
                client=client,
                kind=DueKind.GATE,
                source_id=new_id(),
                title=str(number),
                on=NOW.date(),
                initiative_name="x",
                path="x/",
                changed_at=NOW,
            )
            for number in range(600)
            for client in (client_a, client_b)
        )
        assert queries() == few == 3
        assert len(events(secret)) == 1_000


def row(**fields: object) -> DueRow:
    given = {
        "kind": DueKind.GATE,
        "source_id": new_id(),
        "gate": "",
        "title": "Pilot",
        "on": NOW.date(),
        "initiative_name": "Proposals",
        "path": "plays/x/",
        "done": False,
        "changed_at": NOW,
        "client_name": "Acme",
        "client_slug": "acme",
        "time_zone": "Europe/Berlin",
    } | fields
    return DueRow(**given)


class TestTheFile:
    @given(st.text(max_size=160), st.text(max_size=160), st.text(max_size=120))
    def test_it_is_one_calendar_whatever_people_write(self, title, initiative, client):
        rows = [row(title=title, initiative_name=initiative, client_name=client), row()]
        content = calendar_file(rows, base="https://a.example")
        calendar = Calendar.from_ical(content)
        first, second = calendar.events
        assert str(second["summary"]) == "Gate: Pilot (Acme)"
        assert str(first["summary"]) == one_line(f"Gate: {title} ({client})")
        assert set(first) == set(second)
        lines = content.split(b"\r\n")
        assert b"\n" not in b"".join(lines)
        assert b"\r" not in b"".join(lines)
        assert max(len(line) for line in lines) <= 75
        assert not errors(calendar)

    @pytest.mark.parametrize(
        "title",
        [
            "a\r\nEND:VEVENT\r\nBEGIN:VALARM",
            "x\nATTACH:http://evil.example",
            "semi;colon,comma\\n",
            "\x00\x07\u2028",
            "😀" * 80,
        ],
    )
    def test_it_takes_hostile_words_for_words(self, title):
        content = calendar_file([row(title=title)], base="https://a.example")
        (event,) = Calendar.from_ical(content).events
        assert not event.subcomponents
        assert "attach" not in event
        assert str(event["summary"]) == one_line(f"Gate: {title} (Acme)")

    def test_it_names_the_gate(self):
        given = row(gate="limited_production", title="Proposals, North")
        (event,) = Calendar.from_ical(calendar_file([given], base="https://a.example")).events
        assert event["summary"] == "Limited Production gate: Proposals, North (Acme)"

    def test_it_is_the_same_for_the_same_rows(self):
        rows = [row(), row(kind=DueKind.ACTIVITY)]
        first, second = (calendar_file(rows, base="https://a.example") for _turn in range(2))
        assert fingerprint(first) == fingerprint(second)

    def test_it_has_a_component_where_nothing_is_due(self):
        calendar = Calendar.from_ical(calendar_file([], base="https://a.example"))
        assert [each.name for each in calendar.subcomponents] == ["VTIMEZONE"]
        assert str(calendar["x-wr-calname"]) == "Throughline: what is due"


def errors(calendar: Calendar) -> list:
    """What the library could not read of any component."""
    return [error for component in calendar.walk() for error in component.errors]

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from apps.accounts.models import Membership, ServiceAccount, User
from apps.clients.models import Client
from apps.console.demo import telling
from apps.console.demo.stories import CLIENTS
from apps.console.demo.telling import PASSWORD, tell
from apps.initiatives.models import Initiative
from apps.library.services import load_shipped
from apps.plays.models import Play
from apps.plays.selectors.plays import PlayPage, play_page
from apps.portfolio.models import ContractStanding
from apps.value.choices import ContractStatus
from apps.value.models import Contract, Reading
from apps.value.selectors.contracts import ContractPage, contract_page
from apps.value.services import sign_contract
from kernel import clock
from kernel.access import Actor, system_actor
from kernel.journal.models import PlatformEntry
from kernel.ledger.models import Entry
from kernel.ledger.services import verify
from kernel.tenancy.context import mounted
from tests.factories.accounts import AdminFactory, ConsultantFactory, log_in

DEMO = {demo.slug: demo for demo in CLIENTS}
NOON = dt.time(12, tzinfo=dt.UTC)
WEEK = [dt.date(2026, 11, 16) + dt.timedelta(days=day) for day in range(7)]
NEW_YEAR = dt.date(2027, 1, 1)
# The rest of the week, the ends of a year, a leap day, and the days on which clocks change.
MORE_DAYS = [
    *WEEK[:6],
    dt.date(2026, 12, 31),
    dt.date(2027, 1, 4),
    dt.date(2028, 2, 29),
    dt.date(2026, 3, 29),
    dt.date(2026, 11, 1),
]
DAYS = [WEEK[6], NEW_YEAR, *(pytest.param(day, marks=pytest.mark.soak) for day in MORE_DAYS)]


@pytest.fixture
def told(client_a):
    """One client of the demo, told into the mounted client as of a day."""

    def tell_one(slug: str, day: dt.date) -> list[ContractPage]:
        demo = DEMO[slug]
        client_a.time_zone, client_a.currency, client_a.language = demo.time_zone, demo.currency, demo.language
        client_a.save()
        ben = ConsultantFactory(name="Ben Moreau")
        admin = AdminFactory(name="Ada Lindqvist")
        partner = Actor(kind="user", id=admin.pk, name=admin.name, roles=frozenset({"partner_admin"}), door="command")
        load_shipped(by=system_actor())
        with clock.frozen(dt.datetime.combine(day, NOON)):
            telling._tell_client(demo, client_a, partner, ben)
            return [
                contract_page(pk) for pk in Contract.objects.order_by("created_at", "pk").values_list("pk", flat=True)
            ]

    return tell_one


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("slug", DEMO)
def test_it_tells_each_client_as_promised_on_any_day(told, slug, day):
    pages = told(slug, day)

    stories = DEMO[slug].stories
    assert len(pages) == len(stories)
    for page in pages:
        story = next(story for story in stories if story.name == page.contract.title)
        expected = {"active": ContractStatus.ACTIVE, "draft": ContractStatus.DRAFT}.get(
            story.until, ContractStatus.PROPOSED
        )
        if story.ended:
            expected = ContractStatus.ACHIEVED
        assert page.contract.status == expected
        assert page.terms.baseline is not None or story.until == "draft"
        if page.contract.status == ContractStatus.ACTIVE:
            assert page.day == story.day <= 60
            assert page.standing.freshness == ("late" if story.missing else "current")
    with clock.frozen(dt.datetime.combine(day, NOON)):
        PROMISED[slug](*pages)
    assert verify().holds
    assert not Entry.objects.filter(recorded_at__gt=dt.datetime.combine(day, NOON)).exists()
    recorded = list(Entry.objects.order_by("sequence").values_list("recorded_at", flat=True))
    assert recorded == sorted(recorded)


def play_of(page: ContractPage) -> PlayPage:
    """The play of a contract that began first."""
    return play_page(Play.objects.filter(contract=page.contract).order_by("starts_on").values_list("pk", flat=True)[0])


def gates_of(page: ContractPage) -> list[str]:
    return [view.gate.status for view in play_of(page).gates]


def shows_a_real_improvement(proposals: ContractPage, first_visit: ContractPage) -> None:
    assert proposals.answer.tone == "good"
    assert proposals.standing.progress.share > 0.6
    assert all(row.readings.points for row in proposals.standing.guardrails)
    assert first_visit.answer.tone != "good"
    assert [row.verdict for row in proposals.standing.milestones] == ["met"]
    assert [(line.role.value, line.person_name) for line in first_visit.waiting_for] == [("sponsor", "Dr. Petra Vogel")]
    assert "target" in [change.field for change in first_visit.amendment.changes]
    assert proposals.contract.validations.count() == 1
    assert gates_of(proposals) == ["passed", "submitted", "open"]
    assert play_of(proposals).next_gate.can_pass
    assert not play_of(proposals).gates[0].outdated
    assert gates_of(first_visit) == ["redesign", "open", "open"]
    assert {play_of(page).play.template_key for page in (proposals, first_visit)} == {"sixty-day-play-de"}
    asked = proposals.contract.initiative.checklist.get(key="escalation_path")
    assert asked.title == "Eskalationsweg"


def says_what_the_real_data_say(page: ContractPage) -> None:
    assert "No improvement that can be told from natural variation" in str(page.answer.text)
    assert page.answer.worse
    assert page.answer.tone == "attention"
    assert page.standing.limits.n >= 100
    assert gates_of(page) == ["open", "open", "open"]
    assert not play_of(page).next_gate.can_pass


def is_too_young_to_tell_and_has_one_that_is_achieved(payments: ContractPage, young: ContractPage) -> None:
    assert young.day == 17
    assert young.answer.tone != "good"
    assert payments.contract.concluded_by_name == "Laura Mitchell"
    first, second = payments.contract.validations.all()
    assert 0 < first.amount < second.amount
    scaled = play_of(payments)
    assert (scaled.play.status, scaled.play.kit_status, scaled.play.extended_days) == ("scaled", "released", 20)
    assert gates_of(payments) == ["passed", "passed", "passed"]
    assert payments.contract.initiative.status == "production"


def waits_for_the_sponsor(claims: ContractPage, renewals: ContractPage) -> None:
    assert [(line.role.value, line.person_name) for line in claims.waiting_for] == [("sponsor", "Fiona Grant")]
    assert play_of(claims).play.status == "planned"
    assert {problem.code for problem in renewals.problems} >= {"V2", "V4", "V5", "V6"}


PROMISED = {
    "nordwind": shows_a_real_improvement,
    "lombarda": says_what_the_real_data_say,
    "brightwater": is_too_young_to_tell_and_has_one_that_is_achieved,
    "kestrel": waits_for_the_sponsor,
}


def rows() -> dict[str, object]:
    """How much of everything there is, over all clients of the demo."""
    counted: dict[str, object] = {
        "users": User.objects.count(),
        "memberships": Membership.objects.count(),
        "accounts": ServiceAccount.objects.count(),
        "entries": PlatformEntry.objects.count(),
        "standings": sorted(ContractStanding.objects.values_list("client__slug", "status")),
    }
    for client in Client.objects.filter(slug__in=DEMO):
        with mounted(client):
            counted[client.slug] = (Initiative.objects.count(), Reading.objects.count(), Entry.objects.count())
    return counted


def test_it_makes_nothing_twice_and_takes_up_what_was_cut_off(own_database, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(telling, "KEY_FILE", tmp_path / "demo-key")
    signatures = []

    def cut_off(**arguments):
        signatures.append(sign_contract(**arguments))
        if len(signatures) == 4:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(telling, "sign_contract", cut_off)
        tell()
    with mounted(Client.objects.get(slug="nordwind")), transaction.atomic():
        assert not Initiative.objects.exists()

    tell()

    before = rows()
    assert set(before) >= set(DEMO)
    assert before["standings"] == [
        ("brightwater", "achieved"),
        ("brightwater", "active"),
        ("kestrel", "draft"),
        ("kestrel", "proposed"),
        ("lombarda", "active"),
        ("nordwind", "active"),
        ("nordwind", "active"),
    ]
    key = telling.KEY_FILE.read_text().strip()
    assert telling.KEY_FILE.stat().st_mode & 0o077 == 0

    with clock.frozen(clock.now() + dt.timedelta(days=3)):
        call_command("seed_demo")

    assert rows() == before
    assert telling.KEY_FILE.read_text().strip() == key
    out = capsys.readouterr().out
    assert PASSWORD in out
    assert "petra.vogel@nordwind.example" in out
    assert key not in out
    browser = log_in(User.objects.get(email="petra.vogel@nordwind.example"))
    assert "echte Verbesserung" in browser.get("/clients/nordwind/").text
    read = browser.get("/clients/nordwind/api/contracts/", headers={"Authorization": f"Bearer {key}"})
    assert read.status_code == 200


def test_it_is_refused_in_production(settings, db):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="not in production"):
        call_command("seed_demo")
    assert not User.objects.exists()

"""Telling the stories: each act happens through its service, at its own moment, by the person who would do it."""

import csv
import datetime as dt
import heapq
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from apps.accounts.models import ServiceAccount, User
from apps.accounts.services import create_service_account, create_user, grant_membership, issue_key
from apps.clients.models import Client
from apps.clients.services import create_client, provision_client
from apps.console.demo import running
from apps.console.demo.acting import cast_of
from apps.console.demo.running import plan_play
from apps.console.demo.shapes import Amendment, DemoClient, Series, Story
from apps.console.demo.stories import CLIENTS
from apps.initiatives.models import Initiative, Person
from apps.initiatives.services import create_initiative, create_person, link_person
from apps.library.services import load_shipped
from apps.value.models import Contract, Kpi
from apps.value.rules.periods import period_name, period_of
from apps.value.rules.points import Period
from apps.value.rules.readings.rows import RawRow
from apps.value.services import (
    activate_due_contracts,
    amend_contract,
    change_draft,
    create_kpi,
    draft_contract,
    move_contract,
    propose_contract,
    record_baseline,
    record_readings,
    sign_contract,
    validate_value,
)
from kernel import clock
from kernel.access import Actor, system_actor
from kernel.ledger.readers import READERS, drain_reader
from kernel.tenancy.context import find_client, mounted

PASSWORD = "demo-throughline"  # noqa: S105 - printed at every start of the demo
PARTNER = [
    ("ada@partner.example", "Ada Lindqvist", "partner_admin"),
    ("ben@partner.example", "Ben Moreau", "consultant"),
]
HELP_DESK = Path(settings.BASE_DIR) / "apps" / "value" / "data" / "helpdesk_weekly.csv"
# The help desk's first week of play; the baseline is everything before it.
HELP_DESK_PLAY = dt.date(2012, 7, 2)
KEY_FILE = Path(settings.VAR_DIR) / "demo-key"
CONNECTOR = "Demo connector"
WEEK = dt.timedelta(weeks=1)


def tell() -> None:
    """Make whatever of the demo is not there yet: safe to repeat, and a telling that was cut off is taken up again."""
    load_shipped(by=system_actor("command"))
    ada, ben = (_user(*row) for row in PARTNER)
    partner = Actor(kind="user", id=ada.pk, name=ada.name, roles=frozenset({"partner_admin"}), door="command")
    for demo in CLIENTS:
        client = _client(demo, partner)
        with mounted(find_client(client.pk)):
            if not Initiative.objects.exists():
                with transaction.atomic():
                    _tell_client(demo, client, partner, ben)
            for name in READERS:
                drain_reader(name, client.pk)
    _key(partner)


def _user(email: str, name: str, partner_role: str = "", language: str = "en", zone: str = "Europe/Berlin") -> User:
    found = User.objects.filter(email=email).first()
    return found or create_user(
        by=system_actor("command"),
        email=email,
        name=name,
        password=PASSWORD,
        partner_role=partner_role,
        language=language,
        time_zone=zone,
    )


def _client(demo: DemoClient, partner: Actor) -> Client:
    client = Client.objects.filter(slug=demo.slug).first()
    if client is None:
        client = create_client(
            by=partner,
            name=demo.name,
            slug=demo.slug,
            time_zone=demo.time_zone,
            currency=demo.currency,
            language=demo.language,
        )
    provision_client(by=system_actor("command"), client_id=client.pk)
    return client


def email_of(demo: DemoClient, name: str) -> str:
    """The address of a person of the demo: first.last at their client."""
    plain = name.lower().replace("dr. ", "").replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    return f"{plain.replace(' ', '.')}@{demo.slug}.example"


def _tell_client(demo: DemoClient, client: Client, partner: Actor, ben: User) -> None:
    today = clock.today(demo.time_zone)
    actors: dict[str, Actor] = {}
    people: dict[str, Person] = {}
    with clock.frozen(_moment(demo, today - dt.timedelta(days=max(story.day for story in demo.stories) + 21), 9)):
        grant_membership(by=partner, client_id=client.pk, user_id=ben.pk, role="consultant")
        people["partner"] = create_person(
            by=partner, name=ben.name, email=ben.email, job_title="Transformation partner", function="partner"
        )
        link_person(by=partner, person_id=people["partner"].pk, user_id=ben.pk)
        for figure in demo.people:
            email = email_of(demo, figure.name)
            person = create_person(
                by=partner, name=figure.name, email=email, job_title=figure.job, function=figure.function
            )
            user = _user(email, figure.name, language=demo.language, zone=demo.time_zone)
            grant_membership(by=partner, client_id=client.pk, user_id=user.pk, role=figure.role, person_id=person.pk)
            link_person(by=partner, person_id=person.pk, user_id=user.pk)
            people[figure.key] = person
            actors[figure.key] = Actor(
                kind="user",
                id=user.pk,
                name=user.name,
                roles=frozenset({figure.role}),
                person_id=person.pk,
                address="192.0.2.10",
            )
    consultant = Actor(kind="user", id=ben.pk, name=ben.name, roles=frozenset({"consultant"}))
    _tell_in_turn([_tell_story(demo, story, people, actors, consultant, today) for story in demo.stories])


def _tell_in_turn(stories: Sequence[Iterator[dt.datetime]]) -> None:
    """Let whichever story acts next act, so that the ledger's entries follow each other in time; nothing happens after now."""
    now = clock.now()
    acts = [(next(story), place) for place, story in enumerate(stories)]
    heapq.heapify(acts)
    while acts:
        moment, place = heapq.heappop(acts)
        with clock.frozen(min(moment, now)):
            following = next(stories[place], None)
        if following is not None:
            heapq.heappush(acts, (following, place))


def _tell_story(
    demo: DemoClient,
    story: Story,
    people: Mapping[str, Person],
    actors: Mapping[str, Actor],
    consultant: Actor,
    today: dt.date,
) -> Iterator[dt.datetime]:
    """Before each act, yield the moment that it happens at."""
    starts_on = today - dt.timedelta(days=story.day - 1)
    drafted_on = min(starts_on - dt.timedelta(days=6), today - dt.timedelta(days=2))
    yield _moment(demo, drafted_on, 10)
    initiative = create_initiative(
        by=consultant,
        name=story.name,
        workflow=story.workflow,
        summary=story.summary,
        status=story.status,
        workflow_owner_id=people["owner"].pk,
        workflow_owner_accountability=_accountability(demo.language, owner=True),
        transformation_lead_id=people["lead"].pk,
        transformation_lead_accountability=_accountability(demo.language, owner=False),
        partner_lead_id=people["partner"].pk,
        registered_on=drafted_on - dt.timedelta(days=30),
        cost_of_delay=story.cost_of_delay,
    )
    kpis = {series.key: _measure(series, initiative, consultant, drafted_on, starts_on) for series in story.series}
    contract = _draft(story, initiative, kpis, people, consultant, starts_on)
    if story.until == "draft":
        return
    yield _moment(demo, drafted_on, 16)
    version = propose_contract(by=consultant, contract_id=contract.pk, revision=contract.revision)
    cast = cast_of(demo, story, people, actors, consultant, today)
    play = plan_play(cast, contract, starts_on, story.running.team) if story.running else None
    signers = list(story.signatories.values())
    for place, key in enumerate(signers if story.until == "active" else signers[:1]):
        yield _moment(demo, drafted_on + dt.timedelta(days=1), 9 + place)
        sign_contract(
            by=actors[key],
            contract_id=contract.pk,
            version_hash=version.content_hash,
            reauthenticated_at=clock.now(),
        )
    if story.until != "active":
        return
    yield _moment(demo, starts_on, 0)
    activate_due_contracts(by=system_actor())
    acts = [
        *_readings(demo, story, kpis, actors["owner"], today),
        *_decisions(demo, story, contract, actors, consultant, starts_on),
        *(running.acts(cast, play, contract, starts_on) if play else ()),
    ]
    for moment, act in sorted(acts, key=lambda each: each[0]):
        yield moment
        act()


Act = tuple[dt.datetime, Callable[[], object]]


def _decisions(
    demo: DemoClient,
    story: Story,
    contract: Contract,
    actors: Mapping[str, Actor],
    consultant: Actor,
    starts_on: dt.date,
) -> Iterator[Act]:
    """What people decide while the contract is in force: a change of it, finance's word, how it ended."""

    def on(day: int, hour: int) -> dt.datetime:
        return _moment(demo, starts_on + dt.timedelta(days=day - 1), hour)

    if story.amendment:
        change = story.amendment
        yield on(change.day, 9), partial(_amend, contract, change, starts_on, consultant)
        for place, key in enumerate(change.signed_by):
            yield on(change.day, 11 + place), partial(_sign_amendment, contract, actors[key])
    for day in story.validated:
        through = period_of(starts_on + dt.timedelta(days=day - 1), "week").start - dt.timedelta(days=1)
        yield (
            on(day, 15),
            partial(
                validate_value,
                by=actors["finance"],
                contract_id=contract.pk,
                through_on=through,
                note=_note(demo.language),
            ),
        )
    if story.ended:
        day, move, reason = story.ended
        yield (
            on(day, 16),
            partial(move_contract, by=actors["sponsor"], contract_id=contract.pk, move=move, reason=reason),
        )


def _amend(contract: Contract, change: Amendment, starts_on: dt.date, by: Actor) -> None:
    revision = amend_contract(by=by, contract_id=contract.pk).revision
    terms = {**change.terms, "due_on": starts_on + dt.timedelta(days=change.due_day - 1)}
    changed = change_draft(by=by, contract_id=contract.pk, revision=revision, terms=terms)
    propose_contract(by=by, contract_id=contract.pk, revision=changed.revision)


def _sign_amendment(contract: Contract, by: Actor) -> None:
    version = contract.versions.order_by("-number").first()
    if version is not None:
        sign_contract(by=by, contract_id=contract.pk, version_hash=version.content_hash, reauthenticated_at=clock.now())


def _note(language: str) -> str:
    return {"de": "Mit der Kostenstelle abgeglichen."}.get(language, "Reconciled with the general ledger.")


def _measure(series: Series, initiative: Initiative, by: Actor, on: dt.date, starts_on: dt.date) -> Kpi:
    kpi = create_kpi(by=by, initiative_id=initiative.pk, **series.fields)
    weeks = list(_baseline_weeks(series, on, starts_on))
    if weeks:
        record_readings(by=by, kpi_id=kpi.pk, rows=_rows(weeks), door="csv", all_or_nothing=True)
        record_baseline(
            by=by,
            kpi_id=kpi.pk,
            method=series.method,
            window_start=weeks[0][0].start,
            window_end=weeks[-1][0].end,
            source=str(series.fields["source"]),
            from_readings=True,
        )
    return kpi


Week = tuple[Period, Decimal, int | None]


def _baseline_weeks(series: Series, on: dt.date, starts_on: dt.date) -> Iterator[Week]:
    """The weeks before the contract was drafted."""
    if series.real:
        yield from (week for week in _help_desk(starts_on) if week[0].end < on)
        return
    last = period_of(on, "week").start - WEEK
    for place, value in enumerate(reversed(series.baseline)):
        period = period_of(last - WEEK * (len(series.baseline) - 1 - place), "week")
        yield period, value, series.cases


def _help_desk(starts_on: dt.date) -> Iterator[Week]:
    """The real series, moved by whole weeks so that its first week of play is the one that this play starts in."""
    shift = period_of(starts_on, "week").start - HELP_DESK_PLAY
    with HELP_DESK.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            year, week = row["period"].split("-W")
            monday = dt.date.fromisocalendar(int(year), int(week), 1) + shift
            yield period_of(monday, "week"), Decimal(row["value"]), int(row["cases"])


def _rows(weeks: list[Week]) -> list[RawRow]:
    return [
        RawRow(number, {"period": period_name(period, "week"), "value": value, "cases": cases})
        for number, (period, value, cases) in enumerate(weeks, 1)
    ]


def _draft(
    story: Story,
    initiative: Initiative,
    kpis: Mapping[str, Kpi],
    people: Mapping[str, Person],
    by: Actor,
    starts_on: dt.date,
) -> Contract:
    terms = dict(story.terms)
    if "rollback" in terms:
        terms["rollback"] = {**terms["rollback"], "kpi_key": str(kpis["main"].pk)}
        terms |= {"start_on": starts_on, "due_on": starts_on + dt.timedelta(days=59)}
        terms["milestones"] = [
            {"due_on": starts_on + dt.timedelta(days=day - 1), "value": value} for day, value in story.milestones
        ]
        terms["signatories"] = {role: str(people[key].pk) for role, key in story.signatories.items()}
    terms["guardrails"] = [{**row, "kpi": str(kpis[row["kpi"]].pk)} for row in terms.get("guardrails", [])]
    return draft_contract(by=by, initiative_id=initiative.pk, kpi_id=kpis["main"].pk, title=story.name, terms=terms)


def _readings(demo: DemoClient, story: Story, kpis: Mapping[str, Kpi], owner: Actor, today: dt.date) -> Iterator[Act]:
    """Week by week, the reading of each week on the Monday after it; those before the first day, on that day."""
    starts_on = today - dt.timedelta(days=story.day - 1)
    entered: list[tuple[dt.date, str, Week]] = []
    for series in story.series:
        known = set(kpis[series.key].readings.values_list("period_start", flat=True))
        weeks = [week for week in _play_weeks(story, series, today) if week[0].start not in known]
        complete = [week for week in weeks if week[0].end < today]
        entered += [
            (max(week[0].end + dt.timedelta(days=1), starts_on), series.key, week)
            for week in complete[: len(complete) - story.missing]
        ]
    for day, key, week in sorted(entered):
        rows = _rows([week])
        yield (
            _moment(demo, day, 8),
            partial(record_readings, by=owner, kpi_id=kpis[key].pk, rows=rows, door="form", all_or_nothing=True),
        )


def _play_weeks(story: Story, series: Series, today: dt.date) -> Iterator[Week]:
    """The weeks between the baseline and today; the story's values end with the last complete week."""
    starts_on = today - dt.timedelta(days=story.day - 1)
    if series.real:
        yield from _help_desk(starts_on)
        return
    last = period_of(today, "week").start - WEEK
    drafted = period_of(starts_on - dt.timedelta(days=6), "week").start
    count = (last - drafted).days // 7 + 1
    before = list(series.baseline[: max(0, count - len(series.play))])
    for place, value in enumerate([*before, *series.play][-count:] if count > 0 else []):
        yield period_of(drafted + WEEK * place, "week"), value, series.cases


def _accountability(language: str, *, owner: bool) -> str:
    words = {
        (
            "de",
            True,
        ): "Verantwortet den Ablauf von Anfang bis Ende: Arbeitsweise, Ausnahmen und ob das Team damit arbeitet.",
        ("de", False): "Verantwortet Anbindung, Betrieb und Störungen der Lösung.",
        (
            "en",
            True,
        ): "Answers for the workflow end to end: how it is worked, its exceptions, and whether the team uses it.",
        ("en", False): "Answers for the integration, its operation and its faults.",
    }
    return words[language, owner]


def _moment(demo: DemoClient, day: dt.date, hour: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, 5), ZoneInfo(demo.time_zone))


def _key(partner: Actor) -> None:
    """A service account with a key that lies beside the demo's data, so that the README's example can be typed as it is."""
    if KEY_FILE.exists() and ServiceAccount.objects.filter(name=CONNECTOR).exists():
        return
    clients: list[uuid.UUID] = list(
        Client.objects.filter(slug__in=[demo.slug for demo in CLIENTS]).values_list("pk", flat=True)
    )
    scopes = [
        *("initiatives.view", "value.view", "readings.write", "plays.view", "evidence.write"),
        *("governance.view", "monitors.record", "incidents.write"),
    ]
    account = create_service_account(by=partner, name=CONNECTOR, scopes=scopes, client_ids=clients)
    KEY_FILE.parent.mkdir(parents=True, exist_ok=True)
    KEY_FILE.touch(mode=0o600)
    KEY_FILE.write_text(issue_key(by=partner, account_id=account.pk).text + "\n")

"""Reading contracts: one with everything on its page, and lists with their progress in one query."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from django.db import connection
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from apps.initiatives.choices import BusinessFunction
from apps.initiatives.models import Person
from apps.value.choices import AmendmentStatus, ContractStatus, SignatureRole, VersionState
from apps.value.models import Contract, ContractVersion, RollbackFiring, Signature
from apps.value.rules.contracts.amendments import amendment_problems, past_due, version_states
from apps.value.rules.contracts.conclusions import conclusion_problems, judging_day
from apps.value.rules.contracts.content import contract_problems
from apps.value.rules.contracts.signatories import required_roles, signatory_problems
from apps.value.rules.contracts.versions import Change, changes_between
from apps.value.rules.figures.answers import Answer, Situation, answer, day_of_play
from apps.value.rules.figures.levels import Level
from apps.value.rules.points import Period, Point
from apps.value.rules.terms import ContractTerms, content_from_terms, terms_from_content
from apps.value.selectors.series import points_by_kpi
from apps.value.selectors.standing import Standing, keys_of, standing_of_terms
from apps.value.selectors.terms import expand
from kernel.canonical import digest
from kernel.errors import NotFoundMissing, Problem
from kernel.tenancy.context import local_today

MOST_OPEN = 24
# The states in which the readings have something to say about what was promised.
BEGUN = frozenset({ContractStatus.ACTIVE, ContractStatus.ACHIEVED, ContractStatus.MISSED, ContractStatus.ROLLED_BACK})


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One line for a signature: in which capacity, by whom, and the signature where it was given."""

    role: SignatureRole
    person_id: str
    person_name: str
    signature: Signature | None


@dataclass(frozen=True, slots=True)
class Amendment:
    """A change of a signed contract that is being negotiated: its content, what it changes, what it lacks, who has signed it."""

    status: AmendmentStatus
    version: ContractVersion | None
    terms: ContractTerms
    title: str
    changes: Sequence[Change]
    problems: Sequence[Problem]
    lines: Sequence[SignatureLine]


@dataclass(frozen=True, slots=True)
class ContractPage:
    """Everything that a contract's page, its PDF and its API answer show; what holds comes first, an amendment beside it."""

    contract: Contract
    version: ContractVersion | None
    versions: Sequence[ContractVersion]
    states: Mapping[int, VersionState]
    terms: ContractTerms
    lines: Sequence[SignatureLine]
    problems: Sequence[Problem]
    standing: Standing
    answer: Answer | None
    day: int | None
    amendment: Amendment | None
    firings: Sequence[RollbackFiring]
    # By what it is judged: as it stands, or after its last day as it stood when the period of that day was over.
    judged_by: Standing

    @property
    def title(self) -> str:
        """The title, as it was frozen with what people sign."""
        return str(self.version.content["title"]) if self.version else self.contract.title

    @property
    def initiative_name(self) -> str:
        """The initiative's name, frozen likewise."""
        return str(self.version.content["initiative"]["name"]) if self.version else self.contract.initiative.name

    @property
    def is_intact(self) -> bool:
        """Whether the version's content still has the hash that people signed; computed anew each time."""
        return self.version is None or digest(self.version.content) == self.version.content_hash

    @property
    def worse(self) -> list[Point]:
        """The readings of the periods that were worse than usual."""
        return [point for point in self.standing.points if self.answer and point.period in self.answer.worse]

    @property
    def better(self) -> list[Point]:
        """The readings of the periods that were better than usual."""
        return [point for point in self.standing.points if self.answer and point.period in self.answer.better]

    @property
    def before_the_start(self) -> bool:
        """Whether the recent level is made of readings from before the contract's first day too."""
        level, start = self.standing.level, self.terms.start_on
        return isinstance(level, Level) and start is not None and level.first.start < start

    @property
    def is_draft(self) -> bool:
        """Whether the terms are still being agreed."""
        return self.version is None

    @property
    def waiting_for(self) -> list[SignatureLine]:
        """The signatures that are still to be given, while the contract or its amendment is open for them."""
        if self.amendment and self.amendment.version:
            return [line for line in self.amendment.lines if line.signature is None]
        if self.contract.status != ContractStatus.PROPOSED:
            return []
        return [line for line in self.lines if line.signature is None]

    @property
    def changes(self) -> Sequence[Change]:
        """What a proposal changes of the one that was taken back before it."""
        if self.contract.in_force_id is not None or len(self.versions) < 2:
            return ()
        return changes_between(self.versions[1].content["terms"], self.versions[0].content["terms"])

    @property
    def to_sign(self) -> ContractVersion | None:
        """The version that is open for signature, where one is."""
        if self.amendment:
            return self.amendment.version
        return self.version if self.contract.status == ContractStatus.PROPOSED else None

    def against(self, move: str) -> list[Problem]:
        """What the figures say against ending the contract in this way: `achieve`, `miss` or `roll_back`."""
        return conclusion_problems(
            move,
            course=self.judged_by.course,
            moved=self.judged_by.moved,
            due_on=self.contract.due_on,
            today=self.standing.today,
            fired=self.firings,
        )


def contract(contract_id: uuid.UUID) -> Contract:
    """One contract with its initiative and KPI. Raises `NotFoundMissing`."""
    contracts = Contract.objects.select_related("initiative", "kpi", "in_force", "supersedes")
    found: Contract | None = contracts.filter(pk=contract_id).first()
    if found is None:
        raise NotFoundMissing(_("There is no such contract."))
    return found


def contract_page(contract_id: uuid.UUID) -> ContractPage:
    """One contract with its terms, signatures, versions and standing. Raises `NotFoundMissing`.

    A draft shows what is being agreed, and what it still lacks; a proposal its latest version, anything signed the one in
    force, as it was frozen; beside that a change that is being negotiated.
    """
    found = contract(contract_id)
    versions = list(found.versions.prefetch_related("signatures").order_by("-number"))
    version = _shown(found, versions)
    terms = terms_from_content(version.content["terms"]) if version else expand(found, found.draft)
    firings = list(RollbackFiring.objects.filter(contract=found, cleared_at__isnull=True))
    page = _page(found, versions, version, terms, points_by_kpi(keys_of(terms)), firings)
    return replace(page, amendment=_drafted(found, terms)) if found.amendment == AmendmentStatus.DRAFT else page


def _shown(found: Contract, versions: Sequence[ContractVersion]) -> ContractVersion | None:
    if found.in_force_id is not None:
        return next(version for version in versions if version.pk == found.in_force_id)
    return None if found.status == ContractStatus.DRAFT or not versions else versions[0]


def _drafted(found: Contract, in_force: ContractTerms) -> Amendment:
    terms = expand(found, found.draft)
    return Amendment(
        status=AmendmentStatus.DRAFT,
        version=None,
        terms=terms,
        title=found.title,
        changes=changes_between(content_from_terms(in_force), content_from_terms(terms)),
        problems=draft_problems(found, terms),
        lines=_lines(None, terms),
    )


def _proposed(found: Contract, versions: Sequence[ContractVersion], in_force: ContractTerms) -> Amendment | None:
    if found.amendment != AmendmentStatus.PROPOSED:
        return None
    version = versions[0]
    terms = terms_from_content(version.content["terms"])
    return Amendment(
        status=AmendmentStatus.PROPOSED,
        version=version,
        terms=terms,
        title=version.content["title"],
        changes=changes_between(content_from_terms(in_force), version.content["terms"]),
        problems=(),
        lines=_lines(version, terms),
    )


def open_contract_pages(limit: int = MOST_OPEN) -> list[ContractPage]:
    """The contracts that are proposed, signed or in force, those due first, each with its page; five queries for all.

    Of a change that is still a draft they say nothing: that is the contract's own page's.
    """
    open_now = [ContractStatus.PROPOSED, ContractStatus.SIGNED, ContractStatus.ACTIVE]
    newest_first = ContractVersion.objects.order_by("-number").prefetch_related("signatures")
    found = list(
        Contract.objects.select_related("initiative", "kpi")
        .filter(status__in=open_now)
        .prefetch_related(
            Prefetch("versions", newest_first),
            Prefetch("firings", RollbackFiring.objects.filter(cleared_at__isnull=True), to_attr="uncleared"),
        )
        .order_by("due_on", "pk")[:limit]
    )
    shown = {row.pk: cast("ContractVersion", _shown(row, row.versions.all())) for row in found}
    terms = {pk: terms_from_content(version.content["terms"]) for pk, version in shown.items()}
    series = points_by_kpi({key for each in terms.values() for key in keys_of(each)})
    return [_page(row, list(row.versions.all()), shown[row.pk], terms[row.pk], series, row.uncleared) for row in found]


def _page(
    found: Contract,
    versions: list[ContractVersion],
    version: ContractVersion | None,
    terms: ContractTerms,
    series: Mapping[uuid.UUID, Sequence[Point]],
    firings: Sequence[RollbackFiring],
) -> ContractPage:
    where = standing_of_terms(terms, series)
    judged_by = _at_its_last_day(where, terms, series)
    begun = found.status in BEGUN and terms.start_on is not None and terms.start_on <= where.today
    return ContractPage(
        contract=found,
        version=version,
        versions=versions,
        states=states_of(found, versions),
        terms=terms,
        lines=_lines(version, terms),
        problems=() if version else draft_problems(found, terms),
        standing=where,
        answer=_answer(judged_by, terms, firings, found.status, where.today) if begun else None,
        day=day_of_play(terms.start_on, where.today)
        if terms.start_on and begun and found.status == ContractStatus.ACTIVE
        else None,
        amendment=_proposed(found, versions, terms),
        firings=firings,
        judged_by=judged_by,
    )


def _at_its_last_day(where: Standing, terms: ContractTerms, series: Mapping[uuid.UUID, Sequence[Point]]) -> Standing:
    if terms.due_on is None:
        return where
    last = judging_day(terms.due_on, where.kpi.grid)
    return standing_of_terms(terms, series, today=last) if last < where.today else where


def states_of(found: Contract, versions: Sequence[ContractVersion]) -> dict[int, VersionState]:
    """Where each of a contract's versions stands, by its number; the versions come with their signatures."""
    in_force = next((each.number for each in versions if each.pk == found.in_force_id), None)
    signed = {each.number: _signed_by_all(each) for each in versions}
    return version_states(signed, in_force=in_force, opened=ContractStatus.PROPOSED in (found.status, found.amendment))


def _signed_by_all(version: ContractVersion) -> bool:
    required = required_roles(terms_from_content(version.content["terms"]))
    return set(required) <= {signature.role for signature in version.signatures.all()}


def draft_problems(found: Contract, terms: ContractTerms) -> list[Problem]:
    """Everything that keeps a draft from being proposed, in one query: its content, and who is to sign it (V1 to V8)."""
    named = [person for person in (terms.signatories or {}).values() if person]
    partner = Person.objects.filter(pk__in=named, function=BusinessFunction.PARTNER).values_list("pk", flat=True)
    in_force = terms_from_content(found.in_force.content["terms"]) if found.in_force else None
    begun = found.status == ContractStatus.ACTIVE
    return [
        *(amendment_problems(terms, in_force, begun=begun) if in_force else ()),
        *contract_problems(terms),
        *past_due(terms, in_force, today=local_today()),
        *signatory_problems(
            terms, owner=str(found.initiative.workflow_owner_id), partner={str(person) for person in partner}
        ),
    ]


def _answer(
    where: Standing, terms: ContractTerms, firings: Sequence[RollbackFiring], status: str, today: dt.date
) -> Answer:
    return answer(
        Situation(
            moved=where.moved,
            course=where.course,
            freshness=where.freshness,
            today=today,
            due_on=terms.due_on,
            fired=[Period(firing.period_start, firing.period_end) for firing in firings],
            fallback=terms.rollback.fallback if terms.rollback else "",
            ended=None if status == ContractStatus.ACTIVE else ContractStatus(status),
        )
    )


def _lines(version: ContractVersion | None, terms: ContractTerms) -> list[SignatureLine]:
    named = terms.signatories or {}
    given = {found.role: found for found in version.signatures.all()} if version else {}
    people = (
        version.content["people"]
        if version
        else {str(pk): name for pk, name in Person.objects.filter(pk__in=named.values()).values_list("pk", "name")}
    )
    return [
        SignatureLine(role, str(named.get(role, "")), people.get(str(named.get(role, "")), ""), given.get(role))
        for role in required_roles(terms)
    ]


# The recent level: the mean of the latest complete readings that count, 7 where the KPI is read daily, else 4; one reading
# a period, the KPI's own source first. The same definition as `rules.figures.levels.recent_level`, which a test holds beside it.
RECENT_LEVEL = """
  LEFT JOIN LATERAL (
      SELECT round(avg(r.value), 6) AS level, count(*) AS n, max(r.period_end) AS last_period
        FROM (SELECT value, period_end
                FROM (SELECT DISTINCT ON (period_start) value, period_end, period_start, cases
                        FROM value_reading
                       WHERE kpi_id = k.id AND state = 'current' AND period_end < %(today)s
                       ORDER BY period_start DESC, (source <> k.source), recorded_at DESC) one
               WHERE cases IS NULL OR cases >= 3
               ORDER BY period_start DESC
               LIMIT CASE WHEN k.cadence = 'day' THEN 7 ELSE 4 END) r
  ) recent ON true
"""
LIST = f"""
SELECT c.id, c.title, c.status, c.revision, c.initiative_id, i.name AS initiative_name, c.kpi_id, k.name AS kpi_name,
       k.unit, k.currency, k.direction, k.cadence, coalesce(c.baseline, b.value) AS baseline, c.target, c.starts_on, c.due_on,
       recent.level AS recent_level, recent.n AS recent_n, recent.last_period AS last_period_end,
       CASE WHEN c.target <> coalesce(c.baseline, b.value) THEN
           round((recent.level - coalesce(c.baseline, b.value)) / (c.target - coalesce(c.baseline, b.value)), 6)
       END AS progress,
       c.created_at, c.updated_at
  FROM value_contract c
  JOIN value_kpi k ON k.id = c.kpi_id
  JOIN initiatives_initiative i ON i.id = c.initiative_id
  LEFT JOIN value_baseline b ON b.kpi_id = c.kpi_id AND b.superseded_at IS NULL
{RECENT_LEVEL}"""  # noqa: S608 - our own names


def contract_rows(
    *,
    status: str | None = None,
    initiative_id: uuid.UUID | None = None,
    updated_since: dt.datetime | None = None,
    after: tuple[dt.datetime, uuid.UUID] | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """Contracts as plain values with their progress, in order of change, after a place in that order; one query."""
    today = local_today()
    where: list[str] = ["true"]
    values: dict[str, Any] = {"today": today, "limit": limit}
    if status is not None:
        where.append("c.status = %(status)s")
        values["status"] = status
    if initiative_id is not None:
        where.append("c.initiative_id = %(initiative)s")
        values["initiative"] = initiative_id
    if updated_since is not None:
        where.append("c.updated_at >= %(since)s")
        values["since"] = updated_since
    if after is not None:
        where.append("(c.updated_at, c.id) > (%(after_at)s, %(after_id)s)")
        values["after_at"], values["after_id"] = after
    sql = f"{LIST} WHERE {' AND '.join(where)} ORDER BY c.updated_at, c.id LIMIT %(limit)s"
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

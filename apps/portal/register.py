"""Reading the register: every initiative with where its contract stands, and one of them with everything on its page."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from apps.governance.selectors.overview import governed_ids
from apps.initiatives.models import Blocker, Initiative
from apps.initiatives.rules import CostOfDelay
from apps.initiatives.selectors import cost_of_delay, initiative, initiatives
from apps.plays.selectors.lists import PlayLine, leading_lines, run_ids
from apps.portal.plays import ListedPlay, listed_plays
from apps.value.choices import ContractStatus
from apps.value.models import Contract, Kpi
from apps.value.rules.figures.answers import PLAY_DAYS, day_of_play
from apps.value.selectors.contracts import ContractPage, contract_page
from apps.value.selectors.kpis import KpiRow, kpi_rows
from kernel.tenancy.context import local_today

# Of several contracts of one initiative the register names the one that says most about where it stands.
_SAYS_MOST = [
    ContractStatus.ACTIVE,
    ContractStatus.SIGNED,
    ContractStatus.PROPOSED,
    ContractStatus.DRAFT,
    ContractStatus.ACHIEVED,
    ContractStatus.MISSED,
    ContractStatus.ROLLED_BACK,
    ContractStatus.SUPERSEDED,
    ContractStatus.CANCELLED,
]
_BEGUN = frozenset({ContractStatus.SIGNED, ContractStatus.ACTIVE})
_WAIT = ("cost_of_delay", "registered_on", "production_on", "ended_on")
_OPEN = _BEGUN | {ContractStatus.DRAFT, ContractStatus.PROPOSED}


@dataclass(frozen=True, slots=True)
class ContractLine:
    """A contract as the register names it."""

    id: uuid.UUID
    kpi_id: uuid.UUID
    title: str
    status: str
    starts_on: dt.date | None
    due_on: dt.date | None
    today: dt.date

    @property
    def is_open(self) -> bool:
        """Whether it is not concluded: until then its KPI can have no other."""
        return self.status in _OPEN

    @property
    def day(self) -> int | None:
        """The day of the play; None before the first and once it is decided."""
        if self.starts_on is None or self.status not in _BEGUN or self.starts_on > self.today:
            return None
        return day_of_play(self.starts_on, self.today)

    @property
    def overdue(self) -> bool:
        """Whether the play has run past its last day without a decision."""
        return self.day is not None and self.day > PLAY_DAYS


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One initiative in the register."""

    id: uuid.UUID
    name: str
    status: str
    owner: str
    contract: ContractLine | None
    delay: CostOfDelay | None
    play: PlayLine | None = None

    @property
    def day(self) -> int | None:
        """The day of its play, while that is under way."""
        return self.play.day if self.play is not None and self.play.is_open and self.play.day > 0 else None


@dataclass(frozen=True, slots=True)
class InitiativePage:
    """One initiative: the three people, its KPIs, plays and contracts, the one that says most first and in full."""

    initiative: Initiative
    kpis: Sequence[KpiRow]
    contracts: Sequence[ContractLine]
    leading: ContractPage | None
    delay: CostOfDelay | None
    plays: Sequence[ListedPlay] = ()

    @property
    def play(self) -> ListedPlay | None:
        """The play that is under way or planned: the one that leads it, where there are several."""
        still = [row for row in self.plays if row.line.is_open]
        return min(still, key=lambda row: not row.play.leads, default=None)


def register() -> list[RegisterRow]:
    """Every initiative by name, with its contract and play, in five queries."""
    lines: dict[uuid.UUID, ContractLine] = {}
    for owner, line in _contract_lines():
        lines.setdefault(owner, line)
    rows = initiatives().values_list("id", "name", "status", "workflow_owner__name", *_WAIT)
    today, plays = local_today(), leading_lines()
    return [
        RegisterRow(pk, name, status, owner, lines.get(pk), cost_of_delay(*wait, today=today), plays.get(pk))
        for pk, name, status, owner, *wait in rows
    ]


def initiative_page(initiative_id: uuid.UUID) -> InitiativePage:
    """One initiative with everything on its pages. Raises `NotFoundMissing`."""
    found = initiative(initiative_id)
    contracts = [line for _owner, line in _contract_lines(initiative_id)]
    leading = contracts[0] if contracts and contracts[0].status != ContractStatus.CANCELLED else None
    return InitiativePage(
        initiative=found,
        kpis=kpi_rows(initiative_id=initiative_id),
        contracts=contracts,
        leading=contract_page(leading.id) if leading else None,
        delay=cost_of_delay(*(getattr(found, name) for name in _WAIT), today=local_today()),
        plays=listed_plays(initiative_id=initiative_id),
    )


def subject_ids(initiative_id: uuid.UUID) -> list[uuid.UUID]:
    """The initiative and what belongs to it, as the ledger names them."""
    kpis = Kpi.objects.filter(initiative_id=initiative_id).values_list("id", flat=True)
    contracts = Contract.objects.filter(initiative_id=initiative_id).values_list("id", flat=True)
    blockers = Blocker.objects.filter(initiative_id=initiative_id).values_list("id", flat=True)
    return [initiative_id, *blockers, *kpis, *contracts, *run_ids(initiative_id), *governed_ids(initiative_id)]


def _contract_lines(initiative_id: uuid.UUID | None = None) -> list[tuple[uuid.UUID, ContractLine]]:
    today = local_today()
    rows = Contract.objects.filter(initiative_id=initiative_id) if initiative_id else Contract.objects.all()
    values = rows.order_by("-created_at").values_list(
        "initiative_id", "id", "kpi_id", "title", "status", "starts_on", "due_on"
    )
    lines = [
        (owner, ContractLine(key, kpi_id, title, status, starts_on, due_on, today))
        for owner, key, kpi_id, title, status, starts_on, due_on in values
    ]
    return sorted(lines, key=lambda pair: _SAYS_MOST.index(ContractStatus(pair[1].status)))

"""The client's home in a bounded number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.governance import permissions as governance
from apps.initiatives.selectors import BlockerLine, initiatives, outside_control
from apps.portal.governance_needs import GovernanceNeeds, governance_needs
from apps.portal.needs import PlayNeed, play_needs
from apps.portal.plays import ListedPlay, listed_plays
from apps.value.choices import ContractStatus, Freshness
from apps.value.rules.money.ahead import Total
from apps.value.selectors.contracts import ContractPage, contract_rows, open_contract_pages
from apps.value.selectors.money import contract_values, value_totals
from kernel.access import Actor, table


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that only the person who looks, or their side, can do now."""

    kind: str
    page: ContractPage


@dataclass(frozen=True, slots=True)
class Home:
    """The running contracts with their answers and plays, those that wait to begin, what is needed, and the value so far."""

    running: Sequence[ContractPage]
    waiting: Sequence[ContractPage]
    needs: Sequence[Need]
    drafts: int
    has_initiatives: bool
    value: Sequence[Total] = ()
    plays: Sequence[ListedPlay] = ()
    play_needs: Sequence[PlayNeed] = ()
    outside: Sequence[BlockerLine] = ()
    governance: GovernanceNeeds | None = None

    @property
    def needs_you(self) -> bool:
        """Whether anything is asked of whoever looks."""
        return bool(self.needs or self.play_needs or (self.governance and self.governance.is_asked))

    @property
    def overdue(self) -> list[ListedPlay]:
        """The plays whose last day passed without a decision (P4)."""
        return [row for row in self.plays if row.line.overdue]

    @property
    def other_plays(self) -> list[ListedPlay]:
        """The plays beside those that are shown with their running contract."""
        shown = {page.contract.pk for page in self.running}
        return [row for row in self.plays if row.play.contract_id not in shown]

    def plays_of(self, page: ContractPage) -> list[ListedPlay]:
        """The plays that run on a contract."""
        return [row for row in self.plays if row.play.contract_id == page.contract.pk]

    @property
    def good(self) -> int:
        """How many running contracts show a real improvement."""
        return sum(page.answer is not None and page.answer.tone == "good" for page in self.running)


def client_home(actor: Actor) -> Home:
    """The home of the mounted client as an actor sees it."""
    pages = open_contract_pages()
    running = [page for page in pages if page.contract.status == ContractStatus.ACTIVE]
    known = listed_plays()
    plays = [row for row in known if row.line.is_open]
    return Home(
        running=running,
        waiting=[page for page in pages if page.contract.status != ContractStatus.ACTIVE],
        needs=[*_signatures(actor, pages), *_readings(actor, running)],
        drafts=len(contract_rows(status=ContractStatus.DRAFT, limit=100)),
        has_initiatives=initiatives().exists(),
        value=value_totals(contract_values()),
        plays=plays,
        play_needs=play_needs(actor, known),
        outside=outside_control(),
        governance=governance_needs(actor) if table.allows(actor, governance.VIEW) else None,
    )


def _signatures(actor: Actor, pages: Sequence[ContractPage]) -> list[Need]:
    mine = str(actor.person_id)
    return [Need("sign", page) for page in pages if any(line.person_id == mine for line in page.waiting_for)]


def _readings(actor: Actor, running: Sequence[ContractPage]) -> list[Need]:
    late = (Freshness.LATE, Freshness.STALE, Freshness.NONE)
    return [
        Need("reading", page)
        for page in running
        if page.standing.freshness in late and table.allows(actor, "readings.write", page.contract.initiative)
    ]

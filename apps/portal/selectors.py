"""The client's home in a bounded number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.initiatives.selectors import initiatives
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
    """The running contracts with their answers, those that wait to begin, what is needed, and the value so far."""

    running: Sequence[ContractPage]
    waiting: Sequence[ContractPage]
    needs: Sequence[Need]
    drafts: int
    has_initiatives: bool
    value: Sequence[Total] = ()

    @property
    def good(self) -> int:
        """How many running contracts show a real improvement."""
        return sum(page.answer is not None and page.answer.tone == "good" for page in self.running)


def client_home(actor: Actor) -> Home:
    """The home of the mounted client as an actor sees it."""
    pages = open_contract_pages()
    running = [page for page in pages if page.contract.status == ContractStatus.ACTIVE]
    return Home(
        running=running,
        waiting=[page for page in pages if page.contract.status != ContractStatus.ACTIVE],
        needs=[*_signatures(actor, pages), *_readings(actor, running)],
        drafts=len(contract_rows(status=ContractStatus.DRAFT, limit=100)),
        has_initiatives=initiatives().exists(),
        value=value_totals(contract_values()),
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

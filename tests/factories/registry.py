"""How a test gets a row of each model; a model without a way here fails the run."""

from collections.abc import Callable

from apps.clients.models import Client
from kernel.idempotency.services import Answer, answer_once
from kernel.ledger.tasks import drain
from tests.actors import user
from tests.factories.accounts import (
    InvitationFactory,
    MembershipFactory,
    ServiceAccountFactory,
    ServiceKeyFactory,
    UserFactory,
    make_calendar,
)
from tests.factories.clients import ClientFactory
from tests.factories.governance import (
    make_attestation,
    make_boundary,
    make_incident,
    make_item,
    make_monitor,
    make_read_monitor,
)
from tests.factories.imports import begin
from tests.factories.library import make_item as make_library_item
from tests.factories.library import make_published
from tests.factories.money import make_validation
from tests.factories.parameters import make_setting
from tests.factories.people import make_blocker, make_initiative, make_person
from tests.factories.plays import (
    a_gate,
    make_activity,
    make_decided,
    make_drill,
    make_effort,
    make_evidence,
    make_play,
    make_session,
    make_waiver,
)
from tests.factories.value import (
    make_baseline,
    make_contract,
    make_fired,
    make_kpi,
    make_proposed,
    make_readings,
    make_signed,
)


def make_answer() -> None:
    """The kept answer to a request under an idempotency key."""
    answer_once(by=user("consultant"), key="k", fingerprint="f", act=lambda: Answer(200, {}, b""))


def make_standing() -> None:
    """A contract in the read model, as its reader derives it."""
    make_signed()
    drain(client=str(Client.objects.get(slug="acme").pk))


def make_play_standing() -> None:
    """A play in the read model, as its reader derives it."""
    make_play()
    drain(client=str(Client.objects.get(slug="acme").pk))


# Each makes at least one row; client rows in the client that is mounted.
FACTORIES: dict[str, Callable[[], object]] = {
    "accounts.calendaraddress": make_calendar,
    "accounts.invitation": lambda: InvitationFactory(client=Client.objects.first()),
    "accounts.membership": lambda: MembershipFactory(client=Client.objects.first()),
    "accounts.serviceaccount": lambda: ServiceAccountFactory(clients=[Client.objects.first()]),
    "accounts.servicegrant": lambda: ServiceAccountFactory(clients=[Client.objects.first()]),
    "accounts.servicekey": lambda: ServiceKeyFactory(account=ServiceAccountFactory(clients=[Client.objects.first()])),
    "accounts.user": UserFactory,
    "clients.client": ClientFactory,
    "governance.attestation": make_attestation,
    "governance.boundarystatement": make_boundary,
    "governance.checklistitem": make_item,
    "governance.incident": make_incident,
    "governance.monitor": make_monitor,
    "governance.monitorreading": make_read_monitor,
    "idempotency.idempotentanswer": make_answer,
    "initiatives.blocker": make_blocker,
    "initiatives.initiative": make_initiative,
    "initiatives.person": make_person,
    "journal.platformentry": UserFactory,
    "journal.platformhead": UserFactory,
    "journal.readercursor": make_standing,
    "ledger.entry": make_person,
    "ledger.head": make_person,
    "library.libraryitem": make_library_item,
    "library.libraryversion": make_published,
    "parameters.setting": make_setting,
    "plays.acceptancesession": make_session,
    "plays.activity": make_activity,
    "plays.drill": make_drill,
    "plays.effort": make_effort,
    "plays.evidence": make_evidence,
    "plays.gate": a_gate,
    "plays.gatedecision": make_decided,
    "plays.play": make_play,
    "plays.waiver": make_waiver,
    "portfolio.clientactivity": make_standing,
    "portfolio.contractstanding": make_standing,
    "portfolio.duedate": make_standing,
    "portfolio.playstanding": make_play_standing,
    "portfolio.sealeddocument": make_standing,
    "value.baseline": lambda: make_baseline(make_kpi()),
    "value.contract": make_contract,
    "value.contractversion": make_proposed,
    "value.dataimport": begin,
    "value.financevalidation": make_validation,
    "value.kpi": make_kpi,
    "value.reading": lambda: make_readings(make_kpi(), 4),
    "value.rollbackfiring": make_fired,
    "value.signature": make_signed,
}

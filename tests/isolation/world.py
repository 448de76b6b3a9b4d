"""Two clients that are alike but for their marks, and a caller for each role, of whom each may see some of it."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client as Browser

from apps.accounts.models import Membership, ServiceKey, User
from apps.clients.models import Client
from apps.governance.models import MonitorReading
from apps.initiatives.models import Initiative, Person
from apps.value.models import Baseline, Contract, ContractVersion, Reading, Signature
from kernel.ledger.models import Entry
from kernel.ledger.tasks import drain
from kernel.tenancy.context import mounted
from tests.factories.accounts import (
    AdminFactory,
    ConsultantFactory,
    InvitationFactory,
    MembershipFactory,
    ServiceAccountFactory,
    ServiceKeyFactory,
    UserFactory,
    key_for,
    log_in,
)
from tests.factories.governance import (
    answer,
    make_attestation,
    make_boundary,
    make_incident,
    make_item,
    make_monitor,
    read,
)
from tests.factories.imports import begin, csv_log
from tests.factories.library import make_published
from tests.factories.parameters import make_setting
from tests.factories.people import make_blocker, make_initiative, make_person
from tests.factories.plays import (
    a_gate,
    make_activity,
    make_drill,
    make_effort,
    make_evidence,
    make_fallback,
    make_play,
    make_session,
    make_waiver,
)
from tests.factories.value import make_baseline, make_contract, make_kpi, make_proposed, make_readings, make_signed

# Words that stand in every row of a client and nowhere else: who may not see the client never reads them.
MARKS = {"acme": "Quixote", "borealis": "Zanzibar"}
MAY_READ = {
    "nobody": set(),
    "executive": {"acme"},
    "owner": {"acme"},
    "viewer": {"acme"},
    "granted": {"acme"},
    "admin": {"acme", "borealis"},
    "key": {"acme"},
    "reader": {"acme"},
    "ungranted": {"borealis"},
    "foreign_key": {"borealis"},
}


@dataclass
class World:
    """The ids of both clients by the names that routes use, and who calls."""

    ids: dict[str, dict[str, str]]
    models: dict[str, dict[str, str]]
    sessions: dict[str, str]
    keys: dict[str, str]
    # One for all, because each new one loads every middleware; it forgets who asked before.
    browser: Browser = field(default_factory=lambda: Browser(raise_request_exception=False))

    def ask(self, caller: str, method: str, address: str, **more: Any) -> Any:
        """The answer to a caller's request."""
        self.browser.cookies.clear()
        if caller in self.sessions:
            self.browser.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[caller]
        headers = {"Authorization": f"Bearer {self.keys[caller]}"} if caller in self.keys else {}
        return getattr(self.browser, method.lower())(address, headers=headers | more.pop("headers", {}), **more)

    def try_out(self, caller: str, method: str, address: str, **more: Any) -> Any:
        """As `ask`, and then undone."""
        savepoint = transaction.savepoint()
        try:
            return self.ask(caller, method, address, **more)
        finally:
            transaction.savepoint_rollback(savepoint)

    def ids_for(self, route: Any, whose: str) -> dict[str, str]:
        """What to put into a route: the ids of a client, or of nothing."""
        ids = self.ids[whose]
        if route.model:
            return ids | {"object_id": self.models[whose].get(route.model, ids["object_id"])}
        return ids


def fill(client: Client, mark: str) -> tuple[dict[str, str], dict[str, str], Person]:
    """Give a client one row of each kind, with its mark in every text: their ids by the names in routes and by model, and its sponsor."""
    with mounted(client):
        person = make_person(name=f"Anna {mark}", email=f"anna@{mark.lower()}.example", job_title=f"Head of {mark}")
        initiative = make_initiative(
            name=f"Proposals of {mark}", summary=mark, workflow=mark, workflow_owner_id=person.pk
        )
        kpi = make_kpi(initiative, name=f"Turnaround of {mark}", definition=mark, source=mark)
        make_baseline(kpi, method=mark, source=mark)
        contract = make_contract(kpi, goal=f"{mark}: from 5 days to 3 days by the end of March")
        Contract.objects.filter(pk=contract.pk).update(title=f"Contract of {mark}")
        contract = make_signed(make_proposed(Contract.objects.get(pk=contract.pk)))
        waiting = begin(csv_log(), f"{mark}.csv", kpi)
        make_readings(kpi, 5, 4, 4, start=dt.date(2026, 2, 2), source=mark, note=mark)
        spare = make_kpi(initiative, name=f"Errors of {mark}", unit="percent", kind="quality")
        ids = {
            "person_id": person.pk,
            "initiative_id": initiative.pk,
            "kpi_id": kpi.pk,
            "contract_id": contract.pk,
            "import_id": waiting.pk,
            "reading_id": Reading.objects.first().pk,
            "subject_id": contract.pk,
        }
        blocker = make_blocker(initiative, title=f"No access of {mark}", description=mark)
        sponsor = Person.objects.get(pk=contract.draft["signatories"]["sponsor"])
        governed = _govern(initiative, sponsor, mark)
        run = _run(contract, mark)
        ids |= governed | run | {"blocker_id": blocker.pk}
        # A row of the table in the back office; what it is set to is none of this world's business.
        setting = make_setting(reason=mark)
        models = {
            "parameters/setting": setting.pk,
            "initiatives/person": person.pk,
            "initiatives/initiative": initiative.pk,
            "initiatives/blocker": blocker.pk,
            "value/kpi": spare.pk,
            "value/baseline": Baseline.objects.first().pk,
            "value/reading": Reading.objects.first().pk,
            "value/contract": contract.pk,
            "value/contractversion": ContractVersion.objects.first().pk,
            "value/signature": Signature.objects.first().pk,
            "ledger/entry": Entry.objects.first().pk,
            "governance/checklistitem": governed["checklist_item_id"],
            "governance/boundarystatement": governed["statement_id"],
            "governance/monitor": governed["monitor_id"],
            "governance/monitorreading": MonitorReading.objects.first().pk,
            "governance/incident": governed["incident_id"],
            "governance/attestation": governed["attestation_id"],
        }
    drain(client=str(client.pk))
    return {name: str(pk) for name, pk in ids.items()}, {name: str(pk) for name, pk in models.items()}, sponsor


def _govern(initiative: Initiative, leader: Person, mark: str) -> dict[str, uuid.UUID]:
    """One row of each kind that governance keeps: their ids by the names in routes."""
    item = answer(make_item(initiative, title=f"Works council of {mark}", question=mark), answer=mark, evidence=mark)
    statement = make_boundary(initiative, may_decide=mark, may_not_decide=mark, human_review=mark)
    monitor = make_monitor(initiative, name=f"Errors of {mark}", breach_process=mark)
    read(monitor, "1.2")
    return {
        "checklist_item_id": item.pk,
        "statement_id": statement.pk,
        "monitor_id": monitor.pk,
        "incident_id": make_incident(initiative, title=f"Wrong prices of {mark}", description=mark).pk,
        "attestation_id": make_attestation(initiative, leader_id=leader.pk).pk,
    }


def _run(contract: Contract, mark: str) -> dict[str, uuid.UUID]:
    """A play with one row of each kind that belongs to it: their ids by the names in routes."""
    play = make_play(contract, team=f"Order desk of {mark}")
    file = SimpleUploadedFile(f"{mark}.txt", f"The map of {mark}.".encode())
    session = make_session(
        play, role=f"clerk of {mark}", comment=mark, defects=[{"title": f"Price of {mark}", "blocking": True}]
    )
    make_fallback(play)
    make_drill(play, note=mark)
    make_effort(play)
    return {
        "play_id": play.pk,
        "gate_id": a_gate(play).pk,
        "activity_id": make_activity(play).pk,
        "owner_id": play.initiative.workflow_owner_id,
        "evidence_id": make_evidence(play, kind="file", title=f"Map of {mark}", note=mark, upload=file).pk,
        "waiver_id": make_waiver(play).pk,
        "session_id": session.pk,
        "defect_id": session.defects[0]["id"],
    }


def _session(user: User) -> str:
    return log_in(user).cookies[settings.SESSION_COOKIE_NAME].value


def build() -> World:
    """Fill both clients and give each caller what it has."""
    world = World({}, {}, {}, {})
    clients = {slug: Client.objects.get(slug=slug) for slug in MARKS}
    item = make_published(key="x")
    staff = {"granted": ConsultantFactory(), "ungranted": ConsultantFactory(), "admin": AdminFactory()}
    for slug, mark in MARKS.items():
        client = clients[slug]
        ids, models, sponsor = fill(client, mark)
        executive = UserFactory(name=f"Petra {mark}", email=f"petra@{mark.lower()}.example")
        membership = MembershipFactory(user=executive, client=client, role="client_sponsor", person_id=sponsor.pk)
        invitation = InvitationFactory(client=client, name=f"Karl {mark}", email=f"karl@{mark.lower()}.example")
        account = ServiceAccountFactory(name=f"Export of {mark}", clients=[client])
        key = ServiceKeyFactory(account=account)
        world.ids[slug] = ids | {
            "membership_id": str(membership.pk),
            "invitation_id": str(invitation.pk),
            "user_id": str(executive.pk),
            "account_id": str(account.pk),
            "key_id": str(key.pk),
            "client_id": str(client.pk),
            "item_id": str(item.pk),
        }
        world.models[slug] = models | {
            "clients/client": str(client.pk),
            "library/libraryitem": str(item.pk),
            "library/libraryversion": str(item.latest_id),
            "accounts/user": str(executive.pk),
            "accounts/membership": str(membership.pk),
            "accounts/invitation": str(invitation.pk),
            "accounts/serviceaccount": str(account.pk),
            "accounts/servicegrant": str(account.grants.get().pk),
            "accounts/servicekey": str(key.pk),
        }
        if slug == "acme":
            world.sessions["executive"] = _session(executive)
            owner = UserFactory(name=f"Anna {mark}", email=f"anna@{mark.lower()}.example")
            MembershipFactory(user=owner, client=client, role="workflow_owner", person_id=ids["person_id"])
            viewer = UserFactory(name=f"Vera {mark}", email=f"vera@{mark.lower()}.example")
            MembershipFactory(user=viewer, client=client, role="client_viewer")
            world.sessions |= {"owner": _session(owner), "viewer": _session(viewer)}
    for caller, slug in (("granted", "acme"), ("ungranted", "borealis")):
        MembershipFactory(user=staff[caller], client=clients[slug], role="consultant")
        world.sessions[caller] = _session(staff[caller])
    world.sessions["admin"] = _session(staff["admin"])
    world.keys = {
        "key": key_for(clients["acme"]),
        "reader": key_for(clients["acme"], scopes=["value.view"]),
        "foreign_key": key_for(clients["borealis"]),
    }
    loose = {
        "object_id": str(uuid.uuid4()),
        "content_type_id": "1",
        "url": "nothing/here/",
        "move_name": "contain",
        "rest": "nothing/",
        "token": "x" * 43,
        "secret": "tlcal_" + "x" * 46,
        "digest": "0" * 64,
        "parameter_key": "value.gate_weight.scale",
        "criterion": "pilot-boundary",
        "uidb36": "0",
        "key": "x",
        "pk": "1",
        "provider": "x",
        "kind": "kpi",
    }
    for ids in world.ids.values():
        ids.update(loose)
    world.ids["absent"] = {name: loose.get(name) or str(uuid.uuid4()) for name in world.ids["acme"]}
    world.models["absent"] = {name: str(uuid.uuid4()) for name in world.models["acme"]}
    assert Membership.objects.count() == 6
    assert ServiceKey.objects.count() == 5
    return world

"""People, initiatives and what is in their way, made through the services."""

from apps.initiatives.models import Blocker, Initiative, Person
from apps.initiatives.services import create_initiative, create_person, raise_blocker
from kernel.access import Actor, system_actor


def make_person(by: Actor | None = None, **given: object) -> Person:
    fields = {"name": "Anna Weber", "function": "operations", "job_title": "Head of order desk"} | given
    return create_person(by=by or system_actor(), **fields)


def make_initiative(by: Actor | None = None, **given: object) -> Initiative:
    by = by or system_actor()
    fields = {
        "name": "Proposals in three days",
        "workflow": "From request to sent proposal",
        "workflow_owner_accountability": "Answers for turnaround and for how the team works.",
        "transformation_lead_accountability": "Answers for the integration and its support.",
    } | given
    fields.setdefault("workflow_owner_id", None)
    if fields["workflow_owner_id"] is None:
        fields["workflow_owner_id"] = make_person(by).pk
    if fields.get("transformation_lead_id") is None:
        fields["transformation_lead_id"] = make_person(by, name="Jonas Brandt", function="it").pk
    if fields.get("partner_lead_id") is None:
        fields["partner_lead_id"] = make_person(by, name="Mara Lind", function="partner").pk
    return create_initiative(by=by, **fields)


def make_blocker(initiative: Initiative | None = None, by: Actor | None = None, **given: object) -> Blocker:
    fields = {
        "title": "No access to the price list",
        "kind": "data_path",
        "control": "outside",
        "description": "IT opens it once a quarter.",
    } | given
    return raise_blocker(by=by or system_actor(), initiative_id=(initiative or make_initiative()).pk, **fields)

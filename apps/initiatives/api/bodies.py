"""What requests about people and initiatives may hold."""

from apps.initiatives.choices import BusinessFunction, InitiativeStatus, InitiativeType
from kernel.rest.bodies import Body, Choice, Day, Identifier, Number, Text


class PersonBody(Body):
    """A person's fields."""

    name = Text(max_length=120)
    email = Text(max_length=254, required=False, allow_blank=True, help_text="An e-mail address, or empty.")
    job_title = Text(max_length=120, required=False, allow_blank=True)
    function = Choice(
        BusinessFunction.choices, help_text="The part of the company. A workflow owner is from any but IT (O1)."
    )


class InitiativeChange(Body):
    """An initiative's fields."""

    name = Text(max_length=160)
    type = Choice(InitiativeType.choices, required=False)
    summary = Text(max_length=2_000, required=False, allow_blank=True)
    status = Choice(InitiativeStatus.choices, required=False)
    workflow = Text(max_length=160, help_text="The workflow that should improve (O4).")
    workflow_owner_id = Identifier(help_text="The person accountable end to end (O1).")
    workflow_owner_accountability = Text(max_length=1_000, help_text="What for, in writing (O2).")
    transformation_lead_id = Identifier(help_text="The technical side, another person than the owner (O2).")
    transformation_lead_accountability = Text(max_length=1_000, help_text="What for, in writing (O2).")
    partner_lead_id = Identifier(help_text="The one person accountable at the partner (O3).")
    cost_of_delay = Number(
        required=False,
        allow_null=True,
        help_text="Money lost each month until it is in production, in the client's currency; null where nobody knows (S10).",
    )


class InitiativeBody(InitiativeChange):
    """A new initiative's fields."""

    registered_on = Day(required=False, help_text="In the register since; today where it is left out.")

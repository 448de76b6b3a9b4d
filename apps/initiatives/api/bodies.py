"""What requests about people, initiatives and what is in their way may hold."""

from apps.initiatives.choices import (
    BlockerControl,
    BlockerKind,
    BusinessFunction,
    InitiativeStatus,
    InitiativeType,
)
from apps.initiatives.lifecycle import BLOCKER
from kernel.rest.bodies import Body, Choice, Day, Flag, Identifier, Number, Text


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
    status = Choice(
        InitiativeStatus.choices,
        required=False,
        help_text="An AI use case reaches limited production and production through its gates; by hand only where it is entered (P3).",
    )
    workflow = Text(max_length=160, help_text="The workflow that should improve (O4).")
    workflow_owner_id = Identifier(help_text="The person accountable end to end (O1).")
    workflow_owner_accountability = Text(max_length=1_000, help_text="What for, in writing (O2).")
    transformation_lead_id = Identifier(help_text="The technical side, another person than the owner (O2).")
    transformation_lead_accountability = Text(max_length=1_000, help_text="What for, in writing (O2).")
    partner_lead_id = Identifier(help_text="The one person accountable at the partner (O3).")
    data_owner_id = Identifier(
        required=False, allow_null=True, help_text="Who answers for the data it needs; null where nobody does (O6)."
    )
    budget_owner_id = Identifier(
        required=False, allow_null=True, help_text="Whose money pays for it; null where nobody does (O6)."
    )
    cost_of_delay = Number(
        required=False,
        allow_null=True,
        help_text="Money lost each month until it is in production, in the client's currency; null where nobody knows (S10).",
    )


class InitiativeBody(InitiativeChange):
    """A new initiative's fields."""

    registered_on = Day(required=False, help_text="In the register since; today where it is left out.")


class BlockerBody(Body):
    """What is in an initiative's way (O5)."""

    title = Text(max_length=160)
    description = Text(max_length=4_000, required=False, allow_blank=True)
    kind = Choice(BlockerKind.choices)
    control = Choice(BlockerControl.choices, help_text="Whether the workflow owner can remove it (O5).")
    late_discovery = Flag(required=False, help_text="Whether it was found after the work had begun (G8); false.")
    opened_on = Day(required=False, help_text="In the way since; today where it is left out.")
    owner_id = Identifier(required=False, allow_null=True, help_text="The person who removes it.")


class BlockerMoveBody(Body):
    """A move of a blocker."""

    move = Choice([(name, name) for name in BLOCKER.moves])
    resolution = Text(
        max_length=2_000, required=False, allow_blank=True, help_text="For `resolve`: how it was removed."
    )
    resolved_on = Day(required=False, allow_null=True, help_text="For `resolve`: since when; today where left out.")
    reason = Text(max_length=1_000, required=False, allow_blank=True, help_text="For `reopen`: why it is back.")

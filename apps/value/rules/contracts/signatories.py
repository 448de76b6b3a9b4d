"""Who has to sign a contract, and who may (V6), on plain values."""

from collections.abc import Collection, Iterator

from django.utils.translation import gettext_lazy as _

from apps.value.choices import SignatureRole
from apps.value.rules.points import Text
from apps.value.rules.terms import ContractTerms
from apps.value.rules.words import say
from kernel.errors import Problem


def required_roles(terms: ContractTerms) -> tuple[SignatureRole, ...]:
    """In which capacities the contract has to be signed (V6): owner and sponsor, and finance where money is claimed."""
    roles = (SignatureRole.WORKFLOW_OWNER, SignatureRole.SPONSOR)
    return (*roles, SignatureRole.FINANCE) if terms.money is not None else roles


def named_problems(terms: ContractTerms) -> Iterator[Problem]:
    """Capacities that nobody is named for, and people who are named for two."""
    signatories = terms.signatories or {}
    for role in required_roles(terms):
        if not signatories.get(role):
            if role == SignatureRole.FINANCE:
                text: Text = _("Money is claimed and nobody signs for finance.")
            else:
                text = say(_("Nobody is named to sign as {role}."), role=role.label)
            yield Problem(f"signatories.{role.value}", "V6", text, _("Name the person who signs."))
    named = [person for person in signatories.values() if person]
    if len(set(named)) < len(named):
        text = _("One person is named to sign in two capacities.")
        yield Problem("signatories", "V6", text, _("Name a different person for each."))


def signatory_problems(terms: ContractTerms, *, owner: str, partner: Collection[str]) -> Iterator[Problem]:
    """Who may not sign as what: the workflow owner is the initiative's (O1, V6), and nobody of the partner signs for its client."""
    signatories = terms.signatories or {}
    signs_as_owner = signatories.get(SignatureRole.WORKFLOW_OWNER)
    if signs_as_owner and signs_as_owner != owner:
        yield Problem(
            "signatories.workflow_owner",
            "V6",
            _("The person who signs as workflow owner is not the initiative's workflow owner."),
            _("Name the initiative's workflow owner, or change who that is."),
        )
    for role, person in signatories.items():
        if person in partner:
            yield Problem(
                f"signatories.{role}",
                "V6",
                _("Somebody of the partner cannot sign for the client."),
                _("Name a person of the client."),
            )

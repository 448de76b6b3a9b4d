"""What an amendment changes, and two versions beside each other, as pages show them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from apps.value.models import ContractVersion
from apps.value.rules.contracts.change_words import ToldChange, told
from apps.value.rules.contracts.versions import pairs_between
from apps.value.rules.terms import ContractTerms, content_from_terms, terms_from_content
from apps.value.selectors.contracts import ContractPage


def amendment_changes(page: ContractPage) -> list[ToldChange]:
    """What the amendment changes of the version in force, its title first; nothing where there is none."""
    if page.amendment is None or page.version is None:
        return []
    people = page.version.content["people"] | {line.person_id: line.person_name for line in page.amendment.lines}
    found = _beside(page.title, page.amendment.title, page.terms, page.amendment.terms, people)
    return [row for row in found if row.differs]


def versions_beside(left: ContractVersion, right: ContractVersion) -> list[ToldChange]:
    """Every field of two frozen versions, those that differ among them."""
    before, after = (terms_from_content(version.content["terms"]) for version in (left, right))
    people = left.content["people"] | right.content["people"]
    return _beside(left.content["title"], right.content["title"], before, after, people)


def _beside(
    title: str, new_title: str, before: ContractTerms, after: ContractTerms, people: Mapping[str, Any]
) -> list[ToldChange]:
    pairs = pairs_between(content_from_terms(before), content_from_terms(after))
    return [ToldChange(_("title"), title, new_title, title != new_title), *told(pairs, before, after, people)]


def proposal_changes(page: ContractPage) -> list[ToldChange]:
    """What a proposal changes of the one that was taken back before it."""
    if not page.changes:
        return []
    return [row for row in versions_beside(page.versions[1], page.versions[0]) if row.differs]

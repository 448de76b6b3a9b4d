"""The only writers of people, initiatives and what is in their way."""

from apps.initiatives.services.blockers import change_blocker, move_blocker, raise_blocker
from apps.initiatives.services.initiatives import (
    NameRefused,
    change_initiative,
    create_initiative,
    lead_initiative,
)
from apps.initiatives.services.people import change_person, create_person, link_person

__all__ = [
    "NameRefused",
    "change_blocker",
    "change_initiative",
    "change_person",
    "create_initiative",
    "create_person",
    "lead_initiative",
    "link_person",
    "move_blocker",
    "raise_blocker",
]

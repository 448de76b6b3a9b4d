"""Who may do what: actors, and one table of permissions by role, with object rules as named predicates."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from kernel.errors import AccessRefused

Predicate = Callable[["Actor", Any], bool]


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts, as services see them: kind is `user`, `service` or `system`; roles hold in the mounted client only."""

    kind: str
    id: uuid.UUID | None
    name: str
    roles: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    person_id: uuid.UUID | None = None
    door: str = "web"
    address: str = ""

    def through(self, door: str) -> "Actor":
        """The same actor, through another door: web, api, admin, task, import or command."""
        return replace(self, door=door)


def system_actor(door: str = "task") -> Actor:
    """The platform itself, for work that nobody asked for by name."""
    return Actor(kind="system", id=None, name="Throughline", roles=frozenset({"system"}), door=door)


@dataclass(slots=True)
class Permission:
    """One row of the access table: the roles that hold it, what it lets them do, and object rules that each role must also satisfy."""

    name: str
    label: Any
    roles: frozenset[str]
    rules: Mapping[str, Predicate] = field(default_factory=dict)


class AccessTable:
    """All permissions of the product. Each app adds its rows in its permissions.py."""

    def __init__(self) -> None:
        self.rows: dict[str, Permission] = {}
        self.role_labels: dict[str, Any] = {}

    def add(self, name: str, label: Any, *roles: str, rules: Mapping[str, Predicate] | None = None) -> None:
        """Add a permission, held by these roles; `rules` maps a role to the predicate that the object must also satisfy for it."""
        if name in self.rows:
            raise ValueError(f"The permission {name} stands in the access table already.")
        self.rows[name] = Permission(name, label, frozenset(roles), rules or {})

    def allows(self, actor: Actor, name: str, obj: Any = None) -> bool:
        """Whether the actor may. The system may do everything; a service account needs the permission's name among its scopes too."""
        if actor.kind == "system":
            return True
        row = self.rows[name]
        held = actor.roles & row.roles
        if actor.kind == "service" and name not in actor.scopes:
            return False
        return any(role not in row.rules or row.rules[role](actor, obj) for role in held)

    def require_ever(self, actor: Actor, name: str) -> None:
        """Raise `AccessRefused` for an actor who may do this with no object at all: a door asks before it reads what was sent."""
        row = self.rows[name]
        in_scope = actor.kind != "service" or name in actor.scopes
        if actor.kind != "system" and not (in_scope and actor.roles & row.roles):
            self._refuse(actor, row)

    def require(self, actor: Actor, name: str, obj: Any = None) -> None:
        """Raise `AccessRefused`, saying who can or which scope a key lacks, unless the actor may."""
        if self.allows(actor, name, obj):
            return
        self._refuse(actor, self.rows[name])

    def _refuse(self, actor: Actor, row: Permission) -> NoReturn:
        if actor.kind == "service" and actor.roles & row.roles and row.name not in actor.scopes:
            raise AccessRefused(
                _("The key lacks the scope “%(scope)s”: %(what)s.") % {"scope": row.name, "what": row.label},
                way_out=_("A partner admin gives the service account this scope."),
            )
        who = ", ".join(sorted(str(self.role_labels.get(role, role)) for role in row.roles))
        raise AccessRefused(
            _("You may not do this: %(what)s.") % {"what": row.label},
            way_out=_("Those who can: %(who)s.") % {"who": who},
        )


table = AccessTable()

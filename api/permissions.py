"""What each role may do, and where: from the grants of an account to a permission and a scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from api.routes import Permission
from termin.errors import NotAllowed
from termin.scope import Scope
from termin.staff.rows import Role
from termin.staff.sign_ins import Granted, Person

OF_ROLE: Mapping[Role, frozenset[Permission]] = {
    Role.RECEPTION: frozenset(
        {Permission.SIGNED_IN, Permission.RECEIVE, Permission.BOOK_FOR_OTHERS}
    ),
    Role.CLERK: frozenset({Permission.SIGNED_IN, Permission.SERVE, Permission.BOOK_FOR_OTHERS}),
    Role.PHONE_OPERATOR: frozenset({Permission.SIGNED_IN, Permission.BOOK_FOR_OTHERS}),
    Role.MANAGER: frozenset(
        {
            Permission.SIGNED_IN,
            Permission.PLAN,
            Permission.RECEIVE,
            Permission.SERVE,
            Permission.BOOK_FOR_OTHERS,
        }
    ),
    # Who administers sets up offices and people; citizens' names are no part of that work.
    Role.ADMIN: frozenset({Permission.SIGNED_IN, Permission.PLAN, Permission.ADMINISTER}),
    # Machines have tokens of their own; an account with this role alone can do nothing.
    Role.DEVICE: frozenset(),
}

OF_STAFF = frozenset(
    {
        Permission.SIGNED_IN,
        Permission.BOOK_FOR_OTHERS,
        Permission.RECEIVE,
        Permission.SERVE,
        Permission.PLAN,
        Permission.ADMINISTER,
    }
)
OF_DEVICES = frozenset({Permission.KIOSK, Permission.DISPLAY})


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person behind a request, seen with the permission that the route asks for."""

    person: Person
    permission: Permission

    @property
    def account(self) -> int:
        """The id of the account."""
        return self.person.account

    @property
    def name(self) -> str:
        """The person's name as colleagues see it."""
        return self.person.name

    @property
    def clerk(self) -> int | None:
        """The id of the clerk this account belongs to."""
        return self.person.clerk

    @property
    def counter_id(self) -> int | None:
        """The counter chosen at the workstation."""
        return self.person.counter_id

    @property
    def grants(self) -> tuple[Granted, ...]:
        """The roles and where they hold."""
        return self.person.grants

    def may(self, permission: Permission, municipality: int | None = None) -> bool:
        """Whether some role of the person, in this municipality or in any, gives the permission."""
        return bool(granting(self.grants, permission, municipality))

    def scope(self, municipality: int, permission: Permission | None = None) -> Scope:
        """Return what the person may see of a municipality under the route's permission.

        Raises:
            NotAllowed: no role there gives the permission.
        """
        return scope_of(self.grants, permission or self.permission, municipality)

    def municipalities(self) -> frozenset[int]:
        """Return the municipalities in which the route's permission is had."""
        found = granting(self.grants, self.permission, None)
        return frozenset(grant.municipality for grant in found)


def granting(
    grants: tuple[Granted, ...], permission: Permission, municipality: int | None
) -> tuple[Granted, ...]:
    """Return the grants that give a permission, in one municipality or anywhere."""
    return tuple(
        grant
        for grant in grants
        if permission in OF_ROLE[grant.role] and municipality in (None, grant.municipality)
    )


def scope_of(grants: tuple[Granted, ...], permission: Permission, municipality: int) -> Scope:
    """Return the municipality as far as the grants reach: all offices, or those named.

    Raises:
        NotAllowed: no grant there gives the permission.
    """
    found = granting(grants, permission, municipality)
    if not found:
        raise NotAllowed
    offices = {grant.office for grant in found}
    whole = None in offices
    return Scope(municipality, None if whole else frozenset(o for o in offices if o is not None))

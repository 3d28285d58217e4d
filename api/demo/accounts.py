"""The sign-ins of a plan, all with one password, many at a time."""

from __future__ import annotations

from collections.abc import Mapping

from api.demo import sample
from api.demo.generator import MunicipalityPlan
from termin.offices import Municipality
from termin.staff import create_account
from termin.staff.rows import Account, Grant


async def open_accounts(
    town: Municipality,
    plan: MunicipalityPlan,
    offices: Mapping[str, int],
    clerks: Mapping[str, int],
) -> None:
    """Make the sign-ins of a plan with the demo's password; `offices` and `clerks` are ids by name.

    The one password that all have is checked and hashed once: thousands are made in a second.
    """
    if not plan.accounts:
        return
    first, *others = plan.accounts
    own = clerks[first.clerk] if first.clerk else None
    made = await create_account(first.login, first.name, sample.PASSWORD, clerk=own, demo=True)
    hashed = (await Account.get(id=made)).password_hash
    await Account.bulk_create(
        Account(
            login=one.login,
            name=one.name,
            password_hash=hashed,
            clerk_id=clerks[one.clerk] if one.clerk else None,
        )
        for one in others
    )
    rows = await Account.filter(login__in=[one.login for one in plan.accounts])
    ids = {one.login: one.id for one in rows}
    await Grant.bulk_create(
        Grant(
            account_id=ids[one.login],
            role=role,
            municipality_id=town.id,
            office_id=offices[one.office] if one.office else None,
        )
        for one in plan.accounts
        for role in one.roles
    )

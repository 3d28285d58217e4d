"""Skills are given another name, and taken away once nothing asks for them."""

from __future__ import annotations

from dataclasses import dataclass

from tortoise.transactions import in_transaction

from termin.catalogue.rows import Service, Skill
from termin.errors import NotFound
from termin.offices.rows import Counter
from termin.staff.rows import Clerk


@dataclass(frozen=True, slots=True)
class SkillUse:
    """What a skill is used by, by name: services, people, and counters with their office."""

    skill: str
    services: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    counters: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything uses it."""
        return bool(self.services or self.people or self.counters)


async def uses_of(skill: Skill) -> SkillUse:
    """Return what uses a skill; what is out of use itself does not count."""
    services = await Service.filter(skill_id=skill.id, retired_at__isnull=True).order_by("name")
    people = await Clerk.filter(skills=skill.id, retired_at__isnull=True, every_skill=False)
    counters = await Counter.filter(
        skills=skill.id, retired_at__isnull=True, every_skill=False
    ).select_related("office")
    return SkillUse(
        skill.name,
        tuple(one.name for one in services),
        tuple(sorted(one.name for one in people)),
        tuple(sorted(f"{one.name} ({_short(one)})" for one in counters)),
    )


async def remove_skill(skill: int, municipality: int) -> SkillUse:
    """Take a skill away unless something uses it; return what does.

    Raises:
        NotFound: the municipality has no such skill.
    """
    async with in_transaction():
        # Who gives it to somebody meanwhile waits, and then finds it gone.
        row = await Skill.select_for_update().get_or_none(id=skill, municipality_id=municipality)
        if row is None:
            raise NotFound
        uses = await uses_of(row)
        if not uses:
            await Service.filter(skill_id=skill).update(skill_id=None)
            await row.delete()
        return uses


async def rename_skill(skill: int, municipality: int, name: str, slug: str) -> None:
    """Give a skill another name.

    Raises:
        NotFound: the municipality has no such skill.
        IntegrityError: it has another one of this slug.
    """
    found = Skill.filter(id=skill, municipality_id=municipality)
    if not await found.update(name=name, slug=slug):
        raise NotFound


def _short(counter: Counter) -> str:
    return counter.office.short_name or counter.office.name

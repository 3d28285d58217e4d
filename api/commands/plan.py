"""`termin plan`: compute the counters and duties of a week, and publish them if asked to."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime

import click
import msgspec
from tortoise.expressions import Q

from api.clock import Clock, running_clock
from api.commands.frame import command
from api.commands.rows import municipality_named, office_named, rows
from api.planning.answer import Answer, read_answer, read_asked, read_refused
from api.planning.carrying import Progress, carry_out
from api.planning.results import RESULTS
from api.planning.table import lines, working_days
from api.planning.wishes import wishes_of
from api.planning.words import sentence
from api.rendering import read_texts
from api.settings import Settings
from termin.errors import Invalid, NotFound, Refusal
from termin.offices import Municipality, Office
from termin.planning.publish import Became, begin_publication, publish_draft
from termin.planning.rows import PlanDraft, PlanRun, RunState
from termin.planning.runs import Request, ask_for, end_run, take_run
from termin.staff.rows import Clerk

_WEEK = re.compile(r"(\d{4})-W(\d{2})")
_YEARS = range(2000, 2101)
"""In which plans are made, as on the pages."""


@click.command()
@click.option("--week", required=True, help="The week, as 2026-W48.")
@click.option(
    "--office",
    "names",
    required=True,
    multiple=True,
    help="An office by number or name; repeat it.",
)
@click.option("--municipality", help="Which one, where there are several: slug or name.")
@click.option("--seconds", default=30.0, show_default=True, help="How long the solver may think.")
@click.option(
    "--seed",
    type=click.IntRange(0, 2**31 - 1),
    default=1,
    show_default=True,
    help="Another number may find another plan.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a table.")
@click.option("--publish", is_flag=True, help="Publish the plan, office-day by office-day.")
@command
async def plan(
    settings: Settings,
    week: str,
    names: tuple[str, ...],
    municipality: str | None,
    seconds: float,
    seed: int,
    *,
    as_json: bool,
    publish: bool,
) -> None:
    """Plan the counters and duties of a week from hours, staff, contracts and demand.

    The plan is kept as a draft; progress goes to the error stream. Status 1 if nothing was found,
    or if a day could not be published; 130 if it was stopped by Ctrl-C, which keeps nothing.
    """
    monday = monday_of(week)
    async with rows(settings), running_clock(demo=settings.demo) as clock:
        town = await _town(municipality, names)
        offices = [await office_named(town, name) for name in names]
        ids = tuple(office.id for office in offices)
        request = Request(town.id, ids, monday, seconds, seed, wishes_of({}))
        run = await take_run(clock.now(), (await ask_for(request, clock.now())).id)
        if run is None:
            raise Refusal("Another worker took the run. Look at it in the browser.")
        try:
            draft = await carry_out(run, clock.now, _tell)
        except asyncio.CancelledError:
            await end_run(run.id, RunState.CANCELLED, clock.now())
            click.echo("Stopped before there was a plan to keep.", err=True)
            raise SystemExit(130) from None
        run = await PlanRun.get(id=run.id)
        if draft is None:
            _explain(run)
            raise Refusal(run.fault or "No plan was found.")
        answer = read_answer(run.answer)
        if as_json:
            click.echo(json.dumps(_told(run, draft, answer)))
        else:
            people = await Clerk.filter(municipality_id=town.id)
            _print(run, draft, answer, {row.id: row.name for row in people})
        if publish and not await _publish(draft, clock, offices):
            raise SystemExit(1)


def monday_of(week: str) -> date:
    """Return the Monday of a week named as 2026-W48.

    Raises:
        Invalid: there is no such week.
    """
    found = _WEEK.fullmatch(week)
    try:
        if found and int(found[1]) in _YEARS:
            return date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:
        pass
    raise Invalid(f"{week!r} is no week. Write it as 2026-W48.")


async def _town(name: str | None, offices: tuple[str, ...]) -> Municipality:
    """Return the municipality of this name, else the only one that has an office of that name.

    Raises:
        NotFound: there is none of this name, or none has such an office.
        Invalid: it is not clear which one is meant.
    """
    if name is not None:
        return await municipality_named(name)
    towns = await Municipality.all().order_by("id")
    if len(towns) > 1:
        first = offices[0]
        called = Q(name=first) | Q(short_name=first)
        if first.isascii() and first.isdigit() and len(first) < 19:
            called |= Q(id=int(first))
        having = {row.municipality_id for row in await Office.filter(called, retired_at=None)}
        towns = [one for one in towns if one.id in having]
        if not towns:
            raise NotFound(f"No municipality has an office {first!r}. {await _known()}")
    if len(towns) != 1:
        raise Invalid(f"Say which municipality with --municipality. {await _known()}")
    return towns[0]


async def _known() -> str:
    known = ", ".join([one.slug for one in await Municipality.all().order_by("slug")])
    return f"Known: {known or 'none yet'}"


async def _tell(progress: Progress) -> None:
    if not progress.seconds:
        return  # it has not begun
    gap = "" if progress.gap is None else f", gap {progress.gap:.2%}"
    value = "nothing yet" if progress.value is None else f"best {progress.value:.0f}"
    bound = "" if progress.bound is None else f", proven {progress.bound:.0f}"
    parts = f", {progress.done} of {progress.parts} parts" if progress.parts > 1 else ""
    click.echo(f"{progress.seconds:6.1f} s  {_step(progress)}{value}{bound}{gap}{parts}", err=True)


def _step(progress: Progress) -> str:
    """Return what the figures are of: those of one step do not compare with another's."""
    if progress.steps == 1:
        return ""
    what = "counters" if progress.step == 1 else "people"
    return f"step {progress.step} of {progress.steps}, {what}: "


def _told(run: PlanRun, draft: PlanDraft, answer: Answer) -> dict[str, object]:
    return {
        "run": run.id,
        "draft": draft.id,
        "value": round(answer.value, 3),
        "bound": round(answer.bound, 3),
        "gap": round(answer.gap, 6),
        "seconds": round(answer.seconds, 2),
        "seed": run.seed,
        "duties": msgspec.to_builtins(answer.duties),
        "shifts": msgspec.to_builtins(answer.shifts),
        "notes": msgspec.to_builtins(answer.notes),
        "findings": msgspec.to_builtins(answer.said),
        "lost": msgspec.to_builtins(answer.lost),
        "lacking": msgspec.to_builtins(answer.lacking),
    }


def _print(run: PlanRun, draft: PlanDraft, answer: Answer, clerks: Mapping[int, str]) -> None:
    texts = read_texts()
    gettext: Callable[..., str] = lambda text, **facts: texts.gettext("de", text, **facts)  # noqa: E731
    asked, locale = read_asked(run.problem), texts.language("de").locale
    for line in lines(asked, answer, gettext, locale):
        click.echo(line)
    for line in working_days(asked, answer, clerks, gettext, locale):
        click.echo(line)
    click.echo("")
    if answer.lost:
        text = "Termine ohne besetzten Schalter: %(count)s. Bitte vor dem Veröffentlichen verlegen."
        click.echo(gettext(text, count=len(answer.lost)))
    if answer.lacking:
        text = "Halbe Stunden, für die niemand mehr da ist: %(count)s."
        click.echo(gettext(text, count=len(answer.lacking)))
    click.echo(
        f"value {answer.value:.1f}, bound {answer.bound:.1f}, gap {answer.gap:.2%}, "
        f"{answer.seconds:.1f} s, seed {run.seed}: draft {draft.id}, "
        f"{len(answer.duties)} duties"
    )


def _explain(run: PlanRun) -> None:
    """Say what keeps a run from being a plan, where that is known."""
    if run.answer:
        texts = read_texts()
        gettext: Callable[..., str] = lambda text, **facts: texts.gettext("de", text, **facts)  # noqa: E731
        for one in read_refused(run.answer).refused:
            click.echo(f"  {sentence(one, gettext, texts.language('de').locale)}", err=True)


async def _publish(draft: PlanDraft, clock: Clock, offices: list[Office]) -> bool:
    """Publish and say of each day what became of it; return whether all went well."""
    names = {office.id: office.short_name or office.name for office in offices}
    whole = True
    await begin_publication(draft.id, None, clock.now())
    now: Callable[[], datetime] = clock.now
    async for result in publish_draft(draft.id, now):
        whole = whole and result.became in (Became.DONE, Became.OVER)
        click.echo(
            f"{names[result.office]}, {result.on}: {RESULTS[result.became]} "
            f"(+{result.added} -{result.withdrawn} ={result.kept})",
            err=True,
        )
    return whole

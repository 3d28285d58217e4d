"""The schema, brought up to date at start: whole or not at all, by one process at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.metadata import distribution, version
from itertools import groupby
from pathlib import Path
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient, TransactionalDBClient
from tortoise.connection import get_connection
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget, PlanStep
from tortoise.migrations.operations import CreateModel, Operation, TortoiseOperation
from tortoise.migrations.schema_editor import AsyncpgSchemaEditor, BaseSchemaEditor
from tortoise.migrations.schema_generator.state import ModelState, State
from tortoise.transactions import in_transaction

from api.database.address import DatabaseAddress
from termin.store import connected, orm_config

LOCK = 0x7465_726D_696E
"""The advisory lock of those who migrate: "termin" in ASCII."""

_JOBS_VERSION = """
CREATE TABLE IF NOT EXISTS jobs_schema (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  version text NOT NULL
)
"""


async def migrate(address: DatabaseAddress) -> tuple[str, ...]:
    """Bring the database up to date; return the names of the migrations applied.

    Everything happens in one transaction under an advisory lock: several processes may start at
    once, the first does the work, and one that dies half way leaves nothing behind.
    """
    credentials = address.tortoise()
    async with connected(credentials, pool=2), in_transaction("default") as transaction:
        # Rows wait 3 s for a lock; whoever starts waits as long as the other one migrates.
        await transaction.execute_query("SET LOCAL lock_timeout = 0")
        await transaction.execute_query("SELECT pg_advisory_xact_lock($1)", [LOCK])
        applied = await _migrate_rows(transaction)
        return applied + await _migrate_jobs(transaction)


async def pending(address: DatabaseAddress) -> tuple[str, ...]:
    """Return the migrations that the database still lacks."""
    async with connected(address.tortoise(), pool=1):
        plan = await _executor(get_connection("default")).plan(_LATEST)
        return tuple(step.migration.name for step in plan)


async def _migrate_rows(transaction: TransactionalDBClient) -> tuple[str, ...]:
    applied: list[str] = []

    def note(event: str, _app: str, name: str) -> None:
        if event == "apply_done":
            applied.append(name)

    executor = _executor(transaction)
    # Asking for what is applied fails without this table, and would end the transaction.
    await executor.recorder.ensure_schema(AsyncpgSchemaEditor(transaction, atomic=False))
    await executor.migrate(_LATEST, direction="forward", progress=note)
    return tuple(applied)


def _executor(connection: BaseDBAsyncClient) -> MigrationExecutor:
    return _Executor(connection, orm_config({})["apps"])


class _Executor(MigrationExecutor):
    """The ORM's own, but for tables that are created one after the other: see `_Tables`."""

    def _migration_plan(self, *told: Any) -> list[PlanStep]:
        plan = super()._migration_plan(*told)
        for step in plan:
            step.migration.operations = list(_joined(step.migration.operations))
        return plan


class _Tables(TortoiseOperation):
    """Several tables, created in their order.

    The ORM works out all rows' relations anew after each operation: for fifty tables one by one
    that takes seconds, for all of them together a tenth of one.
    """

    def __init__(self, tables: Sequence[CreateModel]) -> None:
        self.tables = tables

    def describe(self) -> str:
        return ", ".join(one.describe() for one in self.tables)

    def state_forward(self, app_label: str, state: State) -> None:
        for one in self.tables:
            state.models[app_label, one.name] = ModelState.make_from_model(app_label, one.model)
        state.reload_models(state.models)

    async def database_forward(
        self,
        app_label: str,
        old_state: State,
        new_state: State,
        state_editor: BaseSchemaEditor | None = None,
    ) -> None:
        for one in self.tables:
            await one.database_forward(app_label, old_state, new_state, state_editor)


def _joined(operations: Iterable[Operation]) -> Iterable[Operation]:
    for kind, alike in groupby(operations, type):
        if kind is CreateModel:
            yield _Tables([one for one in alike if isinstance(one, CreateModel)])
        else:
            yield from alike


_LATEST = [MigrationTarget(app_label="termin", name="__latest__")]


async def _migrate_jobs(transaction: TransactionalDBClient) -> tuple[str, ...]:
    """Apply Procrastinate's schema, or the steps from the version that was applied before."""
    await transaction.execute_script(_JOBS_VERSION)
    rows = await transaction.execute_query_dict("SELECT version FROM jobs_schema")
    known, present = version("procrastinate"), rows[0]["version"] if rows else None
    if present == known:
        return ()
    # Found without importing the library: the web server has no use for it and its driver.
    folder = Path(str(distribution("procrastinate").locate_file("procrastinate/sql")))
    steps = [folder / "schema.sql"] if present is None else _steps_after(present, folder)
    for step in steps:
        await transaction.execute_script(step.read_text("utf-8"))
    await transaction.execute_query(
        """INSERT INTO jobs_schema (version) VALUES ($1)
        ON CONFLICT (only_one) DO UPDATE SET version = excluded.version""",
        [known],
    )
    return (f"jobs {known}",)


def _steps_after(present: str, folder: Path) -> list[Path]:
    """Return Procrastinate's own migrations later than a version; named `03.02.00_01_pre_….sql`."""
    steps = sorted((folder / "migrations").glob("*.sql"))
    return [step for step in steps if _numbers(step.name.partition("_")[0]) > _numbers(present)]


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdigit())

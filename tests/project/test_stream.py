"""`dmp stream`: what arrives is in the published marts after one turn, and what fails publishes nothing."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from rich.console import Console
from tiny_project import TinyProject, make_tiny_project

from dmp.errors import UserError
from dmp.main_job import Stream
from dmp.warehouse import WarehouseInUseError, hold_warehouse, read_record

START = datetime(2026, 7, 1, tzinfo=UTC)
DAY = timedelta(days=1)

pytestmark = pytest.mark.build


class Turns:
    """A stream whose turns are a minute apart."""

    def __init__(self, tiny: TinyProject) -> None:
        self.stream = Stream(tiny.project, console=Console(quiet=True), complete_every=DAY)
        self.now = START

    def turn(self, later: timedelta = timedelta(minutes=1)) -> str:
        self.now += later
        said = self.stream.turn(run_id=f"run of {self.now}", now=self.now) or ""
        return said.split(" in ")[0]


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TinyProject:
    monkeypatch.chdir(tmp_path)
    tiny = make_tiny_project(tmp_path / "a tiny project")
    tiny.write("models/marts/orders.sql", "select * from {{ ref('stg_shop__orders') }}")
    tiny.write(
        "models/marts/orders.yml", "models: [{name: orders, description: One row per order.}]"
    )
    return tiny


def published(tiny: TinyProject) -> tuple[int, int]:
    """Give the orders that readers see, and what the users are said to have spent."""
    with duckdb.connect(str(tiny.project.published / "marts.duckdb"), read_only=True) as marts:
        orders, spent = marts.sql(
            "select (select count(*) from marts.orders), (select sum(amount) from marts.users)"
        ).fetchall()[0]
    return orders, int(spent)


def test_what_arrives_is_published_and_models_wait_for_the_complete_build(
    tiny: TinyProject,
) -> None:
    turns = Turns(tiny)
    assert turns.turn() == "Built everything"
    assert published(tiny) == (3, 8)
    assert turns.turn() == ""
    tiny.deliver("order_id,user_id,amount\n4,b,5\n", "2026-07-01.csv.gz")
    assert turns.turn() == "Built shop.orders"
    assert published(tiny) == (4, 8)
    assert turns.turn() == ""
    assert turns.turn(later=DAY) == "Built everything"
    assert published(tiny) == (4, 13)


def test_delivery_that_fails_publishes_nothing_and_waits_until_something_else_arrives(
    tiny: TinyProject,
) -> None:
    turns = Turns(tiny)
    turns.turn()
    bad = tiny.deliver("order_id,user_id,amount\n4,b,much\n", "2026-07-01.csv.gz")
    with pytest.raises(UserError, match="orders"):
        turns.turn()
    assert published(tiny) == (3, 8)
    assert turns.turn() == ""
    bad.unlink()
    assert turns.turn() == "Built everything"
    assert read_record(tiny.project.warehouse).state == "good"


def test_change_of_the_project_is_parsed_and_builds_everything(tiny: TinyProject) -> None:
    turns = Turns(tiny)
    turns.turn()
    tiny.write("models/marts/orders.sql", "select * from {{ ref('stg_shop__orderz') }}")
    with pytest.raises(UserError, match="stg_shop__orderz"):
        turns.turn()
    assert turns.turn() == ""
    tiny.write("models/marts/orders.sql", "select * from {{ ref('stg_shop__orders') }} limit 1")
    assert turns.turn() == "Built everything"
    assert published(tiny)[0] == 1


def test_warehouse_in_use_is_waited_for(tiny: TinyProject) -> None:
    turns = Turns(tiny)
    with hold_warehouse(tiny.project.warehouse), pytest.raises(WarehouseInUseError):
        turns.turn()
    assert turns.turn() == "Built everything"


def test_command_says_what_it_built_and_ends_when_it_is_told_to(tiny: TinyProject) -> None:
    command = [sys.executable, "-m", "dmp.cli", "stream", "--every-seconds", "0.2"]
    with subprocess.Popen(
        command, cwd=tiny.folder, env=tiny.environment, stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        for line in running.stdout:
            if "and published" in line:
                break
        running.terminate()
        assert "Built everything" in line
        assert running.wait(timeout=60) == 0

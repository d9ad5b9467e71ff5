"""Whatever is wrong with the input: one clear sentence, a non-zero exit, and the last publication stays.

Every case builds a tiny project with the real macros, as a user would: through the command line.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from tiny_project import ORDERS, TinyProject, make_tiny_project
from typer.testing import CliRunner

from dmp.cli import app

pytestmark = pytest.mark.build

INTERRUPTED = "The run was interrupted; nothing was published."
MORE_ORDERS = "order_id,user_id,amount\n4,c,9\n"


@dataclass(frozen=True)
class Ended:
    """How a command ended: `sentence` is what it wrote to standard error."""

    code: int
    shown: str
    sentence: str


@dataclass(frozen=True)
class User:
    """Somebody in the folder of a tiny project."""

    tiny: TinyProject

    def runs(self, *arguments: str, **variables: str) -> Ended:
        """Run `dmp` in this process, where dbt is already imported."""
        ended = CliRunner().invoke(app, arguments, env={**variables})
        assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
        return Ended(ended.exit_code, ended.stdout, ended.stderr)

    def starts(self, *arguments: str, **variables: str) -> subprocess.Popen[str]:
        """Start `dmp` as a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "dmp.cli", *arguments],
            cwd=self.tiny.folder,
            env=self.tiny.environment | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    @property
    def orders_folder(self) -> Path:
        return self.tiny.folder / "seeds/raw/shop/orders"

    def published_users(self) -> list[str]:
        """The users that a reader finds."""
        path = self.tiny.folder / "published/demo/marts.duckdb"
        with duckdb.connect(str(path), read_only=True) as connection:
            found = connection.execute("select user_id from marts.users order by all").fetchall()
        return [user for (user,) in found]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> TinyProject:
    """A project that was built and published once."""
    tiny = make_tiny_project(tmp_path_factory.mktemp("tiny") / "a folder with spaces")
    done = User(tiny).starts("build")
    shown, said = done.communicate()
    assert done.returncode == 0, shown + said
    return tiny


@pytest.fixture
def user(built: TinyProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> User:
    """A user with a copy of the built project, in its folder, with no variables set."""
    folder = tmp_path / "a project"
    shutil.copytree(built.folder, folder, symlinks=True)
    for name in set(os.environ) - set(built.environment):
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(folder)
    return User(TinyProject(folder))


def assert_refused(user: User, ended: Ended, sentence: str) -> None:
    """One sentence with these words, exit code 1, nothing new published, and the next run heals."""
    assert ended.code == 1
    assert sentence in ended.sentence
    assert ended.sentence.startswith("Error: ")
    assert ended.sentence.count("\n") == 1, ended.sentence
    assert "Traceback" not in ended.sentence + ended.shown
    assert user.published_users() == ["a", "b"]


def assert_heals(user: User, users: list[str]) -> None:
    ended = user.runs("build")
    assert ended.code == 0, ended.sentence
    assert user.published_users() == users


def test_missing_folder_of_a_source_is_named(user: User) -> None:
    shutil.rmtree(user.orders_folder)
    ended = user.runs("build")
    assert_refused(user, ended, "Source shop.orders has no files: seeds/raw/shop/orders is missing")
    user.tiny.deliver(ORDERS + "9,z,1\n")
    assert_heals(user, ["a", "b", "z"])


def test_misspelt_model_is_told_with_its_nearest(user: User) -> None:
    user.tiny.write("models/marts/lost.sql", "select * from {{ ref('stg_shop__ordres') }}")
    ended = user.runs("build")
    assert_refused(user, ended, "the nearest is 'stg_shop__orders'")


def test_folder_without_files_is_named(user: User) -> None:
    (user.orders_folder / "2026-06-30.csv.gz").unlink()
    assert_refused(user, user.runs("build"), "Source shop.orders has no files")


def test_raw_folder_that_does_not_exist_is_named(user: User) -> None:
    ended = user.runs("build", DMP_RAW="/nowhere")
    assert_refused(user, ended, "/nowhere/shop/orders is missing or empty")


@pytest.mark.parametrize("file", ["2026-07-01.csv", "2026-07-01.csv.gz"])
def test_empty_file_is_named(user: User, file: str) -> None:
    shutil.rmtree(user.orders_folder)
    user.tiny.deliver("", file)
    assert_refused(user, user.runs("build"), f"seeds/raw/shop/orders/{file} is empty")


def test_file_with_other_columns_is_named_with_both_headers(user: User) -> None:
    user.tiny.deliver("id,user,amount\n1,a,3\n", "2026-07-01.csv.gz")
    ended = user.runs("build")
    assert_refused(
        user, ended, "2026-07-01.csv.gz is 'id,user,amount' but 'order_id,user_id,amount'"
    )
    user.tiny.deliver(MORE_ORDERS, "2026-07-01.csv.gz")
    assert_heals(user, ["a", "b", "c"])


def test_file_with_a_header_only_fails_the_check_that_rows_arrived(user: User) -> None:
    shutil.rmtree(user.orders_folder)
    user.tiny.deliver("order_id,user_id,amount\n")
    ended = user.runs("build")
    assert_refused(user, ended, "Test source_has_rows_shop_orders_")


def test_damaged_file_is_named(user: User) -> None:
    file = user.tiny.deliver(ORDERS * 200, "2026-07-01.csv.gz")
    damaged = bytearray(file.read_bytes())
    damaged[-6] ^= 0xFF  # the checksum: DuckDB would not look at it
    file.write_bytes(damaged)
    assert_refused(user, user.runs("build"), "shop/orders/2026-07-01.csv.gz is damaged")
    file.write_bytes(damaged[: len(damaged) // 2])
    assert_refused(user, user.runs("build"), "shop/orders/2026-07-01.csv.gz is damaged")
    file.unlink()
    assert_heals(user, ["a", "b"])


def test_file_that_is_not_utf8_is_named_with_the_place(user: User) -> None:
    file = user.orders_folder / "2026-07-01.csv"
    file.write_bytes("order_id,user_id,amount\n4,Müller,9\n".encode("latin-1"))
    shutil.move(user.orders_folder / "2026-06-30.csv.gz", user.tiny.folder)
    ended = user.runs("build")
    assert_refused(user, ended, "2026-07-01.csv is not UTF-8 (byte 0xfc near position 27)")
    assert "Müller" not in ended.sentence


def test_folder_with_a_quote_in_its_name_is_read(user: User) -> None:
    raw = user.tiny.folder / "it's raw"
    shutil.move(user.tiny.folder / "seeds/raw", raw)
    ended = user.runs("build", DMP_RAW=str(raw))
    assert ended.code == 0, ended.sentence


def test_folder_whose_name_stands_for_others_is_named(user: User) -> None:
    raw = user.tiny.folder / "raw [2026]"
    shutil.move(user.tiny.folder / "seeds/raw", raw)
    ended = user.runs("build", DMP_RAW=str(raw))
    assert_refused(user, ended, "has a [ in its name")


def test_place_that_only_the_other_engine_reads_is_named(user: User) -> None:
    ended = user.runs("build", DMP_RAW="s3a://bucket/raw")
    assert_refused(user, ended, "duckdb cannot read s3a:// (s3a://bucket/raw/shop/orders)")


def test_file_with_a_leading_underscore_is_ignored(user: User) -> None:
    user.tiny.deliver(MORE_ORDERS, "_2026-07-01.csv.gz")
    assert_heals(user, ["a", "b"])


def test_file_of_a_foreign_kind_is_named(user: User) -> None:
    (user.orders_folder / "notes.xlsx").write_text("x")
    assert_refused(user, user.runs("build"), "cannot read seeds/raw/shop/orders/notes.xlsx")


def test_unknown_dataset_is_named_with_the_known_ones(user: User) -> None:
    ended = user.runs("build", "--dataset", "nope")
    assert_refused(user, ended, "Unknown dataset 'nope': choose one of demo, other")
    assert_refused(user, user.runs("build", DMP_DATASET="nope"), "Unknown dataset 'nope'")


def test_selection_that_matches_nothing_is_named(user: User) -> None:
    ended = user.runs("build", "--select", "nothing_of_the_kind")
    assert_refused(user, ended, "Nothing matches the selection 'nothing_of_the_kind'")


def test_selection_that_cannot_be_understood_is_named(user: User) -> None:
    ended = user.runs("build", "--select", "nonsense:users")
    assert_refused(user, ended, "The selection 'nonsense:users' cannot be understood")


def test_failed_test_is_named_with_its_rows(user: User) -> None:
    user.tiny.deliver("order_id,user_id,amount\n5,d,-1\n6,e,-2\n", "2026-07-01.csv.gz")
    ended = user.runs("build")
    assert_refused(user, ended, "accepted_range_users_amount__0 (models/marts/users.yml) found 2 ")
    assert_refused(user, user.runs("publish"), "The last build of demo failed")
    user.tiny.deliver(MORE_ORDERS, "2026-07-01.csv.gz")
    assert_heals(user, ["a", "b", "c"])


def test_failed_model_is_named_with_its_reason(user: User) -> None:
    user.tiny.deliver("order_id,user_id,amount\n5,d,many\n", "2026-07-01.csv.gz")
    ended = user.runs("build")
    assert_refused(user, ended, "Model ml_totals (python_models/ml_totals.py) failed:")
    assert "Could not convert string 'many' to INT32" in ended.sentence


def test_project_that_cannot_be_parsed_is_said(user: User) -> None:
    user.tiny.write("models/marts/more.sql", "select * from {{ ref('not_there') }}")
    assert_refused(user, user.runs("build"), "'not_there'")


def test_several_failures_are_listed_and_counted(user: User) -> None:
    user.tiny.deliver("order_id,user_id,amount\n5,,-1\n", "2026-07-01.csv.gz")
    file = user.tiny.folder / "python_models/ml_totals.py"
    file.write_text(file.read_text().replace("as_index=False)", "as_index=False, dropna=False)"))
    ended = user.runs("build")
    assert_refused(user, ended, "The build of demo failed in the 2 places listed above")
    assert "- Test not_null_users_user_id (models/marts/users.yml) found 1 row\n" in ended.shown


def test_good_selection_is_not_published(user: User) -> None:
    user.tiny.deliver(MORE_ORDERS, "2026-07-01.csv.gz")
    assert user.runs("build", "--select", "+users").code == 0
    assert user.published_users() == ["a", "b"]
    assert user.runs("build", "--select", "+users", "--publish").code == 0
    assert user.published_users() == ["a", "b", "c"]


def test_warehouse_that_cannot_be_written_is_said(user: User) -> None:
    ended = user.runs("build", DMP_WAREHOUSE="/proc/nowhere/demo.duckdb")
    assert_refused(user, ended, "The warehouse folder /proc/nowhere cannot be written")


def test_file_that_is_no_warehouse_is_said_and_left_alone(user: User) -> None:
    file = user.tiny.folder / "notes.txt"
    file.write_text("dear diary")
    ended = user.runs("build", DMP_WAREHOUSE=str(file))
    assert_refused(user, ended, "notes.txt is not a readable DuckDB file")
    assert file.read_text() == "dear diary"


def test_summary_and_publish_without_a_warehouse_are_refused(user: User) -> None:
    for command in ("summary", "publish"):
        ended = user.runs(command, DMP_WAREHOUSE="nowhere/demo.duckdb")
        assert_refused(user, ended, "nowhere/demo.duckdb: run `dmp build` first")
        assert not Path("nowhere").exists()


@contextmanager
def paused_build(user: User) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Start a build and stop in the middle, for as long as the file exists that is handed over."""
    pause = user.tiny.folder / "pause"
    running = user.starts("build", TINY_PAUSE=str(pause))
    try:
        while not pause.exists():
            assert running.poll() is None, running.communicate()
            time.sleep(0.05)
        yield running, pause
    finally:
        running.kill()
        running.communicate()


def test_second_build_is_refused_with_the_process_of_the_first(user: User) -> None:
    with paused_build(user) as (running, pause):
        for command in ("build", "publish"):
            ended = user.runs(command)
            assert_refused(user, ended, f"is in use by process {running.pid}")
        pause.unlink()
        _, said = running.communicate()
        assert running.returncode == 0, said


def test_killed_build_publishes_nothing_and_the_next_one_heals(user: User) -> None:
    user.tiny.deliver(MORE_ORDERS, "2026-07-01.csv.gz")
    with paused_build(user) as (running, _):
        running.kill()
        assert running.wait() == -signal.SIGKILL
    assert user.published_users() == ["a", "b"]
    ended = user.runs("publish")
    assert_refused(user, ended, "The last build of demo was killed")
    assert_heals(user, ["a", "b", "c"])


@pytest.mark.usefixtures("interrupts_arrive")
def test_interrupted_build_is_said_in_one_sentence(user: User) -> None:
    with paused_build(user) as (running, pause):
        running.send_signal(signal.SIGINT)
        pause.unlink()
        shown, said = running.communicate()
    assert_refused(user, Ended(running.returncode, shown, said), INTERRUPTED)


def interrupt(*_: object) -> None:
    signal.raise_signal(signal.SIGINT)


@pytest.mark.usefixtures("interrupts_arrive")
@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ("dmp.main_job.job.check_deliveries", INTERRUPTED),
        ("dmp.main_job.dbt.layer_of", INTERRUPTED),
        ("dmp.publish.job.write_manifest", "The run was interrupted."),
    ],
)
def test_interrupt_at_any_step_is_said_in_one_sentence(
    user: User, monkeypatch: pytest.MonkeyPatch, step: str, sentence: str
) -> None:
    user.tiny.deliver(MORE_ORDERS, "2026-07-01.csv.gz")
    monkeypatch.setattr(step, interrupt)
    assert_refused(user, user.runs("build"), sentence)


@pytest.mark.usefixtures("interrupts_arrive")
def test_interrupt_that_dbt_drops_publishes_nothing(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when it arrives in a destructor."""

    def drop(*_: object) -> None:
        with suppress(KeyboardInterrupt):
            interrupt()

    user.tiny.deliver(MORE_ORDERS, "2026-07-01.csv.gz")
    monkeypatch.setattr("dbt.task.build.BuildTask.task_end_messages", drop)
    assert_refused(user, user.runs("build"), INTERRUPTED)

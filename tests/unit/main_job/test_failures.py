"""A failed build ends with one sentence: what, where, what was found, how to look."""

import pytest

from dmp.main_job.dbt import DbtRun, NodeResult, sentence_of
from dmp.main_job.failures import conclusion, describe, essence, first_failures
from dmp.warehouse import Timing


def result(**changes: object) -> NodeResult:
    values: dict[str, object] = {
        "unique_id": "model.dmp.users",
        "name": "users",
        "kind": "model",
        "file": "models/marts/users.sql",
        "status": "success",
        "seconds": 0.1,
        "rows": None,
        "message": "OK",
    }
    return NodeResult(**(values | changes))


def failed_test(name: str = "unique_users_user_id", rows: int = 2) -> NodeResult:
    return result(name=name, kind="test", file="models/marts/users.yml", status="fail", rows=rows)


def test_failed_test_is_named_with_its_file_and_its_rows() -> None:
    sentence = describe(failed_test())
    assert sentence == "Test unique_users_user_id (models/marts/users.yml) found 2 rows"
    assert describe(failed_test(rows=1)).endswith("found 1 row")


def test_failed_model_tells_the_database_message_without_the_headline_of_dbt() -> None:
    message = (
        "Runtime Error in model users (models/marts/users.sql)\n"
        '  Binder Error: Referenced column "nope" not found in FROM clause!\n'
        '  Candidate bindings: "a"\n'
    )
    assert essence(message) == (
        'Binder Error: Referenced column "nope" not found in FROM clause! Candidate bindings: "a"'
    )


def test_failed_python_model_tells_the_exception_and_not_the_traceback() -> None:
    message = (
        "Runtime Error in model ml_x (python_models/ml_x.py)\n"
        "  Python model failed:\n"
        "  Traceback (most recent call last):\n"
        '    File "/tmp/x.py", line 3, in model\n'
        "  KeyError: 'amount'\n"
    )
    assert essence(message) == "KeyError: 'amount'"


def test_trail_of_macro_calls_is_left_out() -> None:
    message = (
        "Compilation Error in model x (models/x.sql)\n  Unknown currency 'ZZZ'.\n  \n"
        "  > in macro read (macros/read.sql)\n  > called by model x (models/x.sql)\n"
    )
    assert essence(message) == "Unknown currency 'ZZZ'."


@pytest.mark.parametrize("message", ["", "\n  \n"])
def test_silence_of_dbt_is_said(message: str) -> None:
    assert essence(message) == "dbt gives no reason"


def test_endless_message_is_cut() -> None:
    assert len(essence("x" * 10_000)) == 400


def test_one_failure_is_the_conclusion() -> None:
    run = DbtRun((result(), failed_test()), Timing())
    assert conclusion(run, dataset="demo", log="logs/dbt.log") == (
        "Test unique_users_user_id (models/marts/users.yml) found 2 rows;"
        " `dbt show --select unique_users_user_id` shows the rows."
        " Nothing was published; the log is logs/dbt.log."
    )


def test_several_failures_are_counted() -> None:
    skipped = result(name="big_users", status="skipped")
    run = DbtRun((failed_test("first"), failed_test("second"), skipped), Timing())
    assert conclusion(run, dataset="demo", log="logs/dbt.log") == (
        "The build of demo failed in the 2 places listed above (steps skipped: 1);"
        " `dbt show --select first` shows the rows. Nothing was published; the log is logs/dbt.log."
    )


def test_first_failures_are_named_where_none_are_listed() -> None:
    names = ["first", "second", "third", "fourth"]
    run = DbtRun((result(), *map(failed_test, names)), Timing())
    told = first_failures(run)
    assert told.startswith("Test first (models/marts/users.yml) found 2 rows; Test second (")
    assert told.endswith("Test third (models/marts/users.yml) found 2 rows; and 1 more failed.")
    assert first_failures(DbtRun((failed_test(),), Timing())).endswith("found 2 rows.")
    assert first_failures(DbtRun((), Timing(), stopped_by="It stopped.")) == "It stopped."


def test_what_stopped_dbt_is_the_conclusion() -> None:
    run = DbtRun((), Timing(), stopped_by="Source web.tracks has no files.")
    assert not run.is_good
    assert conclusion(run, dataset="demo", log="x") == "Source web.tracks has no files."


def test_warned_test_does_not_spoil_a_build() -> None:
    assert DbtRun((result(kind="test", status="warn", rows=3),), Timing()).is_good


@pytest.mark.parametrize("status", ["error", "fail", "runtime error", "partial success"])
def test_bad_status_spoils_a_build(status: str) -> None:
    assert not DbtRun((result(), result(status=status)), Timing()).is_good


def test_exception_of_dbt_is_told_without_its_trail() -> None:
    error = RuntimeError(
        "Source a.b has no files.\n\n> in macro x (m.sql)\n> called by macro y (n)"
    )
    assert sentence_of(error) == "Source a.b has no files."
    assert sentence_of(None) == "dbt stopped without saying why."

"""Every model is one text for two engines: no dialect outside macros/, and both read the result."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

# Seen to mean the same on DuckDB and Spark. A function that is missing here goes into macros/dialect, or is
# tried on both engines (nulls, empty text, negative numbers, ties) and added.
SAME_ON_BOTH = {
    *("abs", "coalesce", "greatest", "least", "ln", "log2", "nullif", "pow", "sqrt"),
    *("cast", "try_cast", "decimal", "extract"),
    *("lower", "upper", "trim", "replace", "split_part", "substr"),
    *("count", "max", "min", "sum", "lag", "lead", "percent_rank", "row_number"),
}
GRAMMAR = {
    "and",
    "as",
    "exists",
    "from",
    "in",
    "join",
    "on",
    "or",
    "over",
    "select",
    "then",
    "values",
    "when",
    "where",
}
FOREIGN = {
    "a type cast by two colons": r"::",
    "an arrow into JSON": r"->",
    "QUALIFY": r"\bqualify\b",
    "an identifier in double quotes": r'"',
    "a branch on the engine": r"\btarget\.",
    "DISTINCT ON": r"\bdistinct\s+on\b",
    "the clock of the machine": r"\bcurrent_(date|timestamp)\b",
    "a weekday or week by extract": r"\bextract\s*\(\s*(dow|dayofweek|week)",
}
ROOMS = ("models", "tests/data")
NEVER_NULL = {"generated_number"}  # ordered by dbt.generate_series itself
# Functions of an engine that sqlglot reads as unknown; each comes from a macro and runs there.
KNOWN_TO_THE_ENGINE = {
    "duckdb": {"damerau_levenshtein", "epoch_us", "json_valid", "try_strptime"},
    "spark": {"assert_true", "try_to_timestamp", "unix_micros", "weekday"},
}


def sources() -> list[Path]:
    return sorted(path for room in ROOMS for path in Path(room).rglob("*.sql"))


def bare(text: str) -> str:
    """The SQL without Jinja, comments, text literals and the names of the columns of a list."""
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}", " ", text, flags=re.DOTALL)
    text = re.sub(r"\{\{.*?\}\}", " x ", text, flags=re.DOTALL)
    text = re.sub(r"\)\s+as\s+\w+\s*\(", ") as (", re.sub(r"--.*", "", text))
    return re.sub(r"'[^']*'", "''", text)


@pytest.mark.parametrize("what", FOREIGN)
def test_models_hold_no_dialect(what: str) -> None:
    found = [str(path) for path in sources() if re.search(FOREIGN[what], bare(path.read_text()))]
    assert found == [], f"{what}: move it into macros/dialect"


def test_models_branch_on_no_engine() -> None:
    assert [str(path) for path in sources() if "target." in path.read_text()] == []


def test_models_call_only_functions_that_mean_the_same_on_both() -> None:
    called = {
        (name, str(path))
        for path in sources()
        for name in re.findall(r"\b([a-z_0-9]+)\s*\(", bare(path.read_text()))
    }
    assert {each for each in called if each[0] not in SAME_ON_BOTH | GRAMMAR} == set()


def test_incremental_models_get_their_strategy_from_a_macro_or_append() -> None:
    found = {
        str(path): text
        for path in sources()
        if "is_incremental" in (text := path.read_text()) or "incremental" in bare(text)
    }
    assert found
    allowed = ("config(**upsert(", 'incremental_strategy="append"')
    assert [path for path, text in found.items() if not any(each in text for each in allowed)] == []


def compiled(root: Path, place: Path, target: str) -> Iterator[tuple[str, str]]:
    """Compile all models for an engine that has no tables yet; yields name and text of each."""
    environment = os.environ | {
        "DBT_LOG_PATH": str(place),
        "DBT_TARGET_PATH": str(place),
        "DMP_DATASET": "demo",
        "DMP_WAREHOUSE": str(place / "none.duckdb"),
        "PYTHONPATH": str(root / "tests/laws/no_spark"),
    }
    command = [".venv/bin/dbt", "compile", "--quiet", "--target", target]
    done = subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for path in sorted((place / "compiled/dmp").rglob("*.sql")):
        if ".yml" not in str(path):
            yield path.name, path.read_text()


@pytest.mark.parametrize(("target", "dialect"), [("duckdb", "duckdb"), ("spark_local", "spark")])
def test_every_compiled_model_is_sql_of_its_engine(
    root: Path, tmp_path: Path, target: str, dialect: str
) -> None:
    texts = dict(compiled(root, tmp_path, target))
    assert len(texts) > 80
    broken = {}
    for name, text in texts.items():
        try:
            tree = sqlglot.parse_one(text, dialect=dialect)
        except sqlglot.errors.SqlglotError as error:
            broken[name] = str(error)
            continue
        # Spark puts nulls first where nothing is said, DuckDB last: read as Spark, such an order shows
        orders = sqlglot.parse_one(text, dialect="spark").find_all(exp.Ordered)
        if any(order.args.get("nulls_first") and order.name not in NEVER_NULL for order in orders):
            broken[name] = "an order by without nulls last"
        unknown = {
            call.name.lower() for call in tree.find_all(exp.Anonymous)
        } - KNOWN_TO_THE_ENGINE[dialect]
        if unknown:
            broken[name] = f"functions that {dialect} may not have: {sorted(unknown)}"
    assert broken == {}

"""Every model is one text for two engines: no dialect outside macros/, and both read the result."""

import os
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlglot
from sqlglot import exp
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify

# Seen to mean the same on DuckDB and Spark. A function that is missing here goes into macros/dialect, or is
# tried on both engines (nulls, empty text, negative numbers, ties) and added.
SAME_ON_BOTH = {
    *("abs", "coalesce", "greatest", "least", "ln", "log2", "nullif", "power", "sqrt"),
    *("cast", "try_cast", "decimal", "extract"),
    *("length", "lower", "upper", "trim", "replace", "split_part", "substr", "translate"),
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
ENGINES = [("duckdb", "duckdb"), ("spark_local", "spark")]  # target and dialect of sqlglot
ROOMS = ("models", "tests/data")
SENTENCES = 'join("\\n")'  # of an error, and no SQL
ROOMS_OF_ENGINES = {"dialect", "incremental", "sources", "spark"}  # of macros
OF_ONE_ENGINE = re.compile(r"\{%-?\s*macro (default|duckdb|spark)__.*?endmacro\s*-?%\}", re.DOTALL)
NEVER_NULL = {"generated_number"}  # ordered by dbt.generate_series itself
# What each engine casts in its own way, by what it is cast to: Spark cuts where DuckDB rounds, and writes 1.0E10.
ROUNDED_OR_SPELT = {
    **dict.fromkeys(exp.DataType.INTEGER_TYPES, exp.DataType.REAL_TYPES),
    **dict.fromkeys(exp.DataType.TEXT_TYPES, exp.DataType.FLOAT_TYPES),
}
# Functions of an engine that sqlglot reads as unknown; each comes from a macro and runs there.
KNOWN_TO_THE_ENGINE = {
    "duckdb": {"damerau_levenshtein", "epoch_us", "json_valid", "try_strptime"},
    "spark": {"assert_true", "try_to_timestamp", "unix_micros", "weekday"},
}


def sources() -> list[Path]:
    return sorted(path for room in ROOMS for path in Path(room).rglob("*.sql"))


def portable_texts() -> dict[Path, str]:
    """Models, tests, and the macros of every room but the engines' own, without what is for one engine."""
    rooms = [room for room in Path("macros").iterdir() if room.name not in ROOMS_OF_ENGINES]
    macros = sorted(path for room in rooms for path in room.rglob("*.sql"))
    return {path: OF_ONE_ENGINE.sub("", path.read_text()) for path in (*sources(), *macros)}


JINJA = r"""(?:"[^"]*"|'[^']*'|[^"'])*?"""  # its texts may hold what ends it


def bare(text: str) -> str:
    """The SQL without Jinja, comments, text literals and the names of the columns of a list."""
    text = re.sub(rf"\{{#.*?#\}}|\{{%{JINJA}%\}}", " ", text, flags=re.DOTALL)
    text = re.sub(rf"\{{\{{{JINJA}\}}\}}", " ? ", text, flags=re.DOTALL)
    text = re.sub(r"\)\s+as\s+\w+\s*\(", ") as (", re.sub(r"--.*", "", text))
    return re.sub(r"'[^']*'", "''", text).lower()


@pytest.mark.parametrize("what", FOREIGN)
def test_models_hold_no_dialect(what: str) -> None:
    texts = portable_texts()
    found = [str(path) for path, text in texts.items() if re.search(FOREIGN[what], bare(text))]
    assert found == [], f"{what}: move it into macros/dialect"


def test_no_text_holds_a_backslash() -> None:
    """Spark reads it as an escape, DuckDB as itself."""
    assert [
        str(path) for path, text in portable_texts().items() if "\\" in text.replace(SENTENCES, "")
    ] == []


def test_models_branch_on_no_engine() -> None:
    assert [str(path) for path in sources() if "target." in path.read_text()] == []


def test_models_call_only_functions_that_mean_the_same_on_both() -> None:
    called = {
        (name, str(path))
        for path, text in portable_texts().items()
        for name in re.findall(r"\b([a-z_0-9]+)\s*\(", bare(text))
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


def compile_models(
    root: Path, place: Path, target: str, *selection: str, kept: Iterable[str] = ()
) -> dict[str, str]:
    """Compile for an engine that has the tables `kept`; name and text of each."""
    path = os.pathsep.join([str(root / "tests/laws/no_spark"), str(root)])
    environment = os.environ | {
        "DBT_LOG_PATH": str(place),
        "DBT_TARGET_PATH": str(place),
        "DMP_DATASET": "demo",
        "DMP_WAREHOUSE": str(place / "kept.duckdb"),
        "NO_SPARK_TABLES": " ".join(kept),
        "PYTHONPATH": path,
    }
    with duckdb.connect(environment["DMP_WAREHOUSE"]) as connection:
        for table in kept:
            connection.execute(f"create schema if not exists {table.partition('.')[0]}")
            connection.execute(f"create table {table} (nothing integer)")
    command = [".venv/bin/dbt", "compile", "--quiet", "--target", target, *selection]
    done = subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    paths = [path for path in (place / "compiled/dmp").rglob("*.sql") if ".yml" not in str(path)]
    return {path.stem: path.read_text() for path in sorted(paths)}


@pytest.fixture(scope="module", params=ENGINES)
def compiled(
    request: pytest.FixtureRequest,
    root: Path,
    manifest: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[str, dict[str, str]]:
    """A dialect and its texts: of a first build, and of a later one for what is kept between builds."""
    target, dialect = request.param
    place = tmp_path_factory.mktemp(target)
    first = compile_models(root, place, target)
    nodes = manifest["nodes"].values()
    incremental = [node for node in nodes if node["config"].get("materialized") == "incremental"]
    kept = {node["name"]: f"{node['schema']}.{node['alias']}" for node in incremental}
    selection = ("--select", "config.materialized:incremental")
    later = compile_models(root, place, target, *selection, kept=kept.values())
    assert [name for name in kept if later[name] == first[name]] == []
    return dialect, first | {f"{name}, kept": later[name] for name in kept}


def test_every_compiled_model_is_sql_of_its_engine(compiled: tuple[str, dict[str, str]]) -> None:
    dialect, texts = compiled
    assert len(texts) > 90
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
        # DuckDB takes a place before the first, Spark the first
        if any(part.text("start") == "0" for part in tree.find_all(exp.Substring)):
            broken[name] = "a substr from 0"
        unknown = {
            call.name.lower() for call in tree.find_all(exp.Anonymous)
        } - KNOWN_TO_THE_ENGINE[dialect]
        if unknown:
            broken[name] = f"functions that {dialect} may not have: {sorted(unknown)}"
    assert broken == {}


def typed_columns(manifest: dict[str, Any]) -> dict[str, dict[str, dict[str, str]]]:
    """Schema, table, column and type of every model and, all text, source."""
    known: dict[str, dict[str, dict[str, str]]] = {}
    for source in manifest["sources"].values():
        columns = (*source["columns"], "_overflow", "_row_text", "_delivery")
        known.setdefault(source["schema"], {})[source["name"]] = dict.fromkeys(columns, "varchar")
    for node in manifest["nodes"].values():
        if node["resource_type"] == "model":
            types = {name: column["data_type"] for name, column in node["columns"].items()}
            known.setdefault(node["schema"], {})[node["alias"]] = types
    return known


@pytest.mark.parametrize("compiled", ENGINES[:1], indirect=True)  # the types are those of DuckDB
def test_no_number_is_cast_as_each_engine_does_in_its_own_way(
    manifest: dict[str, Any], compiled: tuple[str, dict[str, str]]
) -> None:
    dialect, texts = compiled
    schema = typed_columns(manifest)
    broken = []
    for name, text in texts.items():
        tree = sqlglot.parse_one(text, dialect=dialect)
        for table in tree.find_all(exp.Table):
            table.set("catalog", None)
        typed = annotate_types(
            qualify(tree, schema=schema, dialect=dialect, validate_qualify_columns=False),
            schema=schema,
            dialect=dialect,
        )
        broken += [
            f"{name}: {cast.sql(dialect)}"
            for cast in typed.find_all(exp.Cast)
            if cast.this.is_type(*ROUNDED_OR_SPELT.get(cast.to.this, ()))
        ]
    assert broken == []

"""Every model is one text for two engines: no dialect outside macros/, and both read the result."""

import json
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlglot
import yaml
from dbt_process import run_dbt
from manifests import COMMANDS
from portable_trees import Schema, faults
from sqlglot import exp

# Seen to mean the same on DuckDB and Spark. A function that is missing here goes into macros/dialect, or is
# tried on both engines (nulls, empty text, negative numbers, ties) and added.
SAME_ON_BOTH = {
    *("abs", "coalesce", "greatest", "least", "ln", "log2", "nullif", "power", "sqrt"),
    *("cast", "decimal", "extract"),
    *("length", "replace", "split_part", "substr", "translate"),
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
    "DISTINCT ON": r"\bdistinct\s+on\b",
    "the clock of the machine": r"\b(current_|local)(date|timestamp|time)\b",
    "a part of time that engines count in their own way": (
        r"\bextract\s*\((?!\s*(year|quarter|month|day|hour|minute)\s+from\b)"
    ),
    "a power by a caret": r"\^",
    "a type of text that is not dbt.type_string()": r"\bas\s+(varchar|char|string|text)\s*[()]",
    "a star without some columns": r"\*\s*(replace|exclude|except|rename)\b",
}
ENGINES = [("duckdb", "duckdb"), ("spark_local", "spark")]  # target and dialect of sqlglot
ROOMS = ("models", "tests/data")
SENTENCES = 'join("\\n")'  # of an error, and no SQL
ROOMS_OF_ENGINES = {"dialect", "incremental", "sources", "spark"}  # of macros
OF_ONE_ENGINE = re.compile(r"\{%-?\s*macro (default|duckdb|spark)__.*?endmacro\s*-?%\}", re.DOTALL)
NEVER_NULL = {"generated_number"}  # ordered by dbt.generate_series itself
# Functions of an engine that sqlglot reads as unknown; each comes from a macro and runs there.
KNOWN_TO_THE_ENGINE = {
    "duckdb": {
        "array_to_string",
        "damerau_levenshtein",
        "epoch_us",
        "json_array_length",
        "json_valid",
        "strlen",
        "try_strptime",
    },
    "spark": {
        "assert_true",
        "conv",
        "json_array_length",
        "timestamp_micros",
        "try_to_timestamp",
        "unix_micros",
        "weekday",
    },
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
    branch = re.compile(r"\btarget\s*[.\[]|\badapter\b")
    assert [str(path) for path in sources() if branch.search(path.read_text())] == []


def test_models_call_only_functions_that_mean_the_same_on_both() -> None:
    called = {
        (name, str(path))
        for path, text in portable_texts().items()
        for name in re.findall(r"\b([a-z_0-9]+)\s*\(", bare(text))
    }
    foreign = {each for each in called if each[0] not in SAME_ON_BOTH | GRAMMAR}
    # what is cast there has passed a pattern first
    assert {
        each for each in foreign if each != ("try_cast", f"macros/parse/{Path(each[1]).name}")
    } == set()


def test_incremental_models_get_their_strategy_from_a_macro_or_append(
    manifest: dict[str, Any],
) -> None:
    found = {
        node["name"]: node["raw_code"]
        for node in manifest["nodes"].values()
        if node["config"].get("materialized") == "incremental"
    }
    assert found
    allowed = ("config(**upsert(", "config(**microbatch(", 'incremental_strategy="append"')
    assert [name for name, text in found.items() if not any(each in text for each in allowed)] == []


def compile_models(
    root: Path,
    place: Path,
    target: str,
    *selection: str,
    kept: Iterable[str] = (),
    variables: Mapping[str, Any] = COMMANDS,
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
    arguments = ["compile", "--quiet", "--write-json", "--target", target]
    arguments += ["--vars", json.dumps(variables), *selection]
    done = run_dbt(arguments, folder=root, environment=environment)
    assert done.returncode == 0, done.stdout
    paths = [path for path in (place / "compiled/dmp").rglob("*.sql") if ".yml" not in str(path)]
    return {path.stem: path.read_text() for path in sorted(paths)}


def compile_adapters(root: Path, place: Path, target: str) -> dict[str, str]:
    """Compile the models of all shipped adapters, which no dataset of the checkout switches on."""
    place.mkdir()
    shipped = yaml.safe_load((root / "dbt_project.yml").read_text())["vars"]["adapter_inputs"]
    switched_on = {**COMMANDS, "adapters": {"demo": dict.fromkeys(shipped, "exports")}}
    selection = ("--select", "path:models/staging/adapters", "input_coverage")
    return compile_models(root, place, target, *selection, variables=switched_on)


@pytest.fixture(scope="module", params=ENGINES)
def compiled(
    request: pytest.FixtureRequest,
    root: Path,
    manifest: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[str, dict[str, str], dict[str, Any]]:
    """A dialect and its texts: of a first build, of a later one for what is kept between builds, of the adapters.

    The manifest is that of the adapters.
    """
    target, dialect = request.param
    place = tmp_path_factory.mktemp(target)
    first = compile_models(root, place, target)
    nodes = manifest["nodes"].values()
    incremental = [node for node in nodes if node["config"].get("materialized") == "incremental"]
    kept = {node["name"]: f"{node['schema']}.{node['alias']}" for node in incremental}
    selection = ("--select", "config.materialized:incremental")
    later = compile_models(root, place, target, *selection, kept=kept.values())
    unchanged = [name for name in kept if later[name] == first[name]]
    assert unchanged == [], "incremental models without a branch on is_incremental()"
    adapted = compile_adapters(root, place / "adapters", target)
    sources = json.loads((place / "adapters/manifest.json").read_text())
    texts = {f"{name}, with adapters": text for name, text in adapted.items()}
    return dialect, first | {f"{name}, kept": later[name] for name in kept} | texts, sources


def test_every_compiled_model_is_sql_of_its_engine(
    compiled: tuple[str, dict[str, str], dict[str, Any]],
) -> None:
    dialect, texts, _ = compiled
    assert len(texts) > 90
    broken = {}
    for name, text in texts.items():
        try:
            tree = sqlglot.parse_one(text, dialect=dialect)
        except sqlglot.errors.SqlglotError as error:
            broken[name] = str(error)
            continue
        # Spark puts nulls first where nothing is said, DuckDB last: read as Spark, such an order shows
        of_spark = tree if dialect == "spark" else sqlglot.parse_one(text, dialect="spark")
        orders = of_spark.find_all(exp.Ordered)
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


def typed_columns(manifest: dict[str, Any]) -> Schema:
    """Schema, table, column and type of every model, seed and, all text, source."""
    known: Schema = {}
    for source in manifest["sources"].values():
        beyond = ("_overflow", "_row_text", "_delivery", "_extra", "_arrived_at")
        columns = (*source["columns"], *beyond)
        known.setdefault(source["schema"], {})[source["name"]] = dict.fromkeys(columns, "varchar")
    for node in manifest["nodes"].values():
        if node["resource_type"] in ("model", "seed"):
            types = {name: column["data_type"] for name, column in node["columns"].items()}
            types |= node["config"]["column_types"]
            known.setdefault(node["schema"], {})[node["alias"]] = types
    return known


@pytest.mark.parametrize("compiled", ENGINES[:1], indirect=True)  # the types are those of DuckDB
def test_nothing_means_two_things(
    compiled: tuple[str, dict[str, str], dict[str, Any]],
) -> None:
    schema = typed_columns(compiled[2])
    broken = {name: faults(text, schema) for name, text in compiled[1].items()}
    assert {name: found for name, found in broken.items() if found} == {}


@pytest.mark.parametrize(
    "wrong",
    [
        "select whole / money as a from t",
        "select cast(share as decimal(18, 4)) as a from t",
        "select cast(share as varchar) as a from t",
        "select cast(share as bigint) as a from t",
        "select share / other as a from t",
        "select share / nullif(other, 1) as a from t",
        "select ln(share) as a from t",
        "select log2(share * 2) as a from t",
        "select split_part(name, '', 1) as a from t",
        "select split_part(name, ',', 0) as a from t",
        "select share * 2 as twice from t where twice > 1",
        "select whole * 1.0 / nullif(whole, 0) as a from t",
        "select sum(whole) / 7.0 as a from t",
        "select cast(1.0 * whole / 3 as double) as a from t",
        "select whole % other as a from t",
        "select max(day) - min(day) as a from t",
        "select day + interval '1' day as a from t",
        "select name || share as a from t",
        "select count(distinct whole, name) as a from t",
        "select count(distinct whole) over () as a from t",
    ],
)
def test_law_sees_what_means_two_things(wrong: str) -> None:
    columns = {"whole": "bigint", "money": "decimal(18, 4)", "share": "double", "other": "double"}
    schema = {"s": {"t": {**columns, "name": "varchar", "day": "date"}}}
    assert faults(wrong.replace("from t", "from s.t"), schema) != []

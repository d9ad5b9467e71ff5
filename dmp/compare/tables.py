"""Comparing the tables of two warehouses as bags of rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

# The id of the run is another on every run.
NOT_COMPARED = frozenset({"run_id"})
TOLERANCE = 1e-9  # relative, for doubles alone: sums in another order differ in the last digits
EXAMPLES = 3

_DOUBLES = frozenset({"DOUBLE", "FLOAT"})
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Comparison:
    """One table on both engines.

    Attributes
    ----------
    table
        schema.table
    left_rows, right_rows
        Row counts; None where the table does not exist.
    only_left, only_right
        Rows without a partner on the other side, repeated rows counted.
    examples
        (side, row) of the first of them, in the order of `columns`.
    type_differences
        'column: left type, right type', for columns of which one side has another type or nothing.
    """

    table: str
    left_rows: int | None
    right_rows: int | None
    only_left: int = 0
    only_right: int = 0
    columns: tuple[str, ...] = ()
    examples: tuple[tuple[str, Row], ...] = ()
    type_differences: tuple[str, ...] = ()

    @property
    def is_equal(self) -> bool:
        """Whether both sides hold the same rows, in columns of the same types."""
        exists = self.left_rows is not None and self.right_rows is not None
        return exists and not (self.only_left or self.only_right or self.type_differences)


def compare_tables(
    left: duckdb.DuckDBPyConnection, right: duckdb.DuckDBPyConnection, tables: Sequence[str]
) -> Iterator[Comparison]:
    """Compare the named tables; both connections stay as they are."""
    for table in tables:
        left_types, right_types = _columns(left, table), _columns(right, table)
        if left_types and right_types:
            yield _compare(left, right, table, left_types, right_types)
        else:
            yield Comparison(
                table,
                left_rows=_count(left, table) if left_types else None,
                right_rows=_count(right, table) if right_types else None,
            )


def _compare(
    left: duckdb.DuckDBPyConnection,
    right: duckdb.DuckDBPyConnection,
    table: str,
    left_types: dict[str, str],
    right_types: dict[str, str],
) -> Comparison:
    names = left_types.keys() | right_types.keys()
    odd = tuple(
        f"{name}: {left_types.get(name, 'missing')}, {right_types.get(name, 'missing')}"
        for name in sorted(names)
        if left_types.get(name) != right_types.get(name)
    )
    columns = tuple(name for name in left_types if name in right_types and name not in NOT_COMPARED)
    doubles = [name for name in columns if left_types[name] in _DOUBLES]
    with duckdb.connect() as scratch:
        for name, side in (("l", left), ("r", right)):
            rows = side.sql(f"select {_list(columns)} from {table}").to_arrow_table()
            scratch.register(f"{name}_rows", rows)
        scratch.execute(_pairs(columns, doubles))
        only = {
            name: scratch.execute(f"select {_list(columns)} from only_{name}").fetchall()
            for name in ("l", "r")
        }
        counts = [_count(scratch, f"{name}_rows") for name in ("l", "r")]
    examples = [("left", row) for row in only["l"][:EXAMPLES]]
    examples += [("right", row) for row in only["r"][:EXAMPLES]]
    return Comparison(
        table=table,
        left_rows=counts[0],
        right_rows=counts[1],
        only_left=len(only["l"]),
        only_right=len(only["r"]),
        columns=columns,
        examples=tuple(examples),
        type_differences=odd,
    )


def _pairs(columns: Sequence[str], doubles: Sequence[str]) -> str:
    """Pair rows that agree in all but the doubles, in the order of their doubles.

    What finds no partner, or one whose doubles are further away than the tolerance, is left over.
    """
    exact = [name for name in columns if name not in doubles]
    partition = f"partition by {_list(exact)}" if exact else ""
    order = f"order by {_list(doubles)}" if doubles else ""
    same = [f'l."{name}" is not distinct from r."{name}"' for name in exact]
    near = [
        f'(l."{n}" is not distinct from r."{n}" or abs(l."{n}" - r."{n}")'
        f' <= {TOLERANCE} * greatest(abs(l."{n}"), abs(r."{n}")))'
        for n in doubles
    ]
    joined = " and ".join([*same, *near, "l.place = r.place"])
    numbered = f"row_number() over ({partition} {order}) as place"
    return "; ".join(
        [
            *(f"create table {n} as select *, {numbered} from {n}_rows" for n in "lr"),
            f"create table only_l as select l.* from l anti join r on {joined}",
            f"create table only_r as select r.* from r anti join l on {joined}",
        ]
    )


def _columns(side: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    """Map the columns of a table to their types; empty where it does not exist."""
    try:
        described = side.execute(f"describe {table}").fetchall()
    except duckdb.CatalogException:
        return {}
    return {name: kind for name, kind, *_ in described}


def _count(side: duckdb.DuckDBPyConnection, table: str) -> int:
    [(count,)] = side.execute(f"select count(*) from {table}").fetchall()
    return int(count)


def _list(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def tables_of(manifest: dict[str, Any]) -> list[str]:
    """List the SQL tables of a manifest that no Python model is upstream of, as schema.table."""
    nodes = manifest["nodes"]
    tainted = {name for name, node in nodes.items() if node.get("language") == "python"}
    waiting = list(tainted)
    while waiting:
        for child in manifest["child_map"].get(waiting.pop(), ()):
            if child in nodes and child not in tainted:
                tainted.add(child)
                waiting.append(child)
    return sorted(
        f"{node['schema']}.{node['alias']}"
        for name, node in nodes.items()
        if name not in tainted
        and node["resource_type"] in {"model", "seed"}
        and node["config"]["materialized"] not in {"view", "ephemeral"}
    )

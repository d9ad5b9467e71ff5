"""What in a compiled model two engines would understand differently, found in its typed syntax tree."""

from collections.abc import Callable, Iterator

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify

DIALECT = "duckdb"  # whose types annotate_types gives
Schema = dict[str, dict[str, dict[str, str]]]
DECIMAL = (exp.DataType.Type.DECIMAL,)
# each engine casts these in its own way: Spark cuts where DuckDB rounds, and writes 1.0E10
ROUNDED_OR_SPELT = {
    **dict.fromkeys(exp.DataType.INTEGER_TYPES, exp.DataType.REAL_TYPES),
    **dict.fromkeys(exp.DataType.TEXT_TYPES, exp.DataType.FLOAT_TYPES),
    **dict.fromkeys(DECIMAL, exp.DataType.FLOAT_TYPES),
}
SUMMED_EXACTLY = (
    "DECIMAL(28, 12)"  # exact_sum: added up and again a double, so its last digit says nothing
)


def faults(text: str, schema: Schema) -> list[str]:
    """The parts of a compiled model that break a rule, each with the rule."""
    tree = exp.maybe_parse(text, dialect=DIALECT)
    for table in tree.find_all(exp.Table):
        table.set("catalog", None)
    try:
        typed = annotate_types(
            qualify(tree, schema=schema, dialect=DIALECT, expand_alias_refs=False),
            schema=schema,
            dialect=DIALECT,
        )
    except SqlglotError as error:
        return [f"a column that is not there, perhaps the alias of another: {error}"]
    return [
        f"{rule}: {node.sql(DIALECT)}" for rule, broken in RULES.items() for node in broken(typed)
    ]


def foreign_casts(tree: exp.Expression) -> Iterator[exp.Expression]:
    """Give casts that round, cut or spell numbers."""
    for cast in tree.find_all(exp.Cast):
        is_foreign = cast.this.is_type(*ROUNDED_OR_SPELT.get(cast.to.this, ()))
        is_foreign &= not isinstance(cast.this, exp.Literal)  # a decimal, whatever sqlglot calls it
        if is_foreign and cast.to.sql(DIALECT) != SUMMED_EXACTLY:
            yield cast


def decimal_divisions(tree: exp.Expression) -> Iterator[exp.Expression]:
    """Give divisions of or by decimals, without a double: decimals to Spark, doubles to DuckDB."""
    for division in tree.find_all(exp.Div):
        leaves = list(division.find_all(exp.Column, exp.Cast, exp.Func, exp.Literal))
        if any(map(is_decimal, leaves)) and not any(map(is_double, leaves)):
            yield division


def is_decimal(leaf: exp.Expression) -> bool:
    """Tell whether a part of a sum is a decimal; a number with a point is one, though sqlglot calls it a double."""
    if isinstance(leaf, exp.Literal):
        return leaf.is_number and "." in leaf.this and "e" not in leaf.this.lower()
    return bool(leaf.is_type(*DECIMAL))


def is_double(leaf: exp.Expression) -> bool:
    """Tell whether a part of a sum makes doubles of it."""
    if isinstance(leaf, exp.Literal):
        return leaf.is_number and "e" in leaf.this.lower()
    if isinstance(leaf, exp.Column | exp.Cast | exp.Ln | exp.Log | exp.Sqrt | exp.Pow):
        return bool(leaf.is_type(*exp.DataType.FLOAT_TYPES))
    return False


def divisions_by_zero(tree: exp.Expression) -> Iterator[exp.Expression]:
    """Give divisions by what may be zero: null to DuckDB, an error to Spark."""
    divisions = tree.find_all(exp.Div, exp.Mod)
    return (each for each in divisions if not is_not_zero(each.expression))


def logarithms_of_zero(tree: exp.Expression) -> Iterator[exp.Expression]:
    """Give logarithms of what may be zero: an error to DuckDB, null to Spark."""
    for logarithm in tree.find_all(exp.Ln, exp.Log):
        argument = logarithm.args.get("expression") or logarithm.this
        if not is_not_zero(argument):
            yield logarithm


def is_not_zero(node: exp.Expression) -> bool:
    """Tell whether a number is written so that it is null or not zero; sums count as sums above zero."""
    match node:
        case exp.Paren() | exp.Cast() | exp.Neg():
            found = is_not_zero(node.this)
        case exp.Literal():
            found = float(node.this) != 0
        case exp.Nullif():
            found = node.expression.sql() == "0"
        case exp.Mul() | exp.Div():
            found = is_not_zero(node.left) and is_not_zero(node.right)
        case exp.Add():
            found = is_not_zero(node.left) or is_not_zero(node.right)
        case exp.Greatest():
            found = any(is_not_zero(each) for each in node.find_all(exp.Literal))
        case exp.Case():
            found = all(is_not_zero(each.args["true"]) for each in node.args["ifs"])
        case _:
            found = False
    return found


def splits_at_nothing(tree: exp.Expression) -> Iterator[exp.Expression]:
    """Give split_part without a delimiter or of part 0: an error to Spark."""
    for split in tree.find_all(exp.SplitPart):
        if split.text("delimiter") == "" or split.text("part_index") == "0":
            yield split


def days_by_arithmetic(tree: exp.Expression) -> Iterator[exp.Expression]:
    """Give a day less a day, a number or an interval: whole days, instants or intervals by engine."""
    for shifted in tree.find_all(exp.Sub, exp.Add):
        of_interval = bool(shifted.right.find(exp.Interval))
        is_cast = isinstance(shifted.find_ancestor(exp.Cast, exp.Select), exp.Cast)
        if shifted.left.is_type("date") and not (of_interval and is_cast):
            yield shifted


def spelt_numbers(tree: exp.Expression) -> Iterator[exp.Expression]:
    """Give doubles joined to a text: 1e-07 to DuckDB, 1.0E-7 to Spark."""
    for joined in tree.find_all(exp.DPipe):
        if any(part.is_type(*exp.DataType.FLOAT_TYPES) for part in (joined.left, joined.right)):
            yield joined


def counts_of_several(tree: exp.Expression) -> Iterator[exp.Expression]:
    """Give count(distinct a, b), which DuckDB does not know, and distinct in a window, which Spark does not."""
    for distinct in tree.find_all(exp.Distinct):
        in_window = distinct.parent and isinstance(distinct.parent.parent, exp.Window)
        if isinstance(distinct.parent, exp.Count) and (len(distinct.expressions) > 1 or in_window):
            yield distinct


RULES: dict[str, Callable[[exp.Expression], Iterator[exp.Expression]]] = {
    "a cast that each engine does in its own way": foreign_casts,
    "a decimal divided without decimal_quotient or a cast to double": decimal_divisions,
    "a division by what may be zero, without nullif": divisions_by_zero,
    "a logarithm of what may be zero, without nullif": logarithms_of_zero,
    "a text split at nothing, or its part 0": splits_at_nothing,
    "a day by arithmetic, without a cast or days_between": days_by_arithmetic,
    "a double joined to a text": spelt_numbers,
    "a distinct count that one engine lacks": counts_of_several,
}

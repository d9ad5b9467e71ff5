"""Orders that nobody exported: who exports invoice lines alone repeats on each what the order says."""

from __future__ import annotations

from collections.abc import Sequence

from dmp.sources.recognition import Match, recognise_as
from dmp.sources.shapes import ORDER_LINES, ORDERS

_OWNERS = {"user_id", "email", "phone", "anonymous_id"}


def order_of_lines(columns: Sequence[str], lines: Match) -> Match | None:
    """Take an export of order lines for their orders too, where number, day and owner stand on every line.

    Parameters
    ----------
    columns
        The header.
    lines
        What the export was taken for.

    Returns
    -------
    Match | None
        The amount of such an order is the sum of quantity times price of its lines.
    """
    if lines.shape is not ORDER_LINES:
        return None
    order = lines.columns["order_id"]
    of_a_line = set(lines.columns.values()) - {order}
    found = {
        name: column
        for name, column in recognise_as(ORDERS, columns).items()
        if column not in of_a_line and ORDERS.fields[name].reader != "read_decimal"
    } | {"order_id": order}
    if "ordered_at" not in found or not _OWNERS & set(found):
        return None
    return Match(ORDERS, found, (lines.columns["quantity"], lines.columns["unit_price"]))

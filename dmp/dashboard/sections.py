"""The tables of the pages, declared: what each shows, of which mart, and what it says when there is nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    label
        Its head.
    fields
        Names of the query's columns that it shows; an interval has its value and both ends.
    kind
        How: text, integer, number, share (with a bar), good (a share that should be 1), change, interval, strip (one
        per day), cohort (one per month), instant, day or month.
    """

    label: str
    fields: tuple[str, ...]
    kind: str = "text"


@dataclass(frozen=True)
class Section:
    """A table of a page.

    Attributes
    ----------
    title, lead
        What it is, and how to read it.
    query
        Its question (`queries.QUERIES`).
    source
        The mart that answers.
    empty
        What is said when there is no row.
    by
        The field by which it is split into parts that open and close; empty for one table.
    """

    title: str
    lead: str
    query: str
    source: str
    columns: tuple[Column, ...]
    empty: str
    by: str = ""


HOME = (
    Section(
        "Segments",
        "How many people each holds, and how many of those it held bought in the 28 days that no model had seen.",
        "segments",
        "marts.segment_profiles",
        (
            Column("segment", ("segment_name",)),
            Column("people", ("n_users",), "integer"),
            Column("share", ("user_share",), "share"),
            Column("days since last order", ("mean_days_since_last_order",), "number"),
            Column("orders a year", ("mean_n_orders_365d",), "number"),
            Column("revenue a year", ("mean_revenue_365d",), "number"),
            Column(
                "bought next, 95 % interval",
                ("next_window_purchase_rate", "purchase_rate_ci_low", "purchase_rate_ci_high"),
                "interval",
            ),
        ),
        "Nobody is in a segment yet: segments need people with orders or events.",
    ),
    Section(
        "Recommendations",
        "NDCG@10 on the last 28 days, which no model had seen, beside every way of counting.",
        "recommenders",
        "marts.model_quality",
        (
            Column("task", ("task",)),
            Column("model", ("model",)),
            Column("NDCG@10, 95 % interval", ("value", "ci_low", "ci_high"), "interval"),
            Column(
                "over the best counting",
                ("lift_over_baseline", "lift_ci_low", "lift_ci_high"),
                "change",
            ),
            Column("people", ("n_users",), "integer"),
        ),
        "Nothing was judged: it takes purchases before and in the last 28 days.",
    ),
    Section(
        "Who comes back",
        "Of those whose first order fell into a month, the share that ordered, month by month from left to right.",
        "cohorts",
        "marts.customer_cohorts_monthly",
        (
            Column("first order", ("cohort_month",), "month"),
            Column("customers", ("n_customers",), "integer"),
            Column("months 0 to 12", ("shares", "labels"), "cohort"),
        ),
        "There are no customers with orders that count.",
    ),
    Section(
        "Freshness",
        "When the newest row of each source arrived.",
        "freshness",
        "marts.delivery_counts",
        (
            Column("source", ("source",)),
            Column("newest row", ("newest",), "instant"),
            Column("deliveries", ("n_deliveries",), "integer"),
            Column("rows", ("n_received",), "integer"),
            Column("tables", ("tables",)),
        ),
        "Nothing was delivered.",
    ),
)
DATA_QUALITY = (
    Section(
        "What got worse",
        "The newest day on which a column arrived against the median of the fourteen before: the twenty largest"
        " falls of more than a point that chance would not explain. Days of fewer than 20 rows are passed over.",
        "quality_worse",
        "marts.data_quality",
        (
            Column("source", ("source",)),
            Column("relation", ("relation_name",)),
            Column("column", ("column_name",)),
            Column("dimension", ("dimension",)),
            Column("usual", ("usual",), "good"),
            Column("newest", ("share",), "good"),
            Column("rows", ("n_rows",), "integer"),
            Column("day", ("loaded_date",), "day"),
        ),
        "Nothing fell on its newest day, as far as days of 20 rows or more tell.",
    ),
    Section(
        "By source",
        "Shares of good rows in the last 28 days of each source. Complete: the columns of the contract are filled."
        " Valid: rows and values could be read. Unique: no duplicates or older versions. Timely: arrived within the"
        " days allowed.",
        "quality_by_source",
        "marts.data_quality",
        (
            Column("source", ("source",)),
            Column("complete", ("completeness",), "good"),
            Column("valid", ("validity",), "good"),
            Column("unique", ("uniqueness",), "good"),
            Column("timely", ("timeliness",), "good"),
            Column("newest day", ("newest",), "day"),
        ),
        "Nothing was delivered.",
    ),
    Section(
        "By column, over time",
        "Each square is a day of arrival, the newest on the right. A column that a source never fills is 0 throughout,"
        " and no fault; one that turns is.",
        "quality_by_column",
        "marts.data_quality",
        (
            Column("relation", ("relation_name",)),
            Column("column", ("column_name",)),
            Column("dimension", ("dimension",)),
            Column("good", ("share",), "good"),
            Column("by day", ("shares", "labels"), "strip"),
            Column("rows", ("n_rows",), "integer"),
        ),
        "Nothing was delivered.",
        by="source",
    ),
    Section(
        "Deliveries",
        "Received = accepted + superseded (an older version, or a duplicate) + rejected.",
        "deliveries",
        "marts.delivery_counts",
        (
            Column("source", ("source",)),
            Column("table", ("table_name",)),
            Column("deliveries", ("n_deliveries",), "integer"),
            Column("received", ("n_received",), "integer"),
            Column("accepted", ("n_accepted",), "integer"),
            Column("superseded", ("n_superseded",), "integer"),
            Column("rejected", ("n_rejected",), "integer"),
            Column("rejected", ("rejected_share",), "share"),
            Column("with an unreadable value", ("n_value_issues",), "integer"),
        ),
        "Nothing was delivered.",
    ),
    Section(
        "Why rows and values were refused",
        "The 25 most frequent reasons. The rows themselves are in the vault (pii.rejected_rows_raw).",
        "reasons",
        "marts.rejected_rows",
        (
            Column("source", ("source",)),
            Column("table", ("table_name",)),
            Column("refused", ("refused",)),
            Column("reason", ("reason",)),
            Column("rows", ("n_rows",), "integer"),
            Column("deliveries", ("n_deliveries",), "integer"),
            Column("newest", ("newest",), "instant"),
        ),
        "Nothing was refused.",
    ),
    Section(
        "What is assumed or missing",
        "Columns of the contracts that not every source delivers, though some do or an assumption stands in.",
        "coverage",
        "marts.input_coverage",
        (
            Column("contract", ("contract",)),
            Column("column", ("column_name",)),
            Column("coverage", ("coverage",)),
            Column("delivered by", ("delivered_by",)),
            Column("assumed by", ("assumed_by",)),
            Column("missing at", ("missing_at",)),
        ),
        "Every column that is used is delivered by all.",
    ),
)

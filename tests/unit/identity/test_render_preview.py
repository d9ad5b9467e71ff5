"""A preview says what would change, and what the guards would do."""

from dataclasses import replace

from dmp.identity import Change, Preview, render_preview

QUIET = Preview(10, 10, {}, {}, (), 0, False, 8, 0, 3, 3)


def test_nothing_changes() -> None:
    assert render_preview(QUIET) == [
        "10 users would become 10.",
        "No record would change its user.",
        "The kill switch would let this build pass: 0 of 8 known users would merge, the largest"
        " would have 3 records without an account after 3.",
    ]


def test_changes_and_guards_are_told() -> None:
    change = Change("merge", "u1", "u2", 7, "shop contact 17", "1 shared email")
    told = render_preview(
        replace(
            QUIET,
            n_users_after=9,
            n_users={"merge": 1},
            n_records={"merge": 7},
            largest=(change,),
            n_held=2,
            is_stopped=True,
        )
    )
    assert told[1:4] == [
        "1 users would merge into others (7 records).",
        "  merge u1 -> u2: 7 records (such as shop contact 17); 1 shared email",
        "The growth guard would hold 2 clusters (intermediate.int_idr_growth).",
    ]
    assert told[4].startswith("The kill switch would stop this build: ")

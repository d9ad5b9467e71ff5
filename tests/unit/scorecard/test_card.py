"""The card is read from a warehouse and its truth; its gates open and close as promised."""

import io
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from dmp.errors import UserError
from dmp.project import Project
from dmp.scorecard import Scorecard, render, run, score

WAREHOUSE = """
    create schema identity;
    create schema intermediate;
    create schema features;
    create schema marts;
    create table identity.user_map as from (values
        ('r1', 'u1', 'shop', 'contact', 'C1'), ('r2', 'u1', 'web', 'visitor', 'k1'),
        ('r3', 'u2', 'shop', 'contact', 'C2')
    ) as t(record_id, user_id, source, record_type, record_key);
    create table intermediate.int_idr_identifiers as from (values
        ('r1', 'user_id', 'C1'), ('r2', 'user_id', 'C1'), ('r2', 'anonymous_id', 'k1'),
        ('r3', 'user_id', 'C2')
    ) as t(record_id, id_type, id_value);
    create table intermediate.int_clock as select timestamp '2026-06-03' as evaluation_cutoff;
    create table features.feat_users as from (values
        ('u1', 'evaluation'), ('u2', 'evaluation'), ('u2', 'serving')
    ) as t(user_id, snapshot);
    create table features.feat_interactions as from (values
        ('u1', 'i1', 'evaluation', 1)
    ) as t(user_id, item_id, snapshot, n_purchases);
    create table features.feat_item_popularity as from (values
        ('i1', 'evaluation'), ('i2', 'evaluation')
    ) as t(item_id, snapshot);
    create table features.feat_holdout_purchases as from (values
        ('u1', 'i2', 1)
    ) as t(user_id, item_id, n_purchases);
    create table marts.segment_profiles as from (values
        (1, 1, 1, 1.0), (2, 1, 0, 0.0)
    ) as t(segment_no, n_evaluated_users, n_next_window_buyers, next_window_purchase_rate);
    create table marts.model_quality (
        task text, model text, metric text, k bigint, value double, ci_low double, ci_high double,
        n_users bigint, lift_over_baseline double, lift_ci_low double, lift_ci_high double
    );
    insert into marts.model_quality values
        ('discover', 'blend', 'ndcg', 10, 0.4, 0.3, 0.5, 1, 1.0, 0.5, 1.5),
        ('discover', 'popularity', 'ndcg', 10, 0.2, 0.1, 0.3, 1, 0.0, 0.0, 0.0),
        ('buy_again', 'blend', 'ndcg', 10, 0.4, 0.3, 0.5, 1, 0.0, -0.1, 0.5),
        ('buy_again', 'blend', 'ndcg', 5, 0.9, 0.9, 0.9, 1, 9.0, 9.0, 9.0);
"""
TRUTH = {
    "people": "person_id,purchase_rate,dropout_at\np1,0.5,\np2,0.25,2026-06-01T00:00:00.000Z\n",
    "record_owners": "source,record_type,record_key,person_id\n"
    "shop,contact,C1,p1\nweb,visitor,k1,p1\nshop,contact,C2,p2\n",
    "tastes": "person_id,category,affinity\np1,Tea,0.750\n",
    "items": "product_id,category,appeal\ni1,Tools,0.9\ni2,Tea,0.1\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for name, text in TRUTH.items():
        folder = tmp_path / "raw" / "truth" / name
        folder.mkdir(parents=True)
        (folder / "2026-07-01.csv").write_text(text)
    with duckdb.connect(str(tmp_path / "demo.duckdb")) as warehouse:
        warehouse.execute(WAREHOUSE)
    (tmp_path / "dbt_project.yml").write_text(
        "{name: dmp, vars: {datasets: {demo: {}, baskets: {}}}}"
    )
    places = {"DMP_WAREHOUSE": str(tmp_path / "demo.duckdb"), "DMP_RAW": str(tmp_path / "raw")}
    return Project.locate(environ=places, start=tmp_path)


def card_of(project: Project, change: str = "select 1") -> Scorecard:
    with duckdb.connect(str(project.warehouse)) as warehouse:
        warehouse.execute(change)
        return score(warehouse, project.raw)


def gates(card: Scorecard) -> dict[str, bool]:
    return {gate.name.split(":")[0]: gate.is_passed for gate in card.gates}


def test_every_part_is_measured(project: Project) -> None:
    card = card_of(project)
    assert (card.n_owned_records, card.n_true_records) == (3, 3)
    assert card.identity[0].agreement.precision == 1.0
    assert {model.ndcg for model in card.models} == {0.4, 0.2}
    assert {reach.method: reach.ndcg for reach in card.bounds if reach.task == "discover"} == {
        "chance": 1.0,  # one item is left
        "planted tastes": 1.0,
    }
    assert [one.eta_squared for one in card.separations] == [1.0, 1.0, 1.0]


def test_a_merge_of_two_people_closes_the_identity_gate(project: Project) -> None:
    assert gates(card_of(project))["identity"]
    assert not gates(card_of(project, "update identity.user_map set user_id = 'u1'"))["identity"]


def test_a_lift_is_enough_when_it_reaches_the_bound_in_its_task(project: Project) -> None:
    assert gates(card_of(project))["buy_again"]
    change = "update marts.model_quality set lift_over_baseline = -0.01 where task = 'buy_again'"
    after = gates(card_of(project, change))
    assert (after["discover"], after["buy_again"]) == (True, False)


def test_a_task_that_was_never_evaluated_misses_its_gate(project: Project) -> None:
    change = "delete from marts.model_quality where task = 'discover'"
    assert not gates(card_of(project, change))["discover"]


def test_segments_must_be_far_above_chance(project: Project) -> None:
    assert not gates(card_of(project))["segments"]  # two users tell nothing
    change = "update marts.segment_profiles set n_evaluated_users = 50"
    more = (
        f"{change}; update marts.segment_profiles set n_next_window_buyers = 40 * (2 - segment_no)"
    )
    users = "insert into features.feat_users select 'v' || i, 'evaluation' from range(98) as t(i)"
    assert gates(card_of(project, f"{more}; {users}"))["segments"]


def test_a_warehouse_of_other_files_is_refused(project: Project) -> None:
    with pytest.raises(UserError, match=r"Only 1 of the 3 records"):
        card_of(project, "delete from identity.user_map where record_id <> 'r1'")


def test_a_warehouse_that_was_never_built_to_the_end_is_refused(project: Project) -> None:
    with pytest.raises(UserError, match=r"lacks marts.model_quality: run `dmp build`"):
        card_of(project, "drop table marts.model_quality")


def printed(project: Project) -> tuple[str, str]:
    text = io.StringIO()
    with pytest.raises(UserError) as caught:
        run(project, Console(file=text, width=160, color_system=None))
    return text.getvalue(), str(caught.value)


def test_the_command_prints_everything_and_fails_for_a_missed_gate(project: Project) -> None:
    text, error = printed(project)
    assert error.startswith("The scorecard misses 1 of 4 gates: segments")
    for words in ("no rules", "oracle", "planted tastes", "chance, 99% percentile", "MISSED"):
        assert words in text


def test_a_dataset_without_planted_truth_is_one_sentence(project: Project) -> None:
    assert printed(replace(project, dataset="baskets"))[1].startswith(
        "The dataset baskets has no planted truth"
    )


def test_the_best_method_of_a_task_comes_first(project: Project) -> None:
    text = io.StringIO()
    card = render(card_of(project), title="demo")
    Console(file=text, width=160, color_system=None).print(card)
    discover = text.getvalue().split("discover")[1]
    assert discover.index("planted tastes") < discover.index("blend") < discover.index("popularity")

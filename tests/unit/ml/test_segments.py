import checkerboard
import numpy as np
import pandas as pd
import pytest
from kinds import people

from dmp.ml.segments import SEGMENTS, best_k, cluster, user_segments


def segment(users: pd.DataFrame, **changed: object) -> pd.DataFrame:
    arguments: dict[str, object] = {
        "n_segments": None,
        "min_segments": 2,
        "max_segments": 6,
        "min_fit_users": 50,
        "sample_size": 2_000,
        "seed": 1,
    }
    return user_segments(users, **(arguments | changed))


def kinds_by_segment(segments: pd.DataFrame) -> dict[int, set[str]]:
    kinds = segments["user_id"].str.split("_").str[1]
    return {no: set(names) for no, names in kinds.groupby(segments["segment_no"])}


def test_visible_kinds_become_segments_numbered_by_revenue() -> None:
    assert kinds_by_segment(segment(people())) == {1: {"rich"}, 2: {"middle"}, 3: {"poor"}}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_numbers_do_not_depend_on_the_seed_where_the_kinds_are_clear(seed: int) -> None:
    pd.testing.assert_series_equal(
        segment(people(), seed=seed)["segment_no"], segment(people(), seed=99)["segment_no"]
    )


def test_permuted_input_gives_identical_segments() -> None:
    pd.testing.assert_frame_equal(segment(people()), segment(checkerboard.shuffled(people(), 4)))


def test_the_silhouette_finds_the_number_of_kinds_and_a_fixed_number_overrules_it() -> None:
    assert segment(people())["segment_no"].nunique() == 3
    assert segment(people(), n_segments=2)["segment_no"].nunique() == 2


def test_a_small_sample_finds_the_number_too() -> None:
    assert segment(people(), sample_size=45)["segment_no"].nunique() == 3


def test_the_present_is_segmented_by_the_model_of_the_past() -> None:
    # Today nobody is poor: a fit on today would number or split the others differently.
    today = people(snapshot="serving").query("revenue_365d > 100")
    both = segment(pd.concat([people(), today]))
    assert kinds_by_segment(both.query("snapshot == 'serving'")) == {1: {"rich"}, 2: {"middle"}}
    alone = segment(people())
    pd.testing.assert_frame_equal(
        both.query("snapshot == 'evaluation'").reset_index(drop=True), alone
    )


def test_a_young_company_is_fitted_on_the_present() -> None:
    young = people(n_each=3)
    segments = segment(pd.concat([young, people(snapshot="serving")]))
    present = segment(people(snapshot="serving"))
    pd.testing.assert_frame_equal(
        segments.query("snapshot == 'serving'").reset_index(drop=True), present
    )
    assert len(segments.query("snapshot == 'evaluation'")) == 9


def test_fewer_users_than_segments_work() -> None:
    two = people(n_each=1).head(2)
    segments = segment(two, n_segments=5)
    assert kinds_by_segment(segments) == {1: {"rich"}, 2: {"middle"}}
    assert (segments["distance_to_center"] == 0).all()
    assert segment(people(n_each=1).head(1))["segment_no"].tolist() == [1]


def test_users_who_are_all_alike_are_one_segment() -> None:
    assert set(segment(checkerboard.users(["a", "b", "c"], "evaluation"))["segment_no"]) == {1}


def test_no_users_give_a_typed_empty_result() -> None:
    empty = segment(people().head(0))
    assert empty.empty
    assert {name: str(kind) for name, kind in empty.dtypes.items()} == SEGMENTS


def test_unknown_revenue_counts_as_none() -> None:
    users = people()
    users.loc[users["user_id"].str.endswith("poor"), "revenue_365d"] = None
    by_no = kinds_by_segment(segment(users, n_segments=3))
    assert by_no[3] == {"poor"}


def test_senseless_numbers_of_segments_are_refused() -> None:
    with pytest.raises(ValueError, match="min_segments"):
        segment(people(), min_segments=5, max_segments=4)
    for wrong in (0, "seven"):
        with pytest.raises(ValueError, match="variable n_segments is"):
            segment(people(), n_segments=wrong)


def test_best_k_of_two_points_is_two_at_most() -> None:
    points = np.array([[0.0], [0.0], [5.0]])
    assert best_k(points, range(3, 6), 100, seed=1) == 2


def test_a_cluster_per_distinct_point_at_most() -> None:
    labels, centres = cluster(np.array([[0.0], [0.0], [5.0]]), 3, seed=1)
    assert len(centres) == 2
    assert labels[0] == labels[1] != labels[2]

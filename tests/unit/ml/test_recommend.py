import checkerboard
import pandas as pd
import pytest

from dmp.ml.recommend import RECOMMENDATIONS, evaluation_lists, user_recommendations

EVERYBODY = [checkerboard.user(no) for no in range(checkerboard.N_USERS)]
NEWCOMER = "newcomer"
DISCOVER = "task == 'discover'"


def recommend(
    users: pd.DataFrame | None = None,
    interactions: pd.DataFrame | None = None,
    popularity: pd.DataFrame | None = None,
    top_n: int = 5,
    min_items: int = 2,
    refused: pd.DataFrame | None = None,
    **changed: object,
) -> pd.DataFrame:
    return user_recommendations(
        checkerboard.users([*EVERYBODY, NEWCOMER]) if users is None else users,
        checkerboard.interactions() if interactions is None else interactions,
        checkerboard.popularity() if popularity is None else popularity,
        checkerboard.refused() if refused is None else refused,
        top_n=top_n,
        min_items=min_items,
        als=checkerboard.SETTINGS | changed,
        ease=checkerboard.EASE,
        blends=checkerboard.BLENDS,
    )


def evaluate(min_items: int = 2, holdout: pd.DataFrame | None = None) -> pd.DataFrame:
    return evaluation_lists(
        checkerboard.interactions("evaluation"),
        checkerboard.popularity("evaluation"),
        checkerboard.holdout() if holdout is None else holdout,
        top_n=4,
        min_items=min_items,
        als=checkerboard.SETTINGS,
        ease=checkerboard.EASE,
        blends=checkerboard.BLENDS,
    )


def test_the_first_recommendations_are_the_missing_items_of_the_own_colour() -> None:
    first_two = recommend().query(f"rank <= 2 and user_id != @NEWCOMER and {DISCOVER}")
    for user_id, items in first_two.groupby("user_id")["item_id"]:
        assert set(items) == checkerboard.missing(int(user_id[1:]))


def test_bought_items_are_never_to_discover_even_in_lists_longer_than_the_catalogue() -> None:
    pairs = recommend(top_n=50).merge(checkerboard.interactions(), on=["user_id", "item_id"])
    assert set(pairs["task"]) == {"buy_again"}


def test_what_was_bought_most_often_is_the_first_to_buy_again() -> None:
    often = checkerboard.interactions()
    often.loc[often["item_id"] == "i08", "n_purchases"] = 9
    first = recommend(interactions=often).query("task == 'buy_again' and rank == 1")
    buyers = set(often.query("item_id == 'i08'")["user_id"])
    assert set(first.set_index("user_id").loc[sorted(buyers), "item_id"]) == {"i08"}


def test_viewed_items_may_be_recommended() -> None:
    viewed = checkerboard.interactions().assign(n_purchases=0)
    pairs = recommend(interactions=viewed).merge(viewed, on=["user_id", "item_id"])
    assert not pairs.empty


def test_lists_end_where_the_items_end_and_ranks_have_no_holes() -> None:
    lists = recommend(top_n=50).query(DISCOVER)
    per_user = lists.groupby("user_id")["rank"].agg(["min", "max", "size"])
    assert (per_user["min"] == 1).all()
    assert (per_user["max"] == per_user["size"]).all()
    assert per_user.loc["u00", "size"] == checkerboard.N_ITEMS / 2 + checkerboard.MISSING
    assert (lists["score"] > -1e30).all()


def test_items_that_are_no_candidates_are_not_recommended_but_still_teach() -> None:
    shown = checkerboard.popularity().query("item_id != 'i04'")
    lists = recommend(popularity=shown)
    assert "i04" not in set(lists["item_id"])
    assert len(lists) == len(recommend())


def test_a_user_without_history_gets_the_recently_popular_items() -> None:
    lists = recommend().query(f"user_id == @NEWCOMER and {DISCOVER}")
    assert set(lists["source"]) == {"popularity"}
    assert set(lists["item_id"].map(checkerboard.colour)) == {"black"}
    assert lists["item_id"].tolist() == sorted(lists["item_id"])  # equally popular: by item id


def test_users_below_the_history_threshold_are_counted_for_and_others_get_the_blend() -> None:
    interactions = checkerboard.interactions()
    of_first = interactions.query("user_id == 'u00'").head(3)
    short = pd.concat([interactions.query("user_id != 'u00'"), of_first])
    lists = recommend(interactions=short, min_items=4)
    source = lists.groupby(["task", "user_id"])["source"].unique().map(list)
    assert source["discover", "u00"] == ["popularity"]
    assert source["buy_again", "u00"] == ["own_counts"]
    assert source["buy_again", NEWCOMER] == ["popularity"]
    assert source["discover", "u01"] == source["buy_again", "u01"] == ["blend"]
    again = lists.query("user_id == 'u00' and task == 'buy_again' and rank <= 3")["item_id"]
    assert set(again) == set(of_first["item_id"])
    longer = recommend(interactions=short, min_items=3).query("user_id == 'u00'")
    assert set(longer["source"]) == {"blend"}


def test_who_refused_gets_what_sells_and_teaches_nobody() -> None:
    lists = recommend(refused=checkerboard.refused("u00"))
    of_first = lists.query("user_id == 'u00'")
    assert set(of_first["source"]) == set(of_first["reason"].replace("popular", "popularity"))
    assert set(of_first["reason_item_id"].dropna()) == set()
    columns = ["task", "user_id", "rank", "item_id", "score"]
    without = recommend(interactions=checkerboard.interactions().query("user_id != 'u00'"))
    pd.testing.assert_frame_equal(lists[columns], without[columns])


def test_everybody_of_the_serving_snapshot_is_served_and_nobody_else() -> None:
    users = pd.concat(
        [checkerboard.users(["u00", NEWCOMER]), checkerboard.users(["old"], "evaluation")]
    )
    assert set(recommend(users=users)["user_id"]) == {"u00", NEWCOMER}


def test_permuted_input_gives_identical_output() -> None:
    users = checkerboard.users([*EVERYBODY, NEWCOMER])
    permuted = recommend(
        checkerboard.shuffled(users, 1),
        checkerboard.shuffled(checkerboard.interactions(), 2),
        checkerboard.shuffled(checkerboard.popularity(), 3),
    )
    pd.testing.assert_frame_equal(recommend(), permuted)


def test_two_threads_give_identical_output() -> None:
    pd.testing.assert_frame_equal(recommend(), recommend(threads=2))


def test_everything_shrunk_to_nothing_still_gives_popularity() -> None:
    lists = recommend(shrinkages=[1000.0])
    assert set(lists.query(DISCOVER)["source"]) == {"popularity"}
    assert set(lists["source"]) == {"popularity", "own_counts"}
    assert lists["user_id"].nunique() == checkerboard.N_USERS + 1


@pytest.mark.parametrize("nothing", ["users", "interactions", "popularity"])
def test_an_empty_frame_gives_a_typed_result(nothing: str) -> None:
    empty = getattr(checkerboard, nothing)(*([EVERYBODY] if nothing == "users" else [])).head(0)
    lists = recommend(**{nothing: empty})
    assert {name: str(kind) for name, kind in lists.dtypes.items()} == RECOMMENDATIONS
    if nothing == "interactions":
        assert set(lists["source"]) == {"popularity"}
        assert lists["user_id"].nunique() == checkerboard.N_USERS + 1
    else:
        assert lists.empty


def test_one_user_and_one_item_work() -> None:
    users = checkerboard.users(["a", "b"])
    one = pd.DataFrame(
        {
            "snapshot": ["serving"],
            "user_id": ["a"],
            "item_id": ["x"],
            "weight": [1.0],
            "n_purchases": [1],
            "n_purchases_decayed": [0.5],
        }
    )
    popular = pd.DataFrame(
        {
            "snapshot": ["serving"],
            "item_id": ["x"],
            "n_buyers": [1],
            "n_purchases": [1],
            "n_purchases_decayed": [0.5],
        }
    )
    lists = recommend(users, one, popular)
    assert lists[["task", "user_id", "item_id"]].to_numpy().tolist() == [
        ["buy_again", "a", "x"],
        ["buy_again", "b", "x"],
        ["discover", "b", "x"],
    ]


def test_evaluation_ranks_for_every_buyer_of_the_window_in_every_model() -> None:
    stranger = pd.DataFrame({"user_id": ["stranger"], "item_id": ["i00"], "n_purchases": [1]})
    lists = evaluate(holdout=pd.concat([checkerboard.holdout(), stranger]))
    assert set(zip(lists["task"], lists["model"], strict=True)) == {
        ("discover", "als"),
        ("discover", "blend"),
        ("discover", "popularity"),
        ("discover", "popularity_recent"),
        ("buy_again", "als"),
        ("buy_again", "blend"),
        ("buy_again", "own_counts"),
        ("buy_again", "popularity"),
        ("buy_again", "popularity_recent"),
    }
    assert (lists.groupby(["task", "model"])["user_id"].nunique() == checkerboard.N_USERS + 1).all()


def test_discover_leaves_out_what_was_bought_and_buy_again_does_not() -> None:
    bought = checkerboard.interactions("evaluation")[["user_id", "item_id"]]
    pairs = evaluate().merge(bought, on=["user_id", "item_id"])
    assert set(pairs["task"]) == {"buy_again"}


def test_own_counts_start_with_the_own_purchases() -> None:
    own = evaluate().query("model == 'own_counts'")
    bought = checkerboard.interactions("evaluation")
    assert len(own.merge(bought, on=["user_id", "item_id"])) == len(own)


def test_the_evaluation_does_not_see_the_serving_snapshot() -> None:
    later = (
        checkerboard.interactions("serving")
        .assign(item_id="new", weight=1e6)
        .drop_duplicates(["user_id", "item_id"])
    )
    both = pd.concat([checkerboard.interactions("evaluation"), later])
    lists = evaluation_lists(
        both,
        checkerboard.popularity("evaluation"),
        checkerboard.holdout(),
        top_n=4,
        min_items=2,
        als=checkerboard.SETTINGS,
        ease=checkerboard.EASE,
        blends=checkerboard.BLENDS,
    )
    pd.testing.assert_frame_equal(lists, evaluate())


def test_no_buyers_in_the_window_give_a_typed_empty_result() -> None:
    lists = evaluate(holdout=checkerboard.holdout().head(0))
    assert lists.empty
    assert [str(kind) for kind in lists.dtypes] == ["str", "str", "str", "int64", "str", "float64"]

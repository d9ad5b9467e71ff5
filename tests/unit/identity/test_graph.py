"""The way between two nodes: what holds goes before what does not, exact evidence before likely matches."""

from dmp.identity.graph import LIKELY, Edge, best_path

EMAIL = [Edge(1, 10, "email", "a"), Edge(2, 10, "email", "a")]


def test_shared_identifier_goes_before_a_likely_match() -> None:
    assert best_path([Edge(1, 2, LIKELY, ""), *EMAIL], {1}, {2}) == EMAIL


def test_long_way_that_holds_goes_before_a_short_one_that_does_not() -> None:
    cut = [Edge(1, 11, "phone", "p", "blocked"), Edge(2, 11, "phone", "p")]
    likely = [Edge(1, 3, LIKELY, ""), Edge(2, 3, LIKELY, "")]
    assert best_path([*cut, *likely], {1}, {2}) == likely
    assert best_path(cut, {1}, {2}) == cut


def test_no_way_and_no_distance() -> None:
    assert best_path(EMAIL, {1}, {3}) is None
    assert best_path(EMAIL, {1}, {1}) == []

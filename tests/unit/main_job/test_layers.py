"""The layer of a node is the room its file lies in."""

import pytest

from dmp.layers import layer_of, seconds_by_layer


@pytest.mark.parametrize(
    ("file", "layer"),
    [
        ("models/staging/demo/web/stg_web__pages.sql", "staging"),
        ("models/staging/demo/web/_web__sources.yml", "staging"),
        ("models/marts/people/users.yml", "marts"),
        ("python_models/ml_user_segments.py", "ml"),
        ("seeds/reference/country_aliases.csv", "reference"),
        ("tests/data/commerce/assert_every_order_is_published_once.sql", "checks"),
        ("models\\marts\\users.sql", "marts"),
    ],
)
def test_layer_is_the_room_of_the_file(file: str, layer: str) -> None:
    assert layer_of(file) == layer


def test_seconds_add_up_per_layer_in_the_order_of_the_walk() -> None:
    work = [
        ("tests/data/assert_a.sql", 4.0),
        ("models/marts/b.sql", 2.0),
        ("models/input/a.sql", 1.0),
        ("models/ops/d.sql", 3.0),
        ("models/input/c.sql", 0.5),
    ]
    expected = [("input", 1.5), ("marts", 2.0), ("checks", 4.0), ("ops", 3.0)]
    assert list(seconds_by_layer(work).items()) == expected

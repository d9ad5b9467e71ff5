"""`dmp identity preview`: what other settings would do, with the warehouse left as it is."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from house import House
from identity_rows import IDENTITY, customer, member

from dmp.errors import UserError
from dmp.identity import preview
from dmp.project import Project

BLOCKED = "seeds/reference/idr_blocked_values.csv"


@pytest.fixture(scope="module")
def house(new_house: Callable[[str], House]) -> House:
    """Two people, each of a customer and a card under one address, the second with a junk one."""
    house = new_house("previewed")
    house.deliver(
        "2026-03-01",
        {
            "shop/customers": [
                customer("ida", email="ida@example.com"),
                customer("till", email="till@example.com"),
            ],
            "loyalty/members": [
                member("card-ida", email="ida@example.com"),
                member("card-till", email="till@example.com"),
            ],
        },
    )
    house.build(*IDENTITY)
    return house


@pytest.fixture
def project(house: House, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("DMP_RAW", str(house.raw))
    monkeypatch.setenv("DMP_LANDING", str(house.raw))
    return house.project()


def test_settings_as_they_are_change_nothing(house: House, project: Project) -> None:
    before = hashlib.sha256(house.warehouse.read_bytes()).hexdigest()
    found = preview(project, variables={})
    assert (found.n_users_before, found.n_users_after, found.largest) == (2, 2, ())
    assert not found.is_stopped
    assert hashlib.sha256(house.warehouse.read_bytes()).hexdigest() == before


def test_a_newly_blocked_value_would_split(house: House, project: Project, tmp_path: Path) -> None:
    """The edited seed lies in a copy of the checkout: other tests build from this one."""
    edited = tmp_path / "checkout"
    edited.mkdir()
    for part in house.root.iterdir():
        if part.name != "seeds":
            (edited / part.name).symlink_to(part)
    (edited / "seeds").mkdir()
    (edited / "seeds/raw").symlink_to(house.root / "seeds/raw")
    (edited / "seeds/reference").mkdir()
    for seed in (house.root / "seeds/reference").iterdir():
        (edited / "seeds/reference" / seed.name).write_text(seed.read_text())
    with (edited / BLOCKED).open("a") as seed:
        seed.write("email,^till@,the till\n")
    found = preview(replace(project, root=edited), variables={"idr_rungs": [1]})
    assert (found.n_users_after, dict(found.n_users)) == (3, {"split": 1})
    assert found.largest[0].evidence == "1 shared email (now blocked)"
    assert house.query("select count(distinct user_id) from identity.user_map") == [(2,)]


def test_settings_that_cannot_be_built_are_one_sentence(project: Project) -> None:
    with pytest.raises(UserError, match="These settings cannot be built: "):
        preview(project, variables={"idr_density": "dense"})


def test_without_a_warehouse_there_is_nothing_to_preview(project: Project, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="run `dmp build` first"):
        preview(replace(project, warehouse=tmp_path / "none.duckdb"), variables={})
    with pytest.raises(UserError, match="A preview is built on DuckDB"):
        preview(replace(project, profile="spark_local"), variables={})

"""The output folder is replaced only when it is ours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dmp.simulate import simulate
from dmp.simulate.folder import MARKER, prepare_folder
from dmp.simulate.settings import WorldSettings

SMALL = {"people": 20, "days": 40}


def test_an_earlier_simulation_is_replaced(tmp_path: Path) -> None:
    simulate(tmp_path / "raw", people=20, days=40, deliveries=4)
    rows = simulate(tmp_path / "raw", people=20, days=40, deliveries=2)
    assert len(list((tmp_path / "raw" / "web" / "tracks").iterdir())) == 2
    marker = json.loads((tmp_path / "raw" / MARKER).read_text())
    assert marker["rows"] == rows
    assert marker["parameters"]["deliveries"] == 2


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    precious = tmp_path / "precious.csv"
    precious.write_text("1\n")
    with pytest.raises(ValueError, match=r"is not empty and holds no _simulation\.json"):
        simulate(tmp_path, **SMALL)
    assert [path.name for path in tmp_path.iterdir()] == ["precious.csv"]
    assert precious.read_text() == "1\n"


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    file = tmp_path / "raw"
    file.write_text("")
    with pytest.raises(ValueError, match="is a file; name a folder"):
        simulate(file, **SMALL)


def test_a_killed_run_can_be_repeated(tmp_path: Path) -> None:
    prepare_folder(tmp_path / "raw", WorldSettings(**SMALL))
    (tmp_path / "raw" / "web" / "tracks").mkdir(parents=True)
    (tmp_path / "raw" / "web" / "tracks" / "2020-01-01.csv.gz").write_bytes(b"half")
    simulate(tmp_path / "raw", **SMALL)
    assert not (tmp_path / "raw" / "web" / "tracks" / "2020-01-01.csv.gz").exists()

"""Files that are no seeds: each is one sentence with the file and what to do."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from dbt_dmp.settings import id_type_settings, settings_problems
from dmp.errors import UserError
from dmp.rules.seeds import read_seeds

FILE = "seeds/reference/idr_manual_rules.csv"
HEADER = "rule_id,kind,a,b,author,reason,created_at\n"


@pytest.fixture
def folder(root: Path, tmp_path: Path) -> Path:
    """A project folder with the shipped seeds of identity."""
    shutil.copytree(root / "seeds/reference", tmp_path / "seeds/reference")
    return tmp_path


NO_SEEDS = [
    (f"{HEADER}r,must_link,shop:1,crm:2,Zo\u00eb,x,2026-01-01\n".encode("cp1252"), ", row 2: this"),
    (HEADER.replace(",", ";").encode(), " is separated by semicolons: save it with commas."),
    (b"", " is empty: put back its first row"),
    (f'{HEADER}"{"x" * 200_000}'.encode(), ", row 2: this cannot be read as csv"),
]


@pytest.mark.parametrize(("content", "words"), NO_SEEDS)
def test_file_that_is_no_seed(folder: Path, content: bytes, words: str) -> None:
    (folder / FILE).write_bytes(content)
    with pytest.raises(UserError) as refused:
        read_seeds(folder)
    assert str(refused.value).startswith(f"{FILE}{words}")


def test_build_is_told_the_sentence(folder: Path) -> None:
    (folder / FILE).write_bytes(b"")
    adapter = SimpleNamespace(config=SimpleNamespace(project_root=str(folder)))
    (problem,) = settings_problems(adapter, [], {}, [])
    assert problem.startswith(f"{FILE} is empty")


def test_csv_without_a_yml_is_no_seed(folder: Path) -> None:
    (folder / "seeds/reference/idr_manual_rules_of_before.csv").write_text("anything")
    assert "idr_manual_rules_of_before" not in read_seeds(folder)


def test_mark_of_utf_8_is_no_part_of_the_header(folder: Path) -> None:
    (folder / FILE).write_text(HEADER, encoding="utf-8-sig")
    assert read_seeds(folder)["idr_manual_rules"].header[0] == "rule_id"


def test_models_are_told_how_a_type_is_read_from_the_file_as_it_is_now(folder: Path) -> None:
    adapter = SimpleNamespace(config=SimpleNamespace(project_root=str(folder)))
    assert id_type_settings(adapter, "phone")["normaliser"] == "phone"
    types = folder / "seeds/reference/idr_id_types.csv"
    types.write_text(types.read_text().replace("phone,phone", "phone,key"))
    assert id_type_settings(adapter, "phone")["normaliser"] == "key"
    assert id_type_settings(adapter, "fax") == {}

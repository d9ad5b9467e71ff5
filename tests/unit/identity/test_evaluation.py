"""Comparing the users with a truth that somebody brings: read as text, said in one sentence what is wrong with it."""

from pathlib import Path

import duckdb
import pytest

from dmp.errors import UserError
from dmp.identity import Evaluation, evaluate
from dmp.project import Project

HEADER = "source,record_id,person\n"


@pytest.fixture
def project(root: Path, tmp_path: Path) -> Project:
    made = Project.locate(environ={"DMP_WAREHOUSE": str(tmp_path / "w.duckdb")}, start=root)
    with duckdb.connect(str(made.warehouse)) as warehouse:
        warehouse.execute("create schema identity")
        warehouse.execute(
            "create table identity.user_map as select 'shop' as source, 'contact' as record_type,"
            " key as record_key, user_id"
            " from (values ('007', 'one'), ('7', 'two'), ('8', 'two')) as t(key, user_id)"
        )
    return made


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    return tmp_path / "truth.csv"


def judged(project: Project, truth: Path, rows: str) -> Evaluation:
    truth.write_text(HEADER + rows)
    return evaluate(project, truth)


def test_values_are_text(project: Project, truth: Path) -> None:
    found = judged(project, truth, "shop,007,1\nshop,7,2\nshop,8,2\n")
    assert (found.n_records, found.n_people, found.n_users) == (3, 2, 2)
    assert found.agreement.f1 == 1


def test_rows_without_a_person_and_repeated_rows_do_not_count(
    project: Project, truth: Path
) -> None:
    found = judged(project, truth, "shop,7,2\nshop,8,2\nshop,8,2\nshop,007,\nshop,007, \n")
    assert (found.n_records, found.n_people, found.n_not_found) == (2, 1, 0)


def test_records_that_are_not_found_are_counted(project: Project, truth: Path) -> None:
    assert judged(project, truth, "shop,7,2\nshop,77,2\ncrm,7,2\n").n_not_found == 2
    with pytest.raises(UserError, match="No contact record of "):
        judged(project, truth, "shop,77,2\n")


def test_parquet_is_read_too(project: Project, truth: Path) -> None:
    file = truth.with_suffix(".parquet")
    duckdb.sql("select 'shop' as source, 7 as record_id, 3 as person").write_parquet(str(file))
    assert evaluate(project, file).n_records == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (f"{HEADER}shop,7,1\nshop,7,2\n".encode(), "the record shop:7 to two people, 1 and 2"),
        (b"source,person\nshop,1\n", "lacks record_id; it needs source, record_id, person"),
        (f"{HEADER}shop,7,Zo\u00eb\n".encode("cp1252"), "cannot be read as a table ("),
        (b"", "cannot be read as a table ("),
    ],
)
def test_truth_that_cannot_be_used(
    project: Project, truth: Path, content: bytes, words: str
) -> None:
    truth.write_bytes(content)
    with pytest.raises(UserError) as refused:
        evaluate(project, truth)
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def test_missing_truth(project: Project, truth: Path) -> None:
    with pytest.raises(UserError, match="There is no file "):
        evaluate(project, truth)

"""A small share of `python -m benchmarks.malformed_files`: no delivery ends in anything but rows or a sentence."""

from pathlib import Path

import pytest

from benchmarks.malformed_files import outcomes
from dmp.errors import UserError
from dmp.sources.profile import profile


def test_malformed_files_are_read_or_refused_in_a_sentence() -> None:
    counted, wrong = outcomes(40, seed=1)
    assert wrong == []
    assert all(counted[f"{what}: read"] for what in ("landing", "profile"))
    assert all(counted[f"{what}: refused with a sentence"] for what in ("landing", "profile"))


@pytest.mark.parametrize("content", [b"PAR1", b"no parquet at all, although it is called so"])
def test_damaged_parquet_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.parquet").write_bytes(content)
    with pytest.raises(UserError, match=r"a\.parquet cannot be read \(.*deliver it again"):
        profile("a.parquet", tmp_path)

"""What is asked while dbt parses must survive a slip, for the sentence about it comes after."""

from pathlib import Path

import pytest


@pytest.mark.parametrize(("setting", "macro"), [("idr_rungs", "macros/identity/match_rungs.sql")])
def test_setting_is_asked_by_the_macro_that_survives_a_slip(
    root: Path, setting: str, macro: str
) -> None:
    asking = [
        str(file.relative_to(root))
        for room in ("models", "macros")
        for file in (root / room).rglob("*.sql")
        if f'var("{setting}")' in file.read_text()
    ]
    assert asking == [macro]

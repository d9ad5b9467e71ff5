from pathlib import Path

import pytest
from ingest_shore import Shore


@pytest.fixture
def shore(tmp_path: Path) -> Shore:
    (tmp_path / "exports").mkdir()
    return Shore(tmp_path)

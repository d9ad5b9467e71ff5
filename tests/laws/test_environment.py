"""What the environment may say, wherever the project asks it."""

import re
from pathlib import Path

ROOMS = ("macros", "models", "seeds")
ASKED_FOR_SET_ALONE = re.compile(r"""env_var\((?!(['"])\w+\1, (['"])\2\) or ).*""")


def test_an_empty_variable_counts_as_one_that_is_not_set(root: Path) -> None:
    files = [path for room in ROOMS for path in (root / room).rglob("*.*")]
    texts = {
        path: path.read_text()
        for path in (root / "profiles.yml", root / "dbt_project.yml", *files)
        if path.suffix in {".sql", ".yml"}
    }
    found = [
        f"{path.relative_to(root)}: {asked[0]}"
        for path, text in texts.items()
        for asked in ASKED_FOR_SET_ALONE.finditer(text)
    ]
    assert found == [], "write env_var('NAME', '') or the default"

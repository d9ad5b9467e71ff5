"""Several builds in a row in a process of their own, which takes its Spark along when it ends.

`python -m dmp.compare.builds RAW [RAW ...]`: one `dbt build` per folder of deliveries, all but the
last only of what remembers anything. One process for all, since a Spark that starts again reads,
plans and compiles everything for the first time.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from dbt.cli.main import dbtRunner

# Without what a Python model makes: its numbers are comparable, not equal.
_SELECTION = ("--exclude", "path:python_models+")
# Spark has no Jaro-Winkler: likely matches are compared by the distances and weights that both have.
_SAME_DISTANCES = ("--vars", "idr_distances: portable")
_MODELS_ALONE = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")
_REMEMBERING = ("--select", "+config.materialized:incremental")


def main(raws: Sequence[str]) -> int:
    """Build from each folder in turn; the exit code is that of the first build that fails."""
    for number, raw in enumerate(raws, start=1):
        os.environ["DMP_RAW"] = raw
        part = _REMEMBERING if number < len(raws) else ()
        arguments = ["build", *part, *_MODELS_ALONE, *_SELECTION, *_SAME_DISTANCES]
        if not dbtRunner().invoke(arguments).success:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

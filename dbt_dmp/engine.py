"""What a Spark target lacks, said by plain `dbt build` in the sentence of `dmp build`."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from dbt.adapters.spark import SparkAdapter
from dbt_common.exceptions import DbtRuntimeError

from dbt_dmp.spark import SESSION
from dmp.engine import check_engine
from dmp.errors import UserError


def checking_the_engine(list_schemas: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap dbt's first question to Spark, which ends in a stack of Java where nobody answers."""

    def checked(self: Any, database: Any) -> Any:
        if self.config.credentials.method == SESSION:
            try:
                check_engine(self.config.target_name, os.environ)
            except UserError as error:
                raise DbtRuntimeError(str(error)) from None
        return list_schemas(self, database)

    return checked


def check_engine_first() -> None:
    """Let the adapter look at its engine before any run, build, seed or snapshot."""
    SparkAdapter.list_schemas = checking_the_engine(SparkAdapter.list_schemas)

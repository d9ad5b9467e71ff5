"""A landing of one table in a temporary folder."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from dmp.ingest import LandedTable, Landing, land_deliveries

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Shore:
    """Where deliveries arrive, and where they land."""

    place: Path

    @property
    def origin(self) -> Path:
        return self.place / "exports"

    def table(self, *columns: str, origin: str = "exports") -> LandedTable:
        folder = self.place / "landing/acme/shop/orders"
        return LandedTable("shop", "orders", columns or ("id", "email", "total"), origin, folder)

    def deliver(self, name: str, content: str | bytes) -> Path:
        file = self.origin / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def land(self, table: LandedTable | None = None, **options: Any) -> Landing:
        return land_deliveries(
            [table or self.table()],
            self.place / "landing/acme",
            root=self.place,
            now=NOW,
            **{"settled_after": 0.0, **options},
        )

    def rows(self, columns: str = "id, email, total") -> list[tuple[Any, ...]]:
        files = self.place / "landing/acme/shop/orders/[!_]*.parquet"
        with duckdb.connect() as connection:
            return connection.execute(
                f"select {columns} from read_parquet('{files}') order by all"
            ).fetchall()

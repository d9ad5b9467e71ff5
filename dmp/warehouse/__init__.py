"""The warehouse file of a dataset: who may use it now, and what its last build came to."""

from dmp.warehouse.hold import (
    WarehouseInUseError,
    check_warehouse,
    hold_file,
    hold_warehouse,
    reading,
    require_warehouse,
    writing,
)
from dmp.warehouse.lake import is_lake
from dmp.warehouse.record import (
    BuildRecord,
    OpenRecord,
    State,
    Timing,
    read_record,
    record_path,
    recorded_build,
    write_record,
)

__all__ = [
    "BuildRecord",
    "OpenRecord",
    "State",
    "Timing",
    "WarehouseInUseError",
    "check_warehouse",
    "hold_file",
    "hold_warehouse",
    "is_lake",
    "read_record",
    "reading",
    "record_path",
    "recorded_build",
    "require_warehouse",
    "write_record",
    "writing",
]

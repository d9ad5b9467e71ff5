"""The output folder: never overwrite what is not ours, say what was made."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from dmp.simulate.settings import WorldSettings

MARKER = "_simulation.json"
README = "README.md"
#: Folders a simulation makes, and the only ones it ever removes.
SOURCE_FOLDERS = (
    "ads",
    "app",
    "consents",
    "crm",
    "email",
    "finance",
    "loyalty",
    "shop",
    "truth",
    "web",
)


def prepare_folder(out: Path, settings: WorldSettings) -> None:
    """Make ``out`` a folder without tables, removing an earlier simulation.

    The marker is written at once, without row counts, so that a run that is killed leaves a folder
    the next run may replace.

    Raises
    ------
    ValueError
        When ``out`` is a file, or holds anything but an earlier simulation.
    """
    if out.is_file():
        raise ValueError(f"{out} is a file; name a folder for the simulation.")
    if out.is_dir() and any(out.iterdir()) and not (out / MARKER).is_file():
        raise ValueError(
            f"{out} is not empty and holds no {MARKER}, so it is no earlier simulation and "
            "nothing was written; name an empty or a new folder."
        )
    for name in SOURCE_FOLDERS:
        shutil.rmtree(out / name, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)
    write_marker(out, settings, {})


def write_marker(out: Path, settings: WorldSettings, rows: dict[str, int]) -> None:
    """Write the marker (parameters and rows per table) and a short README."""
    parameters = {
        "people": settings.people,
        "seed": settings.seed,
        "days": settings.days,
        "end": settings.end.isoformat(),
        "file_format": settings.file_format,
        "deliveries": settings.deliveries,
        "events_per_person": settings.events_per_person,
    }
    marker = json.dumps({"parameters": parameters, "rows": rows}, indent=2)
    (out / MARKER).write_text(marker + "\n", encoding="utf-8")
    (out / README).write_text(_readme(settings), encoding="utf-8")


def _readme(settings: WorldSettings) -> str:
    dates = ", ".join(day.isoformat() for day in settings.delivery_dates)
    return f"""# Exports of a simulated company

Everything here is fiction, made by `dmp simulate` ({settings.people} people, seed {settings.seed},
{settings.days} days up to {settings.end.isoformat()}); the same command makes the same bytes again.
Names, addresses and orders are drawn at random; e-mail domains, phone numbers and IP addresses come
from ranges reserved for examples. Do not edit the files: change the generator and run it again.

One folder per table, one file per delivery ({dates}); all values are text, with
faults on purpose. `truth/` holds what really is: who is who, tastes, purchase rates. `{MARKER}`
has the parameters and the rows per table.

Amounts: `gross_amount` is what was paid: lines minus discount plus shipping, tax contained. An
order's `discount_amount` is the sum over its lines. Refunds never include shipping. Orders without
a tracked visit exist (phone, ad blockers). Test orders and junk identifiers belong to nobody and
are not in `truth/record_owners`; a shared mailbox or device belongs to its main user. Austrians
have no phone: no range reserved for fiction is known.
"""

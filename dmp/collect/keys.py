"""Write keys: who may send, as which source, how much."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dmp.errors import UserError
from dmp.rules.words import nearest

_SOURCE = re.compile(r"[a-z][a-z0-9_]*")
_SETTINGS = ("source", "events_per_second", "client_ip")
_EXAMPLE = '[keys.the_write_key]\nsource = "web"'


@dataclass(frozen=True)
class WriteKey:
    """What a write key stands for.

    Attributes
    ----------
    source
        Name of the source; its events land in the folder of that name.
    events_per_second
        How many events it may send over time, twice as many at once; None for any number.
    client_ip
        Whether the address of the client is kept as context.ip where the event has none.
    """

    source: str
    events_per_second: float | None = None
    client_ip: bool = False


def read_keys(file: Path) -> dict[str, WriteKey]:
    """Read the write keys of a TOML file.

    Raises
    ------
    UserError
        There is no such file, it is no TOML, holds no key, or a setting is not what it must be.
    """
    try:
        told = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise UserError(
            f"The file of write keys {file} cannot be read ({error.strerror}): write one like\n{_EXAMPLE}"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"{file} is no TOML ({error}): write it like\n{_EXAMPLE}") from None
    unknown = sorted(set(told) - {"keys"})
    if unknown:
        raise UserError(f"{file}: there is no setting '{unknown[0]}'; write [keys.<write key>].")
    keys = told.get("keys")
    if not isinstance(keys, dict) or not keys:
        raise UserError(f"{file} holds no write key: add one like\n{_EXAMPLE}")
    return {key: _write_key(settings, f"{file}, keys.{key}") for key, settings in keys.items()}


def _write_key(settings: Any, where: str) -> WriteKey:
    if not isinstance(settings, Mapping):
        raise UserError(f"{where}: write the settings of a key below [keys.<write key>].")
    for name in settings:
        if name not in _SETTINGS:
            raise UserError(f"{where}: there is no setting '{name}'; {nearest(name, _SETTINGS)}.")
    source, rate = settings.get("source"), settings.get("events_per_second")
    if not isinstance(source, str) or not _SOURCE.fullmatch(source):
        raise UserError(
            f"{where}: source is '{source}'; it takes a name of a-z, 0-9 and _, a letter first."
        )
    if rate is not None and (
        isinstance(rate, bool)
        or not isinstance(rate, int | float)
        or not (rate > 0 and math.isfinite(rate))
    ):
        raise UserError(f"{where}: events_per_second is '{rate}'; it takes a number above 0.")
    client_ip = settings.get("client_ip", False)
    if not isinstance(client_ip, bool):
        raise UserError(f"{where}: client_ip is '{client_ip}'; it takes true or false.")
    return WriteKey(source, rate, client_ip)

"""Devices used by more than one person."""

from __future__ import annotations

import numpy as np

from dmp.simulate.faults.writing import chosen
from dmp.simulate.settings import BoolArray, IntArray

KIOSKS_PER_CHUNK = 3


def shared_devices(
    device: IntArray,
    family_device: IntArray,
    can_borrow: BoolArray,
    rate: float,
    rng: np.random.Generator,
) -> IntArray:
    """Let a share of the sessions that can take place on the family's device."""
    return np.where(can_borrow & chosen(len(device), rate, rng), family_device, device)


def public_kiosks(
    device: IntArray,
    is_web: BoolArray,
    first_kiosk: int,
    chunk_number: int,
    *,
    rate: float,
    rng: np.random.Generator,
) -> IntArray:
    """Let a share of web sessions take place on one of a few terminals used by many people."""
    on_kiosk = is_web & chosen(len(device), rate, rng)
    kiosk = first_kiosk + chunk_number * KIOSKS_PER_CHUNK
    return np.where(on_kiosk, kiosk + rng.integers(0, KIOSKS_PER_CHUNK, len(device)), device)

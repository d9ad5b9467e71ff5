"""Names for the arrays that travel through the mathematics."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Factor = npt.NDArray[np.float32]
TextArray = npt.NDArray[np.object_]
Sparse = Any  # a csr matrix: scipy ships no types

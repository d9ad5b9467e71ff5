"""What a reason costs: the scores of ten items per user taken apart, beside the library's `explain`, in one run.

    .venv/bin/python -m benchmarks.reasons

Users, items and histories are drawn by a seed; the factors are learned from them. CPU of one thread.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import scipy.sparse as sp
from implicit.cpu.als import AlternatingLeastSquares

from dmp.ml import als
from dmp.ml.als import AlsSettings, Contributions
from dmp.ml.threads import one_blas_thread


def main() -> None:
    """Print the CPU milliseconds per user of both, and the largest difference between their shares."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--users", type=int, default=2_000)
    parser.add_argument("--items", type=int, default=5_000)
    parser.add_argument("--history", type=int, default=30, help="items per user, on average")
    parser.add_argument("--factors", type=int, default=64)
    told = parser.parse_args()
    chance = np.random.default_rng(1)
    density = told.history / told.items
    weights = sp.random(told.users, told.items, density, format="csr", random_state=chance)
    weights.data = np.ceil(weights.data * 5)
    setting = AlsSettings(factors=told.factors, iterations=3, threads=1)
    factors = als.fit(weights, setting, 0.65)
    confidences = als.confidence(weights, setting).astype(np.float32)
    shown = chance.integers(0, told.items, (told.users, 10))

    with one_blas_thread():
        started = time.process_time()
        parts = Contributions.of(factors)
        ours = []
        for user in range(told.users):
            own = slice(*confidences.indptr[user : user + 2])
            done = confidences.indices[own].astype(np.int64)
            ours.append(parts.to(shown[user], done, confidences.data[own].astype(np.float64)))
        cost = 1000 * (time.process_time() - started) / told.users

        library = AlternatingLeastSquares(
            factors=told.factors, regularization=factors.regularization, alpha=1.0, num_threads=1
        )
        library.item_factors, library.user_factors = factors.items, factors.users
        some = range(min(200, told.users))
        started = time.process_time()
        differences = []
        for user in some:
            row, weights_of_user = confidences[user], None
            done = {item: place for place, item in enumerate(row.indices)}
            for place, item in enumerate(shown[user]):
                _, top, weights_of_user = library.explain(
                    0, row, item, user_weights=weights_of_user, N=row.nnz
                )
                differences += [abs(ours[user][done[each], place] - share) for each, share in top]
        theirs = 1000 * (time.process_time() - started) / len(some)
    print(
        f"{told.factors} factors, {weights.nnz / told.users:.0f} items per user, ten explained items"
    )
    print(f"ours     {cost:.3f} CPU-ms per user")
    print(f"implicit {theirs:.3f} CPU-ms per user: {theirs / cost:.0f} times")
    print(f"largest difference of a share: {max(differences):.1e}")


if __name__ == "__main__":
    main()

import threading

import numpy as np  # noqa: F401 - brings the BLAS that is limited here
from threadpoolctl import threadpool_info, threadpool_limits

from dmp.ml.threads import one_blas_thread


def blas_threads() -> set[int]:
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


def test_blas_has_one_thread_inside_and_the_old_number_after() -> None:
    with threadpool_limits(limits=2, user_api="blas"):
        with one_blas_thread():
            assert blas_threads() == {1}
        assert blas_threads() == {2}


def test_a_neighbour_waits_for_its_turn_and_then_has_one_thread_too() -> None:
    seen: list[set[int]] = []

    def compute() -> None:
        with one_blas_thread():
            seen.append(blas_threads())

    neighbour = threading.Thread(target=compute)
    with one_blas_thread():
        neighbour.start()
        neighbour.join(timeout=0.2)
        assert neighbour.is_alive()
        assert seen == []
        assert blas_threads() == {1}
    neighbour.join()
    assert seen == [{1}]


def test_the_same_thread_may_enter_twice() -> None:
    with one_blas_thread(), one_blas_thread():
        assert blas_threads() == {1}

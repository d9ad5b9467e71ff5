"""Worlds to look at: a clean small one, a faulty small one, and the demo of the repository."""

import pytest
from raw_world import DEMO, SMALL, RawWorld, built

from dmp.simulate.faults.rates import FaultRates


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> RawWorld:
    return built(tmp_path_factory.mktemp("clean"), SMALL, FaultRates.none())


@pytest.fixture(scope="session")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> RawWorld:
    return built(tmp_path_factory.mktemp("faulty"), SMALL, FaultRates())


@pytest.fixture(scope="session")
def demo() -> RawWorld:
    return RawWorld(DEMO)

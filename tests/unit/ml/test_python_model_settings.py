"""The settings that the Python models read from their yml files."""

import inspect
from pathlib import Path
from typing import Any

import pytest
import yaml

from dmp.ml.als import AlsSettings
from dmp.ml.ease import EaseSettings
from dmp.ml.recommender import check_blends

MODELS = Path(__file__).parents[3] / "python_models"


def meta(name: str) -> dict[str, Any]:
    described = yaml.safe_load((MODELS / f"{name}.yml").read_text(encoding="utf-8"))
    settings: dict[str, Any] = described["models"][0]["config"]["meta"]
    return settings


def test_the_recommender_that_is_judged_is_the_one_that_is_served() -> None:
    assert meta("ml_evaluation_lists") == meta("ml_user_recommendations")


def test_the_als_settings_are_complete_and_are_the_defaults_of_the_package() -> None:
    settings = meta("ml_user_recommendations")["als"]
    defaults = {
        name: parameter.default
        for name, parameter in inspect.signature(AlsSettings).parameters.items()
    }
    assert settings | {"shrinkages": tuple(settings["shrinkages"])} == defaults


def test_the_ease_settings_are_the_defaults_of_the_package() -> None:
    settings = meta("ml_user_recommendations")["ease"]
    assert EaseSettings(**settings) == EaseSettings()


def test_the_blends_name_components_that_exist() -> None:
    check_blends(meta("ml_user_recommendations")["blends"])
    with pytest.raises(ValueError, match="names tend"):
        check_blends({"discover": {"tend": 1.0}, "buy_again": {"trend": 1.0}})


def test_python_models_are_thin() -> None:
    for path in sorted(MODELS.glob("*.py")):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) <= 25, f"{path.name} has {len(lines)} lines; move thoughts to dmp.ml"

"""Settings given for one run: `name=value`, checked against the variables of dbt_project.yml."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

import yaml

from dmp.errors import UserError
from dmp.project import PROJECT_FILE, Project


class _Loader(yaml.SafeLoader):
    """YAML in which an instant stays text: dbt takes its variables as JSON, which has none."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in known if tag != "tag:yaml.org,2002:timestamp"]
    for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_variables(project: Project, told: Iterable[str]) -> dict[str, object]:
    """Read texts like "idr_rungs=[0.8, 0.9]"; values are YAML, dates and instants text.

    Raises
    ------
    UserError
        A text is no `name=value`, the project has no such variable, or the value is no YAML.
    """
    known = yaml.safe_load((project.root / PROJECT_FILE).read_text("utf-8"))["vars"]
    variables: dict[str, object] = {}
    for text in told:
        name, equals, value = text.partition("=")
        if not equals:
            raise UserError(f"--var {text} has no value: write --var name=value.")
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"they are listed in {PROJECT_FILE}."
            raise UserError(f"--var {text}: there is no variable {name}; {hint}")
        try:
            variables[name] = yaml.load(value, _Loader)  # noqa: S506 - a safe loader
        except (yaml.YAMLError, ValueError) as error:  # a ValueError: numbers such as 0b_
            raise UserError(f"--var {text}: the value cannot be read as YAML.") from error
    return variables

"""How a dbt node looks in Dagster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtProject

from dmp.layers import PYTHON_LAYER, layer_of

DEFAULT_OWNER = "team:data"
_ML_KINDS = {"dbt", "python", "scikitlearn"}


class Translator(DagsterDbtTranslator):
    """Keys are the names in the warehouse, groups the layers, owners what the project says."""

    def __init__(self) -> None:
        super().__init__(DagsterDbtTranslatorSettings(enable_source_tests_as_checks=True))

    def get_asset_spec(
        self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> dg.AssetSpec:
        """Describe one node; the models in Python say so on their card."""
        spec = super().get_asset_spec(manifest, unique_id, project)
        node = self.get_resource_props(manifest, unique_id)
        return spec.replace_attributes(kinds=_ML_KINDS) if _is_python(node) else spec

    def get_asset_check_spec(
        self,
        asset_spec: dg.AssetSpec,
        manifest: Mapping[str, Any],
        unique_id: str,
        project: DbtProject | None,
    ) -> dg.AssetCheckSpec | None:
        """Describe one data test in the words of its yml, or of its name, which is a sentence."""
        spec = super().get_asset_check_spec(asset_spec, manifest, unique_id, project)
        test = self.get_resource_props(manifest, unique_id)
        words = test["description"] or test["name"].removeprefix("assert_").replace("_", " ")
        return spec and spec._replace(description=words)

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Use schema and table, as one types them in SQL."""
        node = dbt_resource_props
        return dg.AssetKey([node["schema"], node.get("identifier") or node["alias"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Use the layer, which is the folder."""
        return layer_of(dbt_resource_props["original_file_path"])

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """Use the words of the yml, without the SQL that dagster-dbt appends."""
        return str(dbt_resource_props["description"])

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> Sequence[str]:
        """Use `meta.owner` of the node, else the owner of its dbt group, else the default team."""
        meta = dbt_resource_props.get("config", {}).get("meta", {})
        if owner := meta.get("owner"):
            return [owner]
        return super().get_owners(dbt_resource_props) or [DEFAULT_OWNER]

    def get_code_version(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Add the version of `dmp` for models in Python: their mathematics lives in the package."""
        own = super().get_code_version(dbt_resource_props)
        return f"{own}-dmp-{version('dmp')}" if _is_python(dbt_resource_props) else own


def _is_python(node: Mapping[str, Any]) -> bool:
    return layer_of(node["original_file_path"]) == PYTHON_LAYER

"""The raw deliveries: assets that Dagster shows but does not make."""

from __future__ import annotations

import dagster as dg

from orchestration.checks import Manifest
from orchestration.translator import Translator

SOURCE_GROUP = "raw"


def source_specs(manifest: Manifest) -> list[dg.AssetSpec]:
    """Describe every source of the manifest, with owner and words like the models it feeds."""
    translator = Translator()
    return [
        dg.AssetSpec(
            key=translator.get_asset_key(source),
            group_name=SOURCE_GROUP,
            description=translator.get_description(source),
            owners=translator.get_owners(source),
            kinds={"file"},
        )
        for source in manifest["sources"].values()
    ]

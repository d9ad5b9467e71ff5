"""Every data test becomes an asset check, those that compare several models included.

dagster-dbt shows a generic test on the model that declares it. A singular test (a query in
tests/data) that reads one model is shown on that model; one that reads several is shown nowhere,
unless its dbt meta names a model. Naming it there would be one more model name to keep up to date,
so it is derived here instead: the test belongs to the model that is built last of those it reads,
because only then can it run.
"""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import TopologicalSorter
from typing import Any

Manifest = dict[str, Any]
Node = dict[str, Any]


def with_attached_checks(manifest: Manifest) -> Manifest:
    """Return the manifest with every singular test over several models attached to one of them."""
    nodes: dict[str, Node] = manifest["nodes"]
    order = _build_order(nodes)
    attached = {
        unique_id: _attached(node, nodes[max(read, key=order.__getitem__)])
        for unique_id, node in nodes.items()
        if _needs_home(node) and (read := [each for each in _parents(node) if each in nodes])
    }
    return manifest | {"nodes": nodes | attached}


def _build_order(nodes: Mapping[str, Node]) -> dict[str, int]:
    """Place each node after its parents; equal graphs get equal places."""
    graph = {unique_id: sorted(_parents(nodes[unique_id])) for unique_id in sorted(nodes)}
    return {
        unique_id: place for place, unique_id in enumerate(TopologicalSorter(graph).static_order())
    }


def _needs_home(node: Node) -> bool:
    is_test = node["resource_type"] == "test"
    return is_test and not node.get("attached_node") and len(_parents(node)) > 1


def _parents(node: Node) -> set[str]:
    return set(node["depends_on"].get("nodes", []))


def _attached(test: Node, home: Node) -> Node:
    reference = {"name": home["name"], "package": home["package_name"]}
    meta = test["config"].get("meta", {}) | {"dagster": {"ref": reference}}
    return test | {"config": test["config"] | {"meta": meta}}

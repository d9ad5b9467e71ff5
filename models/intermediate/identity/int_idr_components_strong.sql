{{ config(materialized="connected_components") }}

{{ rung_edges(previous="int_idr_components_all", tiers=["anchor", "strong"]) }}

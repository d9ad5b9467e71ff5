{{ config(materialized="table") }}

{% set checks = [
    "rejections",
    "repetitions",
    "drift",
    "freshness",
    "delays",
    "time_zones",
    "currencies",
    "owners",
    "references",
    "identifiers",
] %}
with
    found as (
        {% for check in checks %}
            select check_name, severity, subject, finding, advice, n_affected, n_rows
            from {{ ref("doctor_" ~ check) }} {{ "union all" if not loop.last }}
        {% endfor %}
    )

select *
from found

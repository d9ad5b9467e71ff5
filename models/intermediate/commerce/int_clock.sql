{% set contracts = [
    "input__ad_performance",
    "input__ad_touches",
    "input__consents",
    "input__contacts",
    "input__events",
    "input__exchange_rates",
    "input__experiment_assignments",
    "input__identifier_links",
    "input__messages",
    "input__order_lines",
    "input__orders",
    "input__products",
    "input__refunds",
] %}
with
    deliveries as (
        {% for contract in contracts %}
            select max(loaded_at) as loaded_at from {{ ref(contract) }} {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    latest as (
        select
            {% if var("as_of") %} max(cast('{{ var("as_of") }}' as timestamp))
            {% else %} coalesce(max(loaded_at), cast('1970-01-01 00:00:00' as timestamp))
            {% endif %} as as_of
        from deliveries
    ),

    clock as (
        select
            as_of,
            cast(
                cast({{ dbt.dateadd("day", -1 * var("evaluation_days"), "as_of") }} as date) as timestamp
            ) as evaluation_cutoff
        from latest
    )

select *
from clock

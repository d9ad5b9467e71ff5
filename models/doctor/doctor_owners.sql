{% set contracts = {
    "input__events": ["anonymous_id", "device_id", "user_id", "email", "phone"],
    "input__orders": ["user_id", "email", "phone", "anonymous_id"],
    "input__messages": ["email", "phone", "user_id"],
    "input__contacts": ["user_id", "email", "phone", "given_name", "family_name"],
} %}
{% set tolerated_share = 0.05 %}
{% set hopeless_share = 0.5 %}
with
    owned as (
        {% for contract, owners in contracts.items() %}
            select
                '{{ contract }}' as contract,
                source,
                count(*) as n_rows,
                sum(case when coalesce({{ owners | join(", ") }}) is null then 1 else 0 end) as n_affected
            from {{ ref(contract) }}
            group by source {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    activity as (
        select sum(n_rows) as n_rows from owned where contract in ('input__events', 'input__orders', 'input__messages')
    ),

    found as (
        select
            'owners' as check_name,
            case when n_affected >= {{ hopeless_share }} * n_rows then 'error' else 'warning' end as severity,
            contract || ' of ' || source as subject,
            'rows say nothing about whose they are' as finding,
            'Map a column of the account, the address, the phone number or the visitor.' as advice,
            cast(n_affected as bigint) as n_affected,
            cast(n_rows as bigint) as n_rows
        from owned
        where n_affected >= {{ tolerated_share }} * n_rows and n_affected > 0
        union all
        select
            'owners' as check_name,
            'error' as severity,
            'the dataset' as subject,
            'nothing tells what anybody did: there is no event, no order and no message' as finding,
            'Add a source with `dmp source add`, and name its models under vars.datasets in dbt_project.yml.' as advice,
            cast(null as bigint) as n_affected,
            cast(null as bigint) as n_rows
        from activity
        where coalesce(n_rows, 0) = 0
    )

select *
from found

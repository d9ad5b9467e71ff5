with
    rates as (select distinct currency from {{ ref("int_exchange_rates") }}),

    amounts as (
        {% for contract in ["input__orders", "input__refunds", "input__ad_performance"] %}
            select '{{ contract }}' as contract, currency from {{ ref(contract) }} {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    counted as (
        select
            amounts.contract,
            amounts.currency,
            count(*) as n_affected,
            count(rates.currency) as n_converted,
            sum(count(*)) over (partition by amounts.contract) as n_rows
        from amounts
        left join rates on rates.currency = amounts.currency
        group by amounts.contract, amounts.currency
    ),

    found as (
        select
            'currency' as check_name,
            'error' as severity,
            contract as subject,
            'rows are in ' || currency || ', which no rate turns into {{ reporting_currency() }}' as finding,
            'A build would stop, since they would vanish from every sum: bring rates (input__exchange_rates), or report in'
            || ' their currency (vars.reporting_currency).' as advice,
            cast(n_affected as bigint) as n_affected,
            cast(n_rows as bigint) as n_rows
        from counted
        where n_converted = 0
    )

select *
from found

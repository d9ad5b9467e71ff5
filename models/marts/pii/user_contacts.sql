with
    golden_values as (select * from {{ ref("int_idr_golden_values") }}),
    addresses as (select * from {{ ref("int_addresses") }}),

    pivoted as (
        select
            user_id,
            {% for attribute in ["email", "phone", "given_name", "family_name", "birth_date", "gender", "address"] -%}
                {% if attribute != "address" -%}
                    max(case when attribute = '{{ attribute }}' then value end) as {{ attribute }},
                {% endif -%}
                max(case when attribute = '{{ attribute }}' then source end) as {{ attribute }}_source,
                max(case when attribute = '{{ attribute }}' then record_id end) as {{ attribute }}_record_id,
                max(case when attribute = '{{ attribute }}' then rule end) as {{ attribute }}_rule,
            {% endfor -%}
            max(observed_at) as observed_at
        from golden_values
        group by user_id
    ),

    addressed as (
        select
            pivoted.user_id,
            pivoted.email,
            pivoted.email_source,
            pivoted.email_record_id,
            pivoted.email_rule,
            pivoted.phone,
            pivoted.phone_source,
            pivoted.phone_record_id,
            pivoted.phone_rule,
            pivoted.given_name,
            pivoted.given_name_source,
            pivoted.given_name_record_id,
            pivoted.given_name_rule,
            pivoted.family_name,
            pivoted.family_name_source,
            pivoted.family_name_record_id,
            pivoted.family_name_rule,
            pivoted.gender,
            pivoted.gender_source,
            pivoted.gender_record_id,
            pivoted.gender_rule,
            addresses.street,
            addresses.postal_code,
            addresses.city,
            addresses.region,
            addresses.country,
            pivoted.address_source,
            pivoted.address_record_id,
            pivoted.address_rule,
            cast(pivoted.birth_date as date) as birth_date,
            pivoted.birth_date_source,
            pivoted.birth_date_record_id,
            pivoted.birth_date_rule,
            pivoted.observed_at
        from pivoted
        left join
            addresses on pivoted.address_source = addresses.source and pivoted.address_record_id = addresses.record_id
    )

select *
from addressed

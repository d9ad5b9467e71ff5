with
    source as (select * from {{ source("crm", "contacts") }}),

    parsed as (
        select
            {{ clean_text("source.contact_id") }} as record_id,
            'crm' as source,
            {{ clean_text("source.shop_customer_id") }} as user_id,
            {{ clean_text("source.email") }} as email,
            {{ clean_text("source.mobile") }} as phone,
            -- the CRM holds one name field in two orders: 'Family, Given' and 'Given Family'
            {%- set name = trimmed("source.name") %}
            case
                when source.name like '%,%'
                then {{ clean_text("split_part(source.name, ',', 2)") }}
                else nullif(split_part({{ name }}, ' ', 1), '')
            end as given_name,
            case
                when source.name like '%,%'
                then {{ clean_text("split_part(source.name, ',', 1)") }}
                else {{ clean_text("substr(" ~ name ~ ", length(split_part(" ~ name ~ ", ' ', 1)) + 1)") }}
            end as family_name,
            {{ clean_text("source.name") }} as full_name,
            {{ read_gender("source.gender") }} as gender,
            {{ clean_text("source.street") }} as street,
            {{ clean_text("source.zip") }} as postal_code,
            {{ clean_text("source.city") }} as city,
            country_aliases.code as country,
            {{ read_date("source.birthday") }} as birth_date,
            coalesce(
                {{ read_timestamp("source.modified") }},
                {{ read_timestamp("source.created") }},
                {{ delivered_at("source._synced_at") }}
            ) as observed_at,
            {{ read_timestamp("source.created") }} as created_at,
            {{ read_timestamp("source.modified") }} as updated_at,
            {{ delivered_at("source._synced_at") }} as loaded_at,
            _overflow,
            {{ row_identity() }}
        from source {{ alias_join("country", "source.country") }}
    ),

    judged as (
        select
            *,
            {{ reject_reason([["record_id is null", "missing contact_id"]]) }},
            {{
                value_issues(
                    {
                        "gender": "gender",
                        "country": "country",
                        "birth_date": "birthday",
                        "created_at": "created",
                        "updated_at": "modified",
                    }
                )
            }}
        from parsed
    ),

    versioned as (select *, {{ row_status(key="record_id", newest="observed_at") }} from judged)

select *
from versioned

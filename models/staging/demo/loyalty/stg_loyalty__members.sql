with
    source as (select * from {{ source("loyalty", "members") }}),

    parsed as (
        select
            {{ clean_text("source.card_no") }} as record_id,
            'loyalty' as source,
            {{ clean_text("source.email") }} as email,
            {{ clean_text("source.phone") }} as phone,
            {{ clean_text("source.given_name") }} as given_name,
            {{ clean_text("source.family_name") }} as family_name,
            {{ clean_text("source.postal_code") }} as postal_code,
            {{ clean_text("source.city") }} as city,
            country_aliases.code as country,
            cast({{ read_integer("source.points") }} as {{ dbt.type_string() }}) as points,
            {{ read_date("source.birth_date") }} as birth_date,
            coalesce({{ delivered_at("source._synced_at") }}, {{ read_timestamp("source.joined_at") }}) as observed_at,
            {{ read_timestamp("source.joined_at") }} as created_at,
            {{ delivered_at("source._synced_at") }} as loaded_at,
            _overflow,
            {{ row_identity() }}
        from source {{ alias_join("country", "source.country") }}
    ),

    described as (
        select *, case when points is not null then '{"points": ' || points || '}' end as attributes from parsed
    ),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["record_id is null", "missing card_no"],
                        ["observed_at is null", "unreadable joined_at"],
                    ]
                )
            }},
            {{
                value_issues(
                    {
                        "country": "country",
                        "points": "points",
                        "birth_date": "birth_date",
                        "created_at": "joined_at",
                    }
                )
            }}
        from described
    ),

    versioned as (select *, {{ row_status(key="record_id", newest="observed_at") }} from judged)

select *
from versioned

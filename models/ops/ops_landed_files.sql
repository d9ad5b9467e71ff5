with
    entries as (select line from {{ source("landing", "files") }}),

    -- a file that was touched, its content the same, is noted again
    parsed as (
        select distinct
            {{ json_text("line", "source") }} as source,
            {{ json_text("line", "table_name") }} as table_name,
            {{ json_text("line", "path") }} as path,
            nullif({{ json_text("line", "landed_as") }}, '') as landed_as,
            {{ json_text("line", "sha256") }} as sha256,
            {{ json_text("line", "load_id") }} as load_id,
            nullif({{ json_text("line", "drift") }}, '') as drift,
            cast({{ json_text("line", "size") }} as bigint) as n_bytes,
            cast({{ json_text("line", "n_rows") }} as bigint) as n_rows,
            cast({{ json_text("line", "n_broken") }} as bigint) as n_broken,
            {{ to_utc(json_text("line", "landed_at")) }} as landed_at
        from entries
    ),

    ranked as (
        select
            *,
            row_number() over (
                partition by source, table_name, path order by landed_at desc nulls last, landed_as desc nulls last
            )
            = 1 as is_current
        from parsed
    )

select source, table_name, path, landed_as, sha256, load_id, drift, n_bytes, n_rows, n_broken, is_current, landed_at
from ranked

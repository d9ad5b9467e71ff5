{#
  Where one person has too many values of a type, the least trusted evidence is given up first, type by type: devices before what is strong, within
  a tier by priority. What two accounts share over one cookie costs the cookies of their component, and no address. Accounts hold to the last rung. The first
  rung is before all types: there, values that join two accounts count too (int_idr_joining_values).
#}
{% set n_types = identifier_types() | length %}
with
    id_types as (select * from {{ ref("idr_id_types") }}),

    ranked as (
        select
            id_type,
            tier,
            row_number() over (
                order by
                    case tier when 'anchor' then 1 when 'strong' then 2 else 3 end asc nulls last,
                    priority asc nulls last,
                    id_type asc nulls last
            ) as place
        from id_types
    ),

    placed as (
        select
            id_type,
            tier,
            cast(
                case
                    when tier = 'anchor' then {{ n_types + 1 }} else greatest({{ n_types + 2 }} - place, 2)
                end as integer
            ) as last_rung
        from ranked
    )

select *
from placed

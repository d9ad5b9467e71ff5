{#
  A select of the groups (e.g. visitors) whose rows in the CTE `rows` are not exactly those kept by the last build: a member is new,
  changed, gone, or moved to another group. `key`: what identifies a member; `values`: what the model computes from, the group included.
#}
{% macro touched_groups(rows, group, key, values) -%}
    {%- set same -%}
        {% for column in key %}kept.{{ column }} = arrived.{{ column }} and {% endfor -%}
        {% for column in values %}kept.{{ column }} is not distinct from arrived.{{ column }}{{ " and " if not loop.last }}{% endfor %}
    {%- endset -%}
    select arrived.{{ group }}
    from {{ rows }} as arrived
    where not exists (select 1 from {{ this }} as kept where {{ same }})
    union distinct
    select kept.{{ group }}
    from {{ this }} as kept
    where not exists (select 1 from {{ rows }} as arrived where {{ same }})
{%- endmacro %}

{#
  A fact's user as it was known in the build that first saw the fact: kept by every later build, also when it was unknown then.
  Needs first_sight_join in the from clause.
#}
{% macro user_at_first_sight(user) -%}
    {%- if is_incremental() -%} case when first_sight.is_kept then first_sight.user_id_at_event else {{ user }} end
    {%- else -%} {{ user }}
    {%- endif -%}
{%- endmacro %}

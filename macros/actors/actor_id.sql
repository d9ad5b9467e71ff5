{#
  The id of an actor: who did something, as the fact itself says it. `account`, `email`: normalised identifiers carried by the fact;
  `record`: the record the fact belongs to in the identity graph. int_actors knows which user that is today.
#}
{% macro actor_id(account, email, record) -%}
    {{
        dbt.hash(
            "coalesce("
            ~ account
            ~ ", '') || '|' || coalesce("
            ~ email
            ~ ", '') || '|' || coalesce("
            ~ record
            ~ ", '')"
        )
    }}
{%- endmacro %}

{#
  The three columns by which a staged row stays traceable: row_id (md5 of its raw text, so two identical deliveries share it),
  row_text (the raw text as JSON) and delivery (the file that brought it).
#}
{% macro row_identity() -%}
    {{ dbt.hash("_row_text") }} as row_id, _row_text as row_text, _delivery as delivery
{%- endmacro %}

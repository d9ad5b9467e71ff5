{#
  The three columns by which a staged row stays traceable: row_id (md5 of its raw text, so two identical deliveries share it),
  row_text (the raw text as JSON) and delivery (the file that brought it). `part`: a text that tells the rows taken out of one raw row apart.
#}
{% macro row_identity(part=none) -%}
    {{ dbt.hash("_row_text" if part is none else "_row_text || '|' || " ~ part) }} as row_id,
    _row_text as row_text,
    _delivery as delivery
{%- endmacro %}

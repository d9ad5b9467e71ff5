{#
  Ends an incremental model: of the rows it computed, only those that the table of the last build lacks or holds with other values. It
  compares contents, never clocks: a delivery that arrives years late is as new as yesterday's, and a killed build is completed by the next
  one. Columns compare by position; after a change of columns dbt asks for a full refresh.
#}
{% macro except_kept() -%}
    {%- if is_incremental() -%} {{ dbt.except() }} select * from {{ this }} {%- endif -%}
{%- endmacro %}

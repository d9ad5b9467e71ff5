{#
  Whether one value of a CSV row, given as JSON text, holds a line break and then as many commas as a row has, at least three: a quote that
  is never closed makes all the following rows part of its value.
#}
{% macro holds_other_rows(row_text, n_columns) -%}
    {%- set pattern = "chr(92) || chr(92) || 'n([^,\"]*,){" ~ [n_columns - 1, 3] | max ~ "}'" -%}
    (instr({{ row_text }}, chr(92) || 'n') > 0 and {{ matches(row_text, pattern) }})
{%- endmacro %}

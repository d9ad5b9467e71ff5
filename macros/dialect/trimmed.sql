{#
  A text without what cannot be seen at its ends: separators, control characters (tab, line break), zero-width marks and the byte order
  mark. `trim` alone removes every Unicode space on DuckDB and one of them on Spark.
#}
{% macro trimmed(expression) -%} {{ return(adapter.dispatch("trimmed", "dmp")(expression)) }} {%- endmacro %}

{% macro default__trimmed(expression) -%}
    regexp_replace(
        {{ expression }},
        '^[\\p{Z}\\p{Cc}\\x{200b}-\\x{200f}\\x{feff}]+|[\\p{Z}\\p{Cc}\\x{200b}-\\x{200f}\\x{feff}]+\\z',
        ''
    )
{%- endmacro %}

{% macro duckdb__trimmed(expression) -%}
    regexp_replace(
        {{ expression }}, '^[\p{Z}\p{Cc}\x{200b}-\x{200f}\x{feff}]+|[\p{Z}\p{Cc}\x{200b}-\x{200f}\x{feff}]+\z', '', 'g'
    )
{%- endmacro %}

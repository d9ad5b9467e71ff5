{#
  What could not be read in an otherwise good row: '|'-separated reasons, or null. `readings`: {typed column: raw column};
  a typed null whose raw text was not empty is an 'unreadable <raw column>'. `extra`: list of [condition, reason].
#}
{% macro value_issues(readings, extra=[]) -%}
    nullif(
        ''
        {%- for typed, raw in readings.items() %}
            || case
                when {{ typed }} is null and {{ clean_text(json_text("row_text", raw)) }} is not null
                then '|unreadable {{ raw }}'
                else ''
            end
        {%- endfor %}
        {%- for condition, reason in extra %}
            || case when {{ condition }} then '|{{ reason }}' else '' end
        {%- endfor %},
        ''
    ) as value_issues
{%- endmacro %}

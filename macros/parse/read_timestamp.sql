{#
  An instant (UTC) from the spellings our sources use: ISO 8601 with or without offset, dd.mm.yyyy [hh:mm[:ss]], mm/dd/yyyy.
  Slashes count as month first; a source that means day first parses for itself. Null where nothing fits.
#}
{% macro read_timestamp(column) -%}
    {%- set text = clean_text(column) -%}
    coalesce(
        {{ to_utc(text) }},
        {{ timestamp_in_format(text, "%d.%m.%Y %H:%M:%S") }},
        {{ timestamp_in_format(text, "%d.%m.%Y %H:%M") }},
        {{ timestamp_in_format(text, "%d.%m.%Y") }},
        {{ timestamp_in_format(text, "%m/%d/%Y %H:%M") }},
        {{ timestamp_in_format(text, "%m/%d/%Y") }}
    )
{%- endmacro %}

{#
  An instant (UTC) from the spellings our sources use: ISO 8601 with or without offset, yyyy/mm/dd, dd.mm.yyyy [hh:mm[:ss]],
  mm/dd/yyyy [hh:mm[:ss]]. Slashes with the year last count as month first, unless `day_first` says otherwise. With `half_days` these
  may end in AM or PM. Null where nothing fits and outside the years 1900 to 2099: the zero and the end of time that software writes
  when it knows no better are no instants.
#}
{% macro read_timestamp(column, day_first=false, half_days=false) -%}
    {%- set slashed = "%d/%m/%Y" if day_first else "%m/%d/%Y" -%}
    {%- set text = clean_text(column) -%}
    case
        when {{ matches(text, "'^(19|20)[0-9]{2}|^[0-9]{1,2}[./][0-9]{1,2}[./](19|20)[0-9]{2}'") }}
        then
            coalesce(
                {{ to_utc(text) }},
                {{ timestamp_in_format(text, "%Y/%m/%d") }},
                {{ timestamp_in_format(text, "%d.%m.%Y %H:%M:%S") }},
                {{ timestamp_in_format(text, "%d.%m.%Y %H:%M") }},
                {{ timestamp_in_format(text, "%d.%m.%Y") }},
                {% if half_days -%}
                    {% for day in (slashed, "%d.%m.%Y", "%Y/%m/%d", "%Y-%m-%d") -%}
                        {{ timestamp_in_format(text, day ~ " %I:%M:%S %p") }},
                        {{ timestamp_in_format(text, day ~ " %I:%M %p") }},
                    {% endfor -%}
                {% endif -%}
                {{ timestamp_in_format(text, slashed ~ " %H:%M:%S") }},
                {{ timestamp_in_format(text, slashed ~ " %H:%M") }},
                {{ timestamp_in_format(text, slashed) }}
            )
    end
{%- endmacro %}

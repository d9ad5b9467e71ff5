{# The columns of int_idr_match_records that comparisons read. #}
{% macro compared_columns() -%}
    {{
        return(
            [
                "full_name",
                "given_name",
                "middle_name",
                "family_name",
                "name_key",
                "birth_day",
                "email",
                "mailbox",
                "phone",
                "street",
                "postal_code",
                "city",
                "occupation",
                "gender",
                "national_id",
                "confirmed_name",
            ]
        )
    }}
{%- endmacro %}

{# These columns of the record `side` (one, other), as <side>_<column>. #}
{% macro match_columns(side) -%}
    {%- for column in compared_columns() -%}
        {{ side }}.{{ column }} as {{ side }}_{{ column }}{{ ", " if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#
  Another text whenever a comparison, a level or the scale of distances changes: weights say nothing about levels they were not learned for. The
  same on both engines, whatever SQL a distance is there.
#}
{% macro levels_version() -%}
    {%- set parts = [distance_family()] -%}
    {%- for comparison in match_comparisons() -%}
        {%- do parts.extend([comparison.name, comparison.unknown, comparison.term | string] + comparison.levels) -%}
    {%- endfor -%}
    {{ return(local_md5(parts | join("; "))) }}
{%- endmacro %}

{# Another number whenever a compared column or the way of comparing changes: a pair of unchanged versions need not be compared again. #}
{% macro record_version() -%}
    {%- set columns = {} -%}
    {%- for column in compared_columns() -%} {%- do columns.update({column: column}) -%} {%- endfor -%}
    {{ hash_number("'" ~ levels_version() ~ "' || " ~ json_object(columns)) }}
{%- endmacro %}

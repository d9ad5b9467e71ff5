{# The columns of int_idr_match_records that comparisons read, of the record `side` (one, other), as <side>_<column>. #}
{% macro match_columns(side) -%}
    {%- for column in [
        "full_name",
        "given_name",
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
    ] -%}
        {{ side }}.{{ column }} as {{ side }}_{{ column }}{{ ", " if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

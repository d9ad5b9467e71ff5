{# A name for comparison: lower case, the common accents of Latin script unfolded, nothing but letters. Other scripts stay whole. #}
{% macro normalise_name(value) -%}
    {{
        regex_replace_all(
            "translate(replace(replace(replace(lower(trim("
            ~ value
            ~ ")), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'áàâäãåçéèêëíìîïñóòôöõøúùûüýÿ', 'aaaaaaceeeeiiiinoooooouuuuyy')",
            "[ .0-9-]+",
            "",
        )
    }}
{%- endmacro %}

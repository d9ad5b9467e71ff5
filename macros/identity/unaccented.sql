{# A text in lower case with the common accents of Latin script unfolded. Other scripts stay whole. #}
{% macro unaccented(value) -%}
    translate(
        replace(replace(replace(lower(trim({{ value }})), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'),
        'áàâäãåçéèêëíìîïñóòôöõøúùûüýÿ',
        'aaaaaaceeeeiiiinoooooouuuuyy'
    )
{%- endmacro %}

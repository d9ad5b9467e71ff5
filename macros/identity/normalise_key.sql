{# An opaque identifier (account, cookie, device) trimmed; null for the words and zeros that software writes when it has none. #}
{% macro normalise_key(value) -%}
    case
        when
            {{ lower_case(trimmed(value)) }} not in (
                '',
                '-',
                '-1',
                'anonymous',
                'guest',
                'n/a',
                'na',
                'nan',
                'nil',
                'none',
                'null',
                'test',
                'undefined',
                'unknown'
            )
            and not {{ matches(value, "'^[-0 ]*$'") }}
        then {{ trimmed(value) }}
    end
{%- endmacro %}

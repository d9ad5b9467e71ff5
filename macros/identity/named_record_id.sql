{#
  The id of the record that a manual rule names: '<source>:<record_type>:<record_key>', or '<source>:<record_key>' for a profile record.
  `name`: a SQL expression. A key may hold colons; where it begins like a record type, only the long form names it.
#}
{% macro named_record_id(name) -%}
    {%- set source = "split_part(" ~ name ~ ", ':', 1)" -%}
    {%- set type = "split_part(" ~ name ~ ", ':', 2)" -%}
    case
        when
            {{ type }} in ('contact', 'visitor', 'order', 'recipient', 'link', 'statement')
            and length({{ name }}) > length({{ source }}) + length({{ type }}) + 2
        then {{ record_id(source, type, "substr(" ~ name ~ ", length(" ~ source ~ ") + length(" ~ type ~ ") + 3)") }}
        else {{ record_id(source, "'contact'", "substr(" ~ name ~ ", length(" ~ source ~ ") + 2)") }}
    end
{%- endmacro %}

{# A whole number of sixty bits that stands for a text, from its MD5: a quarter of the room, and compared in no time. #}
{% macro hash_number(text) -%} {{ return(adapter.dispatch("hash_number", "dmp")(text)) }} {%- endmacro %}

{% macro default__hash_number(text) -%} cast(conv(substr(md5({{ text }}), 1, 15), 16, 10) as bigint) {%- endmacro %}

{% macro duckdb__hash_number(text) -%} cast('0x' || substr(md5({{ text }}), 1, 15) as bigint) {%- endmacro %}

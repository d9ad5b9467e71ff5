{# The key of an identifier's node, over the columns of int_idr_evidence: a value split by names or time is one node per part. #}
{% macro identifier_node_key() -%} (id_type || '|' || id_value || '|' || name_group || period) {%- endmacro %}

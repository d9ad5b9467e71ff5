{# The columns that tell the rows of an input contract apart, from its test unique_together; empty while parsing. #}
{% macro contract_key(contract) %}
    {% set keys = [] %}
    {% if execute %}
        {% for node in graph.nodes.values() if node.resource_type == "test" and node.test_metadata %}
            {% if node.test_metadata.name == "unique_together" and node.attached_node == "model.dmp." ~ contract %}
                {% do keys.extend(node.test_metadata.kwargs.columns) %}
            {% endif %}
        {% endfor %}
    {% endif %}
    {{ return(keys) }}
{% endmacro %}

{# The names of all input contracts, sorted; empty while parsing, when the graph is not yet known. #}
{% macro input_contracts() %}
    {% set names = [] %}
    {% if execute %}
        {% for node in graph.nodes.values() if node.resource_type == "model" and node.name.startswith("input__") %}
            {% do names.append(node.name) %}
        {% endfor %}
    {% endif %}
    {{ return(names | sort) }}
{% endmacro %}

{# Those of the staging models that declare the column. #}
{% macro delivering(feeds, column) %}
    {% set names = [] %}
    {% for feed in feeds if column in declared_columns(feed) %} {% do names.append(feed) %} {% endfor %}
    {{ return(names) }}
{% endmacro %}

{#
  Those of the staging models whose column is not delivered but assumed: it has config.meta.assumed in the model's yml, and its description
  says what is assumed.
#}
{% macro assuming(feeds, column) %}
    {% set names = [] %}
    {% for node in graph.nodes.values() | selectattr("name", "in", feeds) if column in node.columns %}
        {% if node.columns[column].config.meta.assumed %} {% do names.append(node.name) %} {% endif %}
    {% endfor %}
    {{ return(names | sort) }}
{% endmacro %}

{# The names of the feeds of a group for which `flag` is 1, in the order of their places, separated by commas; null for none. `n`: most places. #}
{% macro feeds_where(flag, n) -%}
    nullif(
        substr(
            {%- for place in range(1, n + 1) %}
                coalesce(max(case when place = {{ place }} and {{ flag }} = 1 then ', ' || feed end), '')
                {{ "||" if not loop.last }}
            {%- endfor %},
            3
        ),
        ''
    )
{%- endmacro %}

{#
  An input contract filled from the accepted rows of the active dataset's staging models. The contract's columns and types come from the
  model's own yml, a staging model's columns from its yml: what a source does not deliver is null of the right type, and a contract
  without any staging model is an empty relation. The refs are literal after rendering, so lineage is complete.
#}
{% macro input_contract() %}
    {%- set feeds = dataset_inputs().get(model.name, []) -%}
    {%- for feed in feeds %}
        {%- set relation = ref(feed) %}
        {%- set delivered = declared_columns(feed) %}
        select
            {%- for column in model.columns.values() %}
                {% if column.name in delivered %} cast({{ column.name }} as {{ column.data_type }})
                {% else %} cast(null as {{ column.data_type }})
                {% endif %} as {{ column.name }}{{ "," if not loop.last }}
            {%- endfor %}
        from {{ relation }}
        where row_status = 'accepted' {{ "union all" if not loop.last }}
    {%- else %}
        select
            {%- for column in model.columns.values() %}
                cast(null as {{ column.data_type }}) as {{ column.name }}{{ "," if not loop.last }}
            {%- endfor %}
        from (select 1 as nothing) as empty
        where 1 = 0
    {%- endfor %}
{% endmacro %}

{# The columns a model declares in its yml; empty while parsing, when the graph is not yet known. #}
{% macro declared_columns(name) %}
    {% if not execute %} {{ return([]) }} {% endif %}
    {% set node = graph.nodes.values() | selectattr("name", "equalto", name) | first %}
    {{ return(node.columns.keys() | list) }}
{% endmacro %}

{#
  The rungs of likely matches, ascending. On the last one exact evidence alone counts: no likeness, however great, gives a person more than one
  may have. What is no list of numbers is passed over: this is asked while dbt parses, and check_settings refuses it in a sentence afterwards.
#}
{% macro match_rungs() %}
    {% set told = var("idr_rungs") %}
    {% set is_list = told is sequence and told is not string and told | reject("number") | list == [] %}
    {% if not is_list or not told %} {{ return([1]) }} {% endif %}
    {{ return(told if told[-1] == 1 else told + [1]) }}
{% endmacro %}

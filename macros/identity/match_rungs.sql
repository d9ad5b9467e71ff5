{#
  The rungs of likely matches, ascending. On the last one exact evidence alone counts: no likeness, however great, gives a person more than one
  may have.
#}
{% macro match_rungs() %}
    {% set told = var("idr_rungs") %} {{ return(told if told[-1] == 1 else told + [1]) }}
{% endmacro %}

{#
  When a delivered row arrived: the first of its instants that can be read, else the day with which the name of its file begins. Two days
  after that day is the latest that counts: what a wrong clock wrote would otherwise, as the newest arrival, be the clock of the whole
  build, and one row from the year 2099 would age everybody's history. `columns`: one raw column or several.
#}
{% macro delivered_at(columns) -%}
    {%- set told = [] -%}
    {%- for column in ([columns] if columns is string else columns) -%}
        {%- do told.append(read_timestamp(column)) -%}
    {%- endfor -%}
    {%- set day = to_utc("_delivery") -%}
    least(coalesce({{ told | join(", ") }}, {{ day }}), {{ dbt.dateadd("day", 2, day) }})
{%- endmacro %}

{#
  Every day from first_day to last_day of the one-row CTE `bounds`, as date_day. Up to `n_days` days from the first (20,000 are 54 years);
  a fact outside them shows up as a missing exchange rate, which a test refuses.
#}
{% macro day_series(bounds, n_days=20000) -%}
    select cast({{ dbt.dateadd("day", "numbers.generated_number - 1", "bounds.first_day") }} as date) as date_day
    from {{ bounds }} as bounds
    inner join
        ({{ dbt.generate_series(n_days) }}) as numbers
        on cast({{ dbt.dateadd("day", "numbers.generated_number - 1", "bounds.first_day") }} as date) <= bounds.last_day
{%- endmacro %}

{#
  Stops the model before it is written when the run would merge too much (see int_idr_merge_check), unless the variable idr_allow_merges says
  that a person has looked. `check`, `growth`: the relations of int_idr_merge_check and int_idr_growth.
#}
{% macro refuse_mass_merge(check, growth) %}
    {% if execute and not var("idr_allow_merges") %}
        {% set found = run_query(
            "select n_users_before, n_merged, n_largest_before, n_largest_after from "
            ~ check
            ~ " where is_too_much"
        ).rows %}
        {% if found | length > 0 %}
            {% set figures = found[0] %}
            {% set largest = [] %}
            {% for row in run_query(
                "select user_id, n_absorbed from "
                ~ growth
                ~ " where not is_held and not is_released and n_absorbed > 0 order by n_absorbed desc, user_id asc limit 2"
            ).rows %}
                {% do largest.append(row[1] ~ " into " ~ row[0]) %}
            {% endfor %}
            {% do exceptions.raise_compiler_error(
                "This run would merge "
                ~ figures[1]
                ~ " of "
                ~ figures[0]
                ~ " known users into others (most: "
                ~ (largest | join(", ") or "none")
                ~ "; allowed: "
                ~ var("idr_max_merged_share")
                ~ " of them) and make the largest one of "
                ~ figures[3]
                ~ " records without an account (before: "
                ~ figures[2]
                ~ "). Nothing was changed. Look at intermediate.int_idr_growth; to go on, build once with --var idr_allow_merges=true."
            ) %}
        {% endif %}
    {% endif %}
{% endmacro %}

{# The pre-hook by which idr_assignment_log asks. #}
{% macro mass_merge_guard() %}
    {{ return("{{ refuse_mass_merge(ref('int_idr_merge_check'), ref('int_idr_growth')) }}") }}
{% endmacro %}

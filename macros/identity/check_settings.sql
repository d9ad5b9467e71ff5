{#
  Stops a run before it writes anything where the settings cannot be: seeds as files, variables, the wiring of datasets, and manual rules that
  block what cannot be read, or name records or users which no build has seen. On a first build nobody can know these; then
  assert_manual_rules_name_records_that_exist finds them. The questions are answered by the plugin dbt_dmp.
#}
{% macro check_settings() %}
    {% if execute and flags.WHICH != "compile" %}
        {% set chosen = {} %}
        {% for name in adapter.checked_variables() %} {% do chosen.update({name: var(name)}) %} {% endfor %}
        {% do stop_at(adapter.settings_problems(identifier_types(), chosen, input_contracts())) %}
        {% do stop_at(unreadable_blocks()) %}
        {% set log = built_relation("idr_assignment_log") %}
        {% set user_map = built_relation("idr_user_map") %}
        {% set redirects = built_relation("idr_redirects") %}
        {% if none not in [log, user_map, redirects] %}
            {% do stop_at(unknown_records(user_map, log) + unknown_users(user_map, redirects)) %}
        {% endif %}
    {% endif %}
{% endmacro %}

{% macro stop_at(problems) %}
    {% if problems %} {% do exceptions.raise_compiler_error(problems | join("\n")) %} {% endif %}
{% endmacro %}

{# A block_value is normalised as the identifiers are; where nothing is left of it, it would block nobody. #}
{% macro unreadable_blocks() %}
    {% set blocks = adapter.blocked_values() %}
    {% set wanted = [] %}
    {% for each in blocks %}
        {% set read = normalise_identifier(text_literal(each.id_type), text_literal(each.name)) %}
        {% set why = invalid_reason(text_literal(each.id_type)) %}
        {% do wanted.append(
            "select "
            ~ loop.index0
            ~ " as place, "
            ~ why
            ~ " as why from (select 1 as one) as nothing where "
            ~ read
            ~ " is null"
        ) %}
    {% endfor %}
    {% set problems = [] %}
    {% if wanted %}
        {% for row in run_query(wanted | join(" union all ") ~ " order by place").rows %}
            {% do problems.append(adapter.unreadable_block_sentence(blocks[row[0] | int], row[1])) %}
        {% endfor %}
    {% endif %}
    {{ return(problems) }}
{% endmacro %}

{# A table of an earlier build, or none. Not through ref(): a run may leave the model out. #}
{% macro built_relation(name) %}
    {% set node = graph.nodes.values() | selectattr("name", "equalto", name) | first %}
    {{ return(adapter.get_relation(node.database, node.schema, node.alias)) }}
{% endmacro %}

{# A record that is gone stays known: its rule has nothing to do, and stops nobody. #}
{% macro unknown_records(user_map, log) %}
    {% set named = adapter.named_records() %}
    {% if not named %} {{ return([]) }} {% endif %}
    {% set sources = run_query("select distinct source from " ~ user_map).columns[0].values() | list %}
    {% set feeds = [] %}
    {% for inputs in (var("datasets").values() | list) + (var("adapter_inputs", {}).values() | list) %}
        {% for names in inputs.values() %} {% do feeds.extend(names) %} {% endfor %}
    {% endfor %}
    {% set problems = adapter.source_problems(sources, feeds) %}
    {% set wanted = [] %}
    {% for each in named %}
        {% set id = record_id(
            text_literal(each.source), text_literal(each.record_type), text_literal(each.record_key)
        ) %}
        {% do wanted.append("select " ~ text_literal(each.name) ~ " as name, " ~ id ~ " as record_id") %}
    {% endfor %}
    {% set known = (
        run_query(
            "select distinct named.name from (" ~ wanted
            | join(" union all ")
            ~ ") as named inner join "
            ~ log
            ~ " as log on log.record_id = named.record_id"
        )
        .columns[0]
        .values()
        | list
    ) %}
    {% for each in named if each.source in sources and each.name not in known %}
        {% set near = nearest_text(
            user_map,
            "record_key",
            each.record_key,
            "source = " ~ text_literal(each.source) ~ " and record_type = " ~ text_literal(each.record_type),
        ) %}
        {% set near = each.source ~ ":" ~ each.record_type ~ ":" ~ near if near is not none else none %}
        {% do problems.append(adapter.unknown_record_sentence(each.where, each.name, near)) %}
    {% endfor %}
    {{ return(problems) }}
{% endmacro %}

{#
  The seed serves all datasets, and users may be gone: a keep_id of nobody here is a warning. It is an error where the user was merged, or the
  name is so near to a living one that it must be a slip.
#}
{% macro unknown_users(user_map, redirects) %}
    {% set problems = [] %}
    {% for each in adapter.kept_users() %}
        {% set near = nearest_text(user_map, "user_id", each.name, "1 = 1") %}
        {% if near != each.name %}
            {% set merged = run_query(
                "select new_user_id from " ~ redirects ~ " where old_user_id = " ~ text_literal(each.name)
            ) %}
            {% if merged.rows | length > 0 %}
                {% set into = merged.columns[0].values()[0] %}
                {% do problems.append(adapter.merged_user_sentence(each.where, each.name, into)) %}
            {% elif near is not none and is_slip(each.name, near) %}
                {% do problems.append(adapter.misspelt_user_sentence(each.where, each.name, near)) %}
            {% else %} {% do exceptions.warn(adapter.absent_user_sentence(each.where, each.name)) %}
            {% endif %}
        {% endif %}
    {% endfor %}
    {{ return(problems) }}
{% endmacro %}

{# Up to three letters; two ids that were drawn differ in more. #}
{% macro is_slip(name, near) %}
    {% set distance = run_query("select " ~ edit_distance(text_literal(name), text_literal(near)) ~ " as distance") %}
    {{ return(distance.columns[0].values()[0] | int <= 3) }}
{% endmacro %}

{# The value of a text column that is most like `text`, itself where it is there; none where there are no rows. #}
{% macro nearest_text(relation, column, text, condition) %}
    {% set found = run_query(
        "select "
        ~ column
        ~ " as near from "
        ~ relation
        ~ " where "
        ~ condition
        ~ " order by "
        ~ edit_distance(column, text_literal(text))
        ~ " asc, "
        ~ column
        ~ " asc limit 1"
    ) %}
    {{ return(found.columns[0].values()[0] if found.rows | length > 0 else none) }}
{% endmacro %}

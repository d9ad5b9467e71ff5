{#
  How pairs are found and compared, as `dmp identity export-splink` and `import-splink` read it: the same conditions that a build compiles.
  `level_of`: the level of every comparison as one expression. Conditions are spelt out here: nobody else knows our measures by their names.
#}
{% macro match_model() -%}
    {%- set comparisons = [] -%}
    {%- set level_of = {} -%}
    {%- for comparison in match_comparisons() -%}
        {%- set levels = [] -%}
        {%- for level in comparison.levels -%} {%- do levels.append(spelt_out(level)) -%} {%- endfor -%}
        {%- set told = dict(comparison, unknown=spelt_out(comparison.unknown), levels=levels) -%}
        {%- do comparisons.append(told) -%}
        {%- do level_of.update({told.name: match_level(told)}) -%}
    {%- endfor -%}
    {{
        return(
            {
                "levels_version": levels_version(),
                "columns": compared_columns(),
                "comparisons": comparisons,
                "level_of": level_of,
                "blocking_rules": blocking_rules(),
            }
        )
    }}
{%- endmacro %}

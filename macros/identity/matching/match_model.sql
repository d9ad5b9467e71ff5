{#
  How pairs are found and compared, as `dmp identity export-splink` and `import-splink` read it: the same conditions that a build compiles.
  `level_of`: the level of every comparison as one expression.
#}
{% macro match_model() -%}
    {%- set level_of = {} -%}
    {%- for comparison in match_comparisons() -%}
        {%- do level_of.update({comparison.name: match_level(comparison)}) -%}
    {%- endfor -%}
    {{
        return(
            {
                "levels_version": levels_version(),
                "columns": compared_columns(),
                "comparisons": match_comparisons(),
                "level_of": level_of,
                "blocking_rules": blocking_rules(),
            }
        )
    }}
{%- endmacro %}

{# Nine in ten pairs share a block and nothing else: to write what speaks against each would cost more than to score it. #}
{% set least_probability = [0.01, match_rungs()[0]] | min %}
{% set comparisons = match_comparisons() %}
with
    pairs as (select * from {{ ref("int_idr_pairs") }}),
    levels as (select * from {{ ref("int_idr_pair_levels") }}),
    terms as (select * from {{ ref("int_idr_terms") }}),
    weights as (select * from {{ ref("int_idr_match_weights") }}),
    records as (select * from {{ ref("int_idr_match_records") }}),

    size as (select cast(count(*) as {{ type_double() }}) as n_records from records),

    -- the weights on one row: a pair meets all of them at once
    model as (
        select
            min(model_version) as model_version,
            -- of n records a new one has matches_per_record matches among (n - 1) / 2 pairs of its own
            max(case when comparison = 'prior' then 2 * m_probability end) as matches_of_two,
            {% for comparison in comparisons %}
                {% if comparison.term %}
                    nullif(
                        {% for level in comparison.term.levels %}
                            coalesce(
                                max(
                                    case
                                        when comparison = '{{ comparison.name }}' and match_level = {{ level }}
                                        then u_probability
                                    end
                                ),
                                0
                            ){{ " + " if not loop.last }}
                        {% endfor %},
                        0
                    ) as {{ comparison.name }}_u,
                {% endif %}
                {% for level in range(comparison.levels | length + 1) %}
                    coalesce(
                        max(
                            case
                                when comparison = '{{ comparison.name }}' and match_level = {{ level }}
                                then match_weight
                            end
                        ),
                        0
                    ) as {{ comparison.name }}_{{ level }},
                {% endfor %}
            {% endfor %}
            cast(count(*) as bigint) as n_weights
        from weights
    ),

    weighed as (
        select
            levels.node_a,
            levels.node_b,
            model.model_version,
            {% for comparison in comparisons %}
                case
                    levels.{{ comparison.name }}_level
                    {% for level in range(comparison.levels | length + 1) %}
                        when {{ level }} then model.{{ comparison.name }}_{{ level }}
                    {% endfor %}
                    else 0
                end as {{ comparison.name }}_weight,
                {% if comparison.term %}
                    -- as often as strangers have it: a person's own records make no name common
                    coalesce(
                        log2(
                            nullif(
                                model.{{ comparison.name }}_u
                                * {{ comparison.name }}_terms.n_known
                                / greatest({{ comparison.name }}_terms.n_records - 1 - model.matches_of_two, 1),
                                0
                            )
                        ),
                        0
                    ) as {{ comparison.name }}_rarity,
                {% endif %}
            {% endfor %}
            log2(
                nullif(model.matches_of_two, 0) / greatest(size.n_records - 1 - model.matches_of_two, 1)
            ) as prior_weight
        from levels
        cross join model
        cross join size
        {% for comparison in comparisons if comparison.term %}
            left join
                terms as {{ comparison.name }}_terms
                on {{ comparison.name }}_terms.comparison = '{{ comparison.name }}'
                and {{ comparison.name }}_terms.term = levels.{{ comparison.name }}_term
        {% endfor %}
    ),

    summed as (
        select
            *,
            prior_weight
            {% for comparison in comparisons %}
                + {{ comparison.name }}_weight {% if comparison.term %} + {{ comparison.name }}_rarity {% endif %}
            {% endfor %} as match_weight
        from weighed
    ),

    -- without weights nothing is a match: least and greatest would pass over the missing number
    scored as (
        select
            *,
            case
                when match_weight is null then 0 else 1 / (1 + power(2, - greatest(least(match_weight, 50), -50)))
            end as match_probability
        from summed
    ),

    likely as (select * from scored where match_probability >= {{ least_probability }}),

    found as (
        select likely.*, pairs.rule_no
        from likely
        inner join pairs on pairs.node_a = likely.node_a and pairs.node_b = likely.node_b
    )

select *
from found

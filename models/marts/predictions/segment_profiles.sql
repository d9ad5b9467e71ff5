with
    segments as (select * from {{ ref("ml_user_segments") }}),
    features as (select * from {{ ref("feat_users") }}),
    holdout as (select distinct user_id from {{ ref("feat_holdout_purchases") }}),

    traits as (
        select
            segments.segment_no,
            cast(count(*) as bigint) as n_users,
            {{ exact_mean("features.days_since_last_order") }} as mean_days_since_last_order,
            {{ exact_mean("features.days_since_last_event") }} as mean_days_since_last_event,
            {{ exact_mean("features.n_orders_365d") }} as mean_n_orders_365d,
            {{ exact_mean("features.revenue_365d") }} as mean_revenue_365d,
            {{ exact_mean("features.avg_order_value") }} as mean_order_value,
            {{ exact_mean("features.n_categories_365d") }} as mean_n_categories_365d,
            {{ exact_mean("features.n_sessions_90d") }} as mean_n_sessions_90d
        from segments
        inner join features on features.user_id = segments.user_id and features.snapshot = segments.snapshot
        where segments.snapshot = 'serving'
        group by segments.segment_no
    ),

    outcomes as (
        select
            segments.segment_no,
            cast(count(*) as bigint) as n_evaluated_users,
            cast(count(holdout.user_id) as bigint) as n_next_window_buyers
        from segments
        left join holdout on holdout.user_id = segments.user_id
        where segments.snapshot = 'evaluation'
        group by segments.segment_no
    ),

    placed as (
        select
            traits.*,
            cast(traits.n_users as {{ type_double() }}) / nullif(sum(traits.n_users) over (), 0) as user_share,
            percent_rank() over (order by traits.mean_revenue_365d desc nulls last) as value_rank,
            percent_rank() over (
                order by coalesce(traits.mean_days_since_last_order, traits.mean_days_since_last_event) asc nulls last
            ) as recency_rank
        from traits
    ),

    worded as (
        select
            *,
            (
                case
                    when mean_n_orders_365d < 0.05
                    then 'no orders'
                    when value_rank < 0.34
                    then 'high spending'
                    when value_rank < 0.67
                    then 'middling'
                    else 'low spending'
                end || case
                    when recency_rank < 0.34 then ', recent' when recency_rank < 0.67 then ', cooling' else ', long ago'
                end
            ) as words
        from placed
    ),

    named as (
        select
            *,
            row_number() over (
                partition by words order by mean_revenue_365d desc nulls last, segment_no asc nulls last
            ) as namesake_no
        from worded
    ),

    profiles as (
        select
            case
                when named.namesake_no = 1
                then named.words
                else named.words || ' ' || cast(named.namesake_no as {{ dbt.type_string() }})
            end as segment_name,
            cast(named.segment_no as bigint) as segment_no,
            named.n_users,
            named.user_share,
            named.mean_days_since_last_order,
            named.mean_days_since_last_event,
            named.mean_n_orders_365d,
            named.mean_revenue_365d,
            named.mean_order_value,
            named.mean_n_categories_365d,
            named.mean_n_sessions_90d,
            coalesce(outcomes.n_evaluated_users, 0) as n_evaluated_users,
            coalesce(outcomes.n_next_window_buyers, 0) as n_next_window_buyers,
            cast(outcomes.n_next_window_buyers as {{ type_double() }})
            / nullif(outcomes.n_evaluated_users, 0) as next_window_purchase_rate,
            {{ wilson_bound("outcomes.n_next_window_buyers", "outcomes.n_evaluated_users", "low") }}
            as purchase_rate_ci_low,
            {{ wilson_bound("outcomes.n_next_window_buyers", "outcomes.n_evaluated_users", "high") }}
            as purchase_rate_ci_high
        from named
        left join outcomes on outcomes.segment_no = named.segment_no
    )

select *
from profiles

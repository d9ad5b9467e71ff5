with
    recommendation_quality as (select * from {{ ref("ml_recommendation_quality") }}),
    profiles as (select * from {{ ref("segment_profiles") }} where n_evaluated_users >= 30),
    clock as (select * from {{ ref("int_clock") }}),

    everyone as (
        select
            cast(sum(n_evaluated_users) as bigint) as n_users,
            sum(n_next_window_buyers) / nullif(cast(sum(n_evaluated_users) as {{ type_double() }}), 0) as purchase_rate
        from profiles
    ),

    ordered as (
        select
            *,
            row_number() over (
                order by next_window_purchase_rate desc nulls last, segment_no asc nulls last
            ) as from_top,
            row_number() over (
                order by next_window_purchase_rate asc nulls last, segment_no desc nulls last
            ) as from_bottom
        from profiles
    ),

    extremes as (
        select
            tops.next_window_purchase_rate as top_rate,
            tops.purchase_rate_ci_low as top_low,
            tops.purchase_rate_ci_high as top_high,
            bottoms.next_window_purchase_rate as bottom_rate,
            bottoms.purchase_rate_ci_low as bottom_low,
            bottoms.purchase_rate_ci_high as bottom_high,
            everyone.n_users,
            everyone.purchase_rate
        from ordered as tops
        inner join ordered as bottoms on bottoms.from_bottom = 1
        cross join everyone
        where tops.from_top = 1
    ),

    segment_quality as (
        -- Newcombe's interval of a difference (1998, Statistics in Medicine 17:873-890, method 10) from the two score
        -- intervals.
        select
            'purchase_rate_spread' as metric,
            top_rate - bottom_rate as value,
            top_rate
            - bottom_rate
            - sqrt(
                (top_rate - top_low) * (top_rate - top_low) + (bottom_high - bottom_rate) * (bottom_high - bottom_rate)
            ) as ci_low,
            top_rate
            - bottom_rate
            + sqrt(
                (top_high - top_rate) * (top_high - top_rate) + (bottom_rate - bottom_low) * (bottom_rate - bottom_low)
            ) as ci_high,
            n_users,
            cast(null as {{ type_double() }}) as lift_over_baseline,
            cast(null as {{ type_double() }}) as lift_ci_low,
            cast(null as {{ type_double() }}) as lift_ci_high
        from extremes
        union all
        select
            'purchase_rate_of_top_segment' as metric,
            top_rate as value,
            top_low as ci_low,
            top_high as ci_high,
            n_users,
            top_rate / nullif(purchase_rate, 0) - 1 as lift_over_baseline,
            top_low / nullif(purchase_rate, 0) - 1 as lift_ci_low,
            top_high / nullif(purchase_rate, 0) - 1 as lift_ci_high
        from extremes
    ),

    quality as (
        select
            task,
            model,
            metric,
            baseline,
            cast(k as bigint) as k,
            cast(value as {{ type_double() }}) as value,
            cast(ci_low as {{ type_double() }}) as ci_low,
            cast(ci_high as {{ type_double() }}) as ci_high,
            cast(n_users as bigint) as n_users,
            cast(n_cold_users as bigint) as n_cold_users,
            cast(lift_over_baseline as {{ type_double() }}) as lift_over_baseline,
            cast(lift_ci_low as {{ type_double() }}) as lift_ci_low,
            cast(lift_ci_high as {{ type_double() }}) as lift_ci_high
        from recommendation_quality
        union all
        select
            'segments' as task,
            'kmeans' as model,
            metric,
            case when lift_over_baseline is not null then 'all users' end as baseline,
            cast(null as bigint) as k,
            value,
            ci_low,
            ci_high,
            n_users,
            cast(null as bigint) as n_cold_users,
            lift_over_baseline,
            lift_ci_low,
            lift_ci_high
        from segment_quality
    ),

    placed as (select quality.*, clock.as_of from quality cross join clock)

select *
from placed

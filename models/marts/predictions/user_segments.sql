with
    segments as (select * from {{ ref("ml_user_segments") }} where snapshot = 'serving'),
    profiles as (select * from {{ ref("segment_profiles") }}),
    clock as (select * from {{ ref("int_clock") }}),

    user_segments as (
        select
            segments.user_id,
            profiles.segment_name,
            cast(segments.segment_no as bigint) as segment_no,
            cast(segments.distance_to_center as {{ type_double() }}) as distance_to_center,
            clock.as_of
        from segments
        inner join profiles on profiles.segment_no = segments.segment_no
        cross join clock
    )

select *
from user_segments

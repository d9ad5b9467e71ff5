{# The newest weights that were trained here for these levels and distances; where none were, those that come with the project. #}
with
    trained as (select * from {{ ref("ops_match_weights") }} where levels_version = '{{ levels_version() }}'),
    shipped as (select * from {{ ref("idr_match_weights") }} where levels_version = '{{ levels_version() }}'),

    newest as (select max(model_version) as model_version from trained),

    weights as (
        select trained.*
        from trained
        inner join newest on newest.model_version = trained.model_version
        union all
        select shipped.*
        from shipped
        cross join newest
        where newest.model_version is null
    )

select *
from weights

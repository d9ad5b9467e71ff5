with learned as (select * from {{ source("ledgers", "match_weights") }})

select model_version, levels_version, distances, comparison, match_level, m_probability, u_probability, match_weight
from learned

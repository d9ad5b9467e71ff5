{#
  What makes one person of two accounts is seldom a whole type of identifier: it is the relative's tablet, not every device of both. A value joins the
  accounts that its records show, and those that more trusted evidence of its records (an address, for a phone) shows on other records.
#}
with
    edges as (select * from {{ ref("int_idr_edges_det") }} where status = 'live'),
    type_rungs as (select * from {{ ref("int_idr_type_rungs") }}),
    joined_values as (select * from {{ ref("int_idr_joined_values") }}),

    -- accounts that must_links declare one person's count once
    accounts as (
        select distinct edges.node_a, coalesce(joined_values.counts_as, edges.id_value) as account
        from edges
        left join joined_values on joined_values.id_type = edges.id_type and joined_values.id_value = edges.id_value
        where edges.id_type = 'user_id'
    ),

    ranked as (
        select edges.node_a, edges.node_b, edges.id_type, edges.tier, type_rungs.last_rung
        from edges
        inner join type_rungs on type_rungs.id_type = edges.id_type
        where edges.id_type <> 'user_id'
    ),

    strong as (select * from ranked where tier = 'strong'),

    strong_accounts as (
        select distinct strong.node_b, accounts.account
        from strong
        inner join accounts on accounts.node_a = strong.node_a
    ),

    shown as (
        select ranked.node_b as node_id, ranked.id_type, accounts.account
        from ranked
        inner join accounts on accounts.node_a = ranked.node_a
        union distinct
        select ranked.node_b as node_id, ranked.id_type, strong_accounts.account
        from ranked
        inner join strong on strong.node_a = ranked.node_a and strong.last_rung > ranked.last_rung
        inner join strong_accounts on strong_accounts.node_b = strong.node_b
    ),

    joining as (
        select node_id, id_type, count(*) as n_accounts from shown group by node_id, id_type having count(*) > 1
    )

select *
from joining

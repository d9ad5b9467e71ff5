{#
  What no person may have too much of: values of an identifier type beyond its max_per_user, and records of a source that holds one per
  person. The identifiers of everything that exact evidence ties to a contact stand at its first contact record, and so do the sides of
  cannot_links between two of these. What must_links join counts once.
#}
with
    clusters as (select * from {{ ref("int_idr_clusters_det") }}),
    evidence as (select * from {{ ref("int_idr_evidence") }} where cut_reason is null),
    records as (select * from {{ ref("int_idr_records") }} where record_type = 'contact'),
    id_types as (select * from {{ ref("idr_id_types") }}),
    identity_sources as (select * from {{ ref("idr_sources") }}),
    joined_values as (select * from {{ ref("int_idr_joined_values") }}),
    groups as (select * from {{ ref("int_idr_manual_groups") }}),
    links as (select * from {{ ref("int_idr_manual_links") }} where kind = 'cannot_link'),

    contacts as (
        select clusters.component, clusters.node_id, clusters.record_id, records.source
        from records
        inner join clusters on clusters.record_id = records.record_id
    ),

    -- by record id, not by node: node numbers tell the order of arrival
    ordered_contacts as (
        select component, node_id, row_number() over (partition by component order by record_id asc nulls last) as place
        from contacts
    ),

    first_contacts as (select component, node_id from ordered_contacts where place = 1),

    identifier_limits as (
        select distinct
            first_contacts.node_id,
            evidence.id_type as limit_name,
            coalesce(joined_values.counts_as, evidence.id_value) as limit_value,
            id_types.max_per_user as max_values
        from clusters
        inner join first_contacts on first_contacts.component = clusters.component
        inner join evidence on evidence.record_id = clusters.record_id
        inner join id_types on id_types.id_type = evidence.id_type
        left join
            joined_values on joined_values.id_type = evidence.id_type and joined_values.id_value = evidence.id_value
        where id_types.max_per_user is not null
    ),

    source_limits as (
        select
            contacts.node_id,
            'source ' || contacts.source as limit_name,
            coalesce(groups.component, contacts.record_id) as limit_value,
            1 as max_values
        from contacts
        inner join identity_sources on identity_sources.source = contacts.source
        left join groups on groups.node_id = contacts.record_id
        where identity_sources.unique_per_user
    ),

    sides as (
        select links.rule_id, 'a' as side, one.component
        from links
        inner join clusters as one on one.record_id = links.record_a
        inner join clusters as other on other.record_id = links.record_b
        where one.component <> other.component
        union all
        select links.rule_id, 'b' as side, other.component
        from links
        inner join clusters as one on one.record_id = links.record_a
        inner join clusters as other on other.record_id = links.record_b
        where one.component <> other.component
    ),

    rule_limits as (
        select
            first_contacts.node_id,
            'cannot_link ' || sides.rule_id as limit_name,
            sides.side as limit_value,
            1 as max_values
        from sides
        inner join first_contacts on first_contacts.component = sides.component
    ),

    limits as (
        select *
        from identifier_limits
        union all
        select *
        from source_limits
        union all
        select *
        from rule_limits
    )

select *
from limits

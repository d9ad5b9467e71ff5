{{ config(materialized="view") }}

with
    contacts as (select * from {{ ref("input__contacts") }}),

    -- the parts of an address that a golden record takes from one record
    addresses as (select source, record_id, street, postal_code, city, region, country from contacts)

select *
from addresses

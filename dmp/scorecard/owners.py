"""Who really stands behind a record of the identity graph, and behind a user."""

from __future__ import annotations

import pandas as pd

_KEY = ["source", "record_type", "record_key"]
#: What the key of a record that the truth names is as an identifier of others, best first.
_NAMING = (
    (("shop", "contact"), "user_id"),
    (("email", "recipient"), "email"),
    (("web", "visitor"), "anonymous_id"),
    (("app", "visitor"), "anonymous_id"),
)


def owned_records(
    records: pd.DataFrame, identifiers: pd.DataFrame, owners: pd.DataFrame
) -> pd.DataFrame:
    """Add the true person to the records of the graph.

    The truth names profiles, cookies, installations, orders and mailboxes. The graph also has
    visits under an account, links and consent statements; those belong to whom their account
    belongs, else their address, else their cookie. On a shared computer the account tells who sat
    there, the cookie only who does so most.

    Parameters
    ----------
    records
        identity.user_map: record_id, user_id, source, record_type, record_key.
    identifiers
        int_idr_identifiers: record_id, id_type, id_value.
    owners
        Of the truth.

    Returns
    -------
    pd.DataFrame
        The records by record_id, with person_id (null where nobody knows) and is_named (whether
        the truth itself names the record).
    """
    named = records.merge(owners, how="left", on=_KEY, validate="many_to_one")
    named = named.sort_values("record_id", ignore_index=True)
    named["is_named"] = named["person_id"].notna()
    derived = _derived(identifiers, owners)
    nameless = named["record_id"].map(derived)
    named["person_id"] = named["person_id"].where(named["is_named"], nameless)
    return named


def people_of_users(owned: pd.DataFrame) -> pd.Series[str]:
    """Give each user the person who has most of its records (ties: the smaller person_id).

    Returns
    -------
    pd.Series
        person_id by user_id, for users with at least one record of a known person.
    """
    known = owned.dropna(subset=["person_id"])
    counts = known.groupby(["user_id", "person_id"], as_index=False).size()
    counts = counts.sort_values(["user_id", "size", "person_id"], ascending=[True, False, True])
    first = counts.drop_duplicates("user_id")
    return first.set_index("user_id")["person_id"]


def _derived(identifiers: pd.DataFrame, owners: pd.DataFrame) -> pd.Series[str]:
    parts = []
    for rank, ((source, record_type), id_type) in enumerate(_NAMING):
        of_kind = (owners["source"] == source) & (owners["record_type"] == record_type)
        naming = owners.loc[of_kind, ["record_key", "person_id"]]
        seen = identifiers.loc[identifiers["id_type"] == id_type, ["record_id", "id_value"]]
        part = seen.merge(naming, left_on="id_value", right_on="record_key")
        parts.append(part[["record_id", "id_value", "person_id"]].assign(rank=rank))
    found = pd.concat(parts).sort_values(["record_id", "rank", "id_value"])
    return found.drop_duplicates("record_id").set_index("record_id")["person_id"]

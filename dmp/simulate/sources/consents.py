"""Statements of consent: given at registration or in the cookie banner, withdrawn by some."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dmp.simulate import phones, text
from dmp.simulate.batch import Batch, batch, concatenate
from dmp.simulate.chronicle import Chronicle
from dmp.simulate.sessions import owners_of_devices
from dmp.simulate.settings import MS_PER_DAY, MS_PER_MINUTE, MS_PER_SECOND, IntArray
from dmp.simulate.sources.shop import phones_given
from dmp.simulate.traces import anonymous_ids, emails_at

STATUSES = ("granted", "denied", "withdrawn")
GRANTED, DENIED, WITHDRAWN = range(3)
BANNER_SHARE = 0.45
CALLED_SHARE = 0.03
#: Of those asked, who agrees.
AGREE = {"personalisation": 0.86, "analytics": 0.93, "advertising": 0.6}
#: The policy is replaced when half the window has passed.
OLD_POLICY, NEW_POLICY = "2025-05", "2026-01"
VALID_DAYS = 400


@dataclass(frozen=True)
class _Statements:
    """Statements of one kind: one purpose, one channel."""

    id_type: str
    id_value: pd.Series
    purpose: str
    channel: str
    status: IntArray
    at_ms: IntArray


def consent_batch(chronicle: Chronicle) -> Batch:
    """Export ``consents/statements`` of a chunk."""
    settings = chronicle.settings
    rng = settings.stream("consents", chronicle.chunk_number)
    kinds = [
        *_at_registration(chronicle, rng),
        _unsubscribed(chronicle),
        *_in_banner(chronicle, rng),
        _by_phone(chronicle, rng),
    ]
    change = (settings.start_ms + settings.end_ms) // 2
    number = chronicle.chunk_number << 20  # more than the statements of one chunk
    batches = []
    for kind in kinds:
        n = len(kind.at_ms)
        ids = text.scramble(number + np.arange(n), 73, 32)
        expires = text.instant(kind.at_ms + VALID_DAYS * MS_PER_DAY)
        ends = (kind.status == GRANTED) & (kind.purpose == "advertising")
        columns = {
            "statement_id": "S" + text.hexadecimal(ids, 8),
            "id_type": text.constant(kind.id_type, n),
            "id_value": kind.id_value,
            "purpose": text.constant(kind.purpose, n),
            "status": text.pick(STATUSES, kind.status),
            "effective_at": text.instant(kind.at_ms),
            "channel": text.constant(kind.channel, n),
            "legal_basis": text.constant("consent", n),
            "policy_version": text.where(kind.at_ms >= change, NEW_POLICY, OLD_POLICY),
            "expires_at": text.only(expires, ends),
        }
        number += n
        batches.append(batch("consents/statements", kind.at_ms, columns))
    return concatenate(batches)


def _answers(purpose: str, n: int, rng: np.random.Generator) -> IntArray:
    return np.where(rng.random(n) < AGREE[purpose], GRANTED, DENIED)


def _at_registration(chronicle: Chronicle, rng: np.random.Generator) -> list[_Statements]:
    """Account holders answer for newsletters by address, for personalisation by account."""
    people = chronicle.people
    holder = np.flatnonzero(people.has_account)
    at = people.arrived_ms[holder]
    newsletters = np.where(people.accepts_marketing[holder], GRANTED, DENIED)
    personal = _answers("personalisation", len(holder), rng)
    address = emails_at(people, holder, at)
    account = text.pick(people.customer_id, holder)
    return [
        _Statements("email", address, "email_marketing", "registration", newsletters, at),
        _Statements(
            "user_id", account, "personalisation", "registration", personal, at + MS_PER_SECOND
        ),
    ]


def _unsubscribed(chronicle: Chronicle) -> _Statements:
    """Readers who leave a newsletter withdraw for the address it went to."""
    mailings = chronicle.mailings
    left = np.flatnonzero(mailings.unsubscribed_ms)
    address = emails_at(chronicle.people, mailings.person[left], mailings.sent_ms[left])
    status = np.full(len(left), WITHDRAWN, dtype=np.int64)
    at = mailings.unsubscribed_ms[left] + MS_PER_MINUTE
    return _Statements("email", address, "email_marketing", "unsubscribe_link", status, at)


def _in_banner(chronicle: Chronicle, rng: np.random.Generator) -> list[_Statements]:
    """Let some devices answer the banner at their first visit, half of them for advertising too."""
    sessions = chronicle.sessions
    devices, _ = owners_of_devices(sessions)
    first = np.full(len(devices), chronicle.settings.end_ms)
    np.minimum.at(first, np.searchsorted(devices, sessions.device), sessions.start_ms)
    asked = np.flatnonzero(rng.random(len(devices)) < BANNER_SHARE)
    result = []
    for purpose, who in (("analytics", asked), ("advertising", asked[::2])):
        status = _answers(purpose, len(who), rng)
        cookie = anonymous_ids(devices[who])
        at = first[who] + 5 * MS_PER_SECOND
        result.append(_Statements("anonymous_id", cookie, purpose, "cookie_banner", status, at))
    return result


def _by_phone(chronicle: Chronicle, rng: np.random.Generator) -> _Statements:
    """Let the call centre ask a few about advertising."""
    people = chronicle.people
    called = np.flatnonzero((rng.random(len(people)) < CALLED_SHARE) & (people.mobile >= 0))
    arrived = people.arrived_ms[called]
    number = phones_given(people, called, arrived)
    value = phones.international(people.country[called], number)
    status = _answers("advertising", len(called), rng)
    at = np.maximum(arrived, chronicle.settings.start_ms) + MS_PER_DAY
    return _Statements("phone", value, "advertising", "call_centre", status, at)

"""Newsletters: who gets which, who opens, clicks, bounces, unsubscribes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dmp.simulate.catalogue import Catalogue
from dmp.simulate.people import People
from dmp.simulate.purchases import alive, draw_available
from dmp.simulate.settings import (
    MS_PER_DAY,
    MS_PER_HOUR,
    MS_PER_MINUTE,
    MS_PER_SECOND,
    BoolArray,
    IntArray,
    WorldSettings,
)
from dmp.simulate.tastes import Tastes

DAYS_BETWEEN = 30
AUDIENCE_SHARE = 0.45
BOUNCE_SHARE = 0.012
OPEN_SHARE = 0.34
CLICK_SHARE = 0.22  # of those who open
UNSUBSCRIBE_SHARE = 0.006


@dataclass(frozen=True)
class Mailings:
    """One element per message sent; instants are 0 where the step did not happen."""

    person: IntArray
    campaign: IntArray
    item: IntArray  # the product it features, to the reader's taste
    sent_ms: IntArray
    bounced: BoolArray
    opened_ms: IntArray
    clicked_ms: IntArray
    unsubscribed_ms: IntArray

    def __len__(self) -> int:
        return len(self.person)


def make_mailings(
    settings: WorldSettings,
    people: People,
    tastes: Tastes,
    catalogue: Catalogue,
    chunk_number: int,
) -> Mailings:
    """Send a newsletter about once a month to a share of the subscribers."""
    rng = settings.stream("mailings", chunk_number)
    first = settings.start_ms + 9 * MS_PER_DAY + 7 * MS_PER_HOUR
    campaigns = np.arange(first, settings.end_ms - 2 * MS_PER_DAY, DAYS_BETWEEN * MS_PER_DAY)
    gets = rng.random((len(people), len(campaigns))) < AUDIENCE_SHARE
    arrived = people.arrived_ms[:, None] < campaigns[None, :]
    person, campaign = np.nonzero(gets & arrived & people.accepts_marketing[:, None])
    sent = campaigns[campaign] + (rng.random(len(person)) * 40 * MS_PER_MINUTE).astype(np.int64)

    leaves = rng.random(len(person)) < UNSUBSCRIBE_SHARE
    left_ms = np.full(len(people), settings.end_ms + MS_PER_DAY)
    np.minimum.at(left_ms, person[leaves], sent[leaves])
    stays = sent <= left_ms[person]
    person, campaign, sent = person[stays], campaign[stays], sent[stays]
    leaves = leaves[stays]

    n = len(person)
    bounced = (rng.random(n) < BOUNCE_SHARE) & ~leaves
    interested = alive(people, person, sent)
    opens = ~bounced & ((rng.random(n) < np.where(interested, OPEN_SHARE, 0.06)) | leaves)
    clicks = opens & interested & (rng.random(n) < CLICK_SHARE)
    opened = sent + (rng.exponential(9.0, n) * MS_PER_HOUR).astype(np.int64) + MS_PER_MINUTE
    opened = np.minimum(opened, settings.end_ms - MS_PER_HOUR)
    clicked = opened + rng.integers(5, 120, n) * MS_PER_SECOND
    return Mailings(
        person=person.astype(np.int64),
        campaign=campaign.astype(np.int64),
        item=draw_available(tastes, catalogue, person.astype(np.int64), sent, rng),
        sent_ms=sent,
        bounced=bounced,
        opened_ms=np.where(opens, opened, 0),
        clicked_ms=np.where(clicks, clicked, 0),
        unsubscribed_ms=np.where(leaves, opened + 3 * MS_PER_MINUTE, 0),
    )

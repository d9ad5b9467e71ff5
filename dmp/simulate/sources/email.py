"""The newsletter tool: what was sent and what came back."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dmp.simulate import text
from dmp.simulate.batch import Batch, batch
from dmp.simulate.chronicle import Chronicle
from dmp.simulate.settings import MS_PER_SECOND, IntArray
from dmp.simulate.traces import emails_at

SENT, DELIVERED, BOUNCED, OPENED, CLICKED, UNSUBSCRIBED = range(6)
NAMES = ("sent", "delivered", "bounce", "open", "click", "unsubscribe")


def email_batch(chronicle: Chronicle) -> Batch:
    """Export ``email/messages`` of a chunk."""
    mailings = chronicle.mailings
    rng = chronicle.settings.stream("email clocks", chronicle.chunk_number)
    every = np.arange(len(mailings))
    arrived = mailings.sent_ms + rng.integers(1, 90, len(mailings)) * MS_PER_SECOND
    steps = [
        (SENT, every, mailings.sent_ms),
        (DELIVERED, np.flatnonzero(~mailings.bounced), arrived),
        (BOUNCED, np.flatnonzero(mailings.bounced), arrived),
        (OPENED, np.flatnonzero(mailings.opened_ms), mailings.opened_ms),
        (CLICKED, np.flatnonzero(mailings.clicked_ms), mailings.clicked_ms),
        (UNSUBSCRIBED, np.flatnonzero(mailings.unsubscribed_ms), mailings.unsubscribed_ms),
    ]
    message = np.concatenate([which for _, which, _ in steps])
    kind = np.repeat([kind for kind, _, _ in steps], [len(which) for _, which, _ in steps])
    at = np.concatenate([instants[which] for _, which, instants in steps])
    columns = {
        "message_event_id": _ids(chronicle, message, kind),
        "email": emails_at(chronicle.people, mailings.person[message], mailings.sent_ms[message]),
        "event": text.pick(NAMES, kind),
        "campaign_id": "newsletter-" + text.integer(mailings.campaign[message] + 1),
        "product_id": text.only(
            text.pick(chronicle.catalogue.product_id, mailings.item[message]),
            np.isin(kind, (SENT, CLICKED)),
        ),
        "timestamp": text.instant(at),
    }
    return batch("email/messages", at, columns)


def _ids(chronicle: Chronicle, message: IntArray, kind: IntArray) -> pd.Series:
    """Write ``m`` and nine hexadecimal characters."""
    per_chunk = 1 << 22  # more than the steps of all newsletters to the people of one chunk
    number = chronicle.chunk_number * per_chunk + message * len(NAMES) + kind
    return "m" + text.hexadecimal(text.scramble(number, 71, 36), 9)

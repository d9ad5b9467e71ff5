"""The simulated company as a whole: people in chunks, sources, faults, deliveries.

Order of work per chunk: people and tastes -> orders -> newsletters -> sessions and events -> the
rows of each source -> faults in values -> deliveries -> faults in rows -> files. Random numbers
come in one stream per subject and chunk.

Places kept for what later joins the world (nothing of it is built):

- **social accounts**: a module ``sources/social.py`` beside ``crm.py``; handles belong to
  ``People``.
- **experiments**: assignment per device or person at session start, between ``make_sessions`` and
  ``make_events``, so that a variation can change what happens in the session.
- **bots**: sessions without a person, appended to ``Sessions`` before ``make_events``; owners in
  the truth stay empty.
- **clock skew**: a fault on the ``timestamp`` of a device's events, in ``faults/deliveries.py``,
  where ``sent_at`` and ``received_at`` already exist to undo it.
- **true channel effects**: orders caused by an ad, a newsletter or a coupon, added in
  ``purchases`` to those of the base rate, with their cause stored under ``truth/``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dmp.simulate.after_sales import make_after_sales
from dmp.simulate.batch import Batch, exported_versions, split_by_delivery
from dmp.simulate.catalogue import Catalogue, make_catalogue
from dmp.simulate.census import Census, take_census
from dmp.simulate.chronicle import Chronicle
from dmp.simulate.events import make_events
from dmp.simulate.faults.plan import faults_in_rows, faults_in_values
from dmp.simulate.faults.rates import FaultRates
from dmp.simulate.mailing import make_mailings
from dmp.simulate.people import make_people
from dmp.simulate.pricing import price_orders
from dmp.simulate.purchases import Calendar, make_calendar, make_orders
from dmp.simulate.sessions import make_sessions
from dmp.simulate.settings import Chunk, WorldSettings, chunks_of
from dmp.simulate.sources.ads import AdTally
from dmp.simulate.sources.app import app_batch
from dmp.simulate.sources.consents import consent_batch
from dmp.simulate.sources.crm import crm_batch
from dmp.simulate.sources.email import email_batch
from dmp.simulate.sources.finance import finance_batch
from dmp.simulate.sources.loyalty import loyalty_batch
from dmp.simulate.sources.shop import product_batch, shop_batches
from dmp.simulate.sources.truth import item_batch, truth_batches
from dmp.simulate.sources.web import web_batches
from dmp.simulate.tastes import make_tastes
from dmp.simulate.writers import RawWriter


@dataclass(frozen=True)
class _Stage:
    """What is the same for all chunks."""

    settings: WorldSettings
    rates: FaultRates
    census: Census
    catalogue: Catalogue
    calendar: Calendar


def build_world(settings: WorldSettings, rates: FaultRates, out: Path) -> dict[str, int]:
    """Generate a world into ``out`` and return the rows written per table.

    Parameters
    ----------
    settings
        Size, window, seed, file format.
    rates
        How often each fault happens; ``FaultRates.none()`` for a clean world.
    out
        An existing or new folder; files of the same name are overwritten.
    """
    stage = _Stage(
        settings=settings,
        rates=rates,
        census=take_census(settings),
        catalogue=make_catalogue(settings),
        calendar=make_calendar(settings),
    )
    tally = AdTally(settings)
    with RawWriter(out, settings.file_format) as writer:
        for batch, chunk_number in _batches(stage, tally):
            _deliver(batch, chunk_number, settings=settings, rates=rates, writer=writer)
    return dict(sorted(writer.rows_written.items()))


def _batches(stage: _Stage, tally: AdTally) -> Iterator[tuple[Batch, int]]:
    """Yield every table of every chunk, then those of the company as a whole."""
    settings = stage.settings
    starts, size = stage.census.household_starts, settings.people_per_chunk
    n_orders = n_events = n_sessions = 0
    for chunk in chunks_of(starts, settings.people, size):
        chronicle = _live(
            stage,
            chunk,
            first_order=n_orders,
            first_event=n_events,
            first_session=n_sessions,
        )
        n_orders += len(chronicle.orders)
        n_events += len(chronicle.events)
        n_sessions += len(chronicle.sessions)
        tally.add(chronicle)
        for batch in _exports(chronicle, stage.rates):
            yield batch, chunk.number
    yield product_batch(settings, stage.catalogue), 0
    yield finance_batch(settings), 0
    yield item_batch(settings, stage.catalogue), 0
    for batch in tally.batches():
        yield batch, 0


def _live(
    stage: _Stage, chunk: Chunk, *, first_order: int, first_event: int, first_session: int
) -> Chronicle:
    """Let the people of a chunk live through the window."""
    settings, rates, catalogue = stage.settings, stage.rates, stage.catalogue
    calendar, number = stage.calendar, chunk.number
    people = make_people(settings, stage.census, chunk, rates)
    tastes = make_tastes(settings, catalogue, chunk)
    orders = make_orders(settings, people, tastes, catalogue, calendar, chunk_number=number)
    mailings = make_mailings(settings, people, tastes, catalogue, number)
    sessions = make_sessions(
        settings, people, orders, mailings, calendar, chunk_number=number, rates=rates
    )
    events = make_events(
        settings, people, orders, sessions, tastes, catalogue=catalogue, chunk_number=number
    )
    return Chronicle(
        settings=settings,
        chunk_number=number,
        people=people,
        catalogue=catalogue,
        tastes=tastes,
        orders=orders,
        amounts=price_orders(settings, people, catalogue, orders, number),
        after_sales=make_after_sales(settings, orders, number),
        mailings=mailings,
        sessions=sessions,
        events=events,
        first_order=first_order,
        first_event=first_event,
        first_session=first_session,
    )


def _exports(chronicle: Chronicle, rates: FaultRates) -> Iterator[Batch]:
    """Yield what the systems export about a chunk."""
    yield from web_batches(chronicle)
    yield app_batch(chronicle)
    yield from shop_batches(chronicle, rates)
    yield crm_batch(chronicle, rates)
    yield loyalty_batch(chronicle, rates)
    yield email_batch(chronicle)
    yield consent_batch(chronicle)
    yield from truth_batches(chronicle, rates)


def _deliver(
    batch: Batch,
    chunk_number: int,
    *,
    settings: WorldSettings,
    rates: FaultRates,
    writer: RawWriter,
) -> None:
    """Plant the faults of the batch's table and write it, one file per delivery."""
    shown = exported_versions(batch, settings.cutoffs_ms)
    changed = faults_in_values(shown, rates, settings, chunk_number)
    parts = split_by_delivery(changed, settings.cutoffs_ms)
    parts = faults_in_rows(parts, rates, settings, chunk_number)
    dated = list(zip(parts, settings.delivery_dates, strict=True))
    # The truth is told once, with the last delivery.
    for part, day in dated[-1:] if batch.table.startswith("truth/") else dated:
        writer.write(part, day)

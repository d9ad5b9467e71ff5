"""Everything about one chunk of people, handed to the sources."""

from __future__ import annotations

from dataclasses import dataclass

from dmp.simulate.after_sales import AfterSales
from dmp.simulate.catalogue import Catalogue
from dmp.simulate.events import Events
from dmp.simulate.mailing import Mailings
from dmp.simulate.people import People
from dmp.simulate.pricing import OrderAmounts
from dmp.simulate.purchases import Orders
from dmp.simulate.sessions import Sessions
from dmp.simulate.settings import WorldSettings
from dmp.simulate.tastes import Tastes


@dataclass(frozen=True)
class Chronicle:
    """All that happened to the people of one chunk: the material of every source.

    ``first_order``, ``first_event`` and ``first_session`` count what earlier chunks had, so that
    ids made from running numbers never meet.
    """

    settings: WorldSettings
    chunk_number: int
    people: People
    catalogue: Catalogue
    tastes: Tastes
    orders: Orders
    amounts: OrderAmounts
    after_sales: AfterSales
    mailings: Mailings
    sessions: Sessions
    events: Events
    first_order: int
    first_event: int
    first_session: int

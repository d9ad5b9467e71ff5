"""The people of one chunk: names, homes, mailboxes, phones, habits, and how long they stay."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dmp.simulate import phones, text
from dmp.simulate.census import Census
from dmp.simulate.faults.rates import FaultRates
from dmp.simulate.faults.writing import chosen, shared_mailboxes
from dmp.simulate.reference.names import FAMILY, LANGUAGES, MEN, WOMEN
from dmp.simulate.reference.places import COUNTRIES, MAIL_DOMAINS
from dmp.simulate.settings import (
    MS_PER_DAY,
    BoolArray,
    Chunk,
    FloatArray,
    IntArray,
    WorldSettings,
)

#: Orders per day while alive: gamma with this shape; the mean is per year.
RATE_SHAPE = 1.1
MEAN_ORDERS_PER_YEAR = 5.2
ACCOUNT_SHARE = 0.78
APP_SHARE = 0.32
COOKIE_COUNTS = (0.52, 0.33, 0.15)
EARLIER_ARRIVAL_SHARE = 0.6
CHURNER_SHARE = 0.55
MEAN_LIFETIME_DAYS = 170.0
NEVER = np.iinfo(np.int64).max

#: Mailbox numbers set aside per person: usual, private, later, family.
_MAILBOXES = 4
_USUAL, _PRIVATE, _LATER, _FAMILY = range(_MAILBOXES)


@dataclass(frozen=True)
class People:
    """Arrays over the n people of a chunk; text series have the same order.

    Times are milliseconds since the epoch; ``NEVER`` means it does not happen. ``email``,
    ``phone``, ``street`` are as at arrival; the ``later_`` ones hold from ``moved_ms`` on (or
    from ``new_email_ms``, ``new_phone_ms``).
    """

    number: IntArray  # over the whole world
    household: IntArray
    household_first: IntArray  # position in this chunk of the household's first person
    household_size: IntArray
    country: IntArray
    given_name: pd.Series
    family_name: pd.Series
    gender: IntArray  # 0 woman, 1 man, 2 other or unknown
    birth_day: IntArray  # days since the epoch
    email: pd.Series
    private_email: pd.Series  # known to nobody but the CRM
    later_email: pd.Series
    mobile: IntArray
    later_mobile: IntArray
    landline: IntArray
    gives_landline: BoolArray  # to shop and CRM, if the household has one and shares it
    street: pd.Series
    town: pd.Series
    region: pd.Series
    postal_code: pd.Series
    later_street: pd.Series
    later_postal_code: pd.Series
    has_account: BoolArray
    accepts_marketing: BoolArray
    has_app: BoolArray
    cookies: IntArray  # 1 to 3
    arrived_ms: IntArray
    dropout_ms: IntArray
    rate: FloatArray  # orders per day while alive
    weekend_shopper: BoolArray
    usual_hour: FloatArray  # local hour of day
    new_email_ms: IntArray
    new_phone_ms: IntArray
    moved_ms: IntArray

    def __len__(self) -> int:
        return len(self.number)

    @property
    def person_id(self) -> pd.Series:
        """The true id: ``P`` and seven digits, in an order that tells nothing."""
        return "P" + text.decimal(text.shuffle_decimal(self.number, 3, 10**7), 7)

    @property
    def customer_id(self) -> pd.Series:
        """The shop's id of the person, who has it only with ``has_account``."""
        return "C" + text.decimal(text.shuffle_decimal(self.number, 11, 10**7), 7)


def make_people(settings: WorldSettings, census: Census, chunk: Chunk, rates: FaultRates) -> People:
    """Draw the people of a chunk; the rates say who changes or shares identifiers."""
    rng = settings.stream("people", chunk.number)
    n = chunk.size
    members = slice(chunk.first, chunk.first + n)
    country = census.country[members]
    household = census.household[members]
    first = census.household_starts[household] - chunk.first
    number = np.arange(chunk.first, chunk.first + n, dtype=np.int64)
    size = np.bincount(household - household[0])[household - household[0]]

    language = np.array([LANGUAGES.index(c.language) for c in COUNTRIES])[country]
    gender = rng.choice(3, size=n, p=(0.53, 0.44, 0.03)).astype(np.int64)
    given = _words([*WOMEN.values(), *MEN.values()], language + 3 * _name_pool(rng, gender), rng)
    own_family = _words(list(FAMILY.values()), language, rng)
    keeps_own = (first != np.arange(n)) & (rng.random(n) < 0.15)
    family = text.where(keeps_own, own_family, own_family.take(first).reset_index(drop=True))

    arrived, dropout = _lifetimes(settings, rng, n)
    homes = _homes(rng, country)
    homes = {name: values.take(first).reset_index(drop=True) for name, values in homes.items()}
    moved = _later_instant(settings, rng, n, rates.moved_homes)[first]
    weekend = rng.random(n) < 0.35
    own_email = _mailbox(given, family, number, _USUAL, people=settings.people, rng=rng)
    family_mailbox = _family_mailbox(family, number, first, settings.people)
    email = shared_mailboxes(
        own_email,
        family_mailbox,
        size,
        rates.shared_mailboxes,
        settings.stream("shared mailboxes", chunk.number),
    )
    return People(
        number=number,
        household=household,
        household_first=first,
        household_size=size.astype(np.int64),
        country=country,
        given_name=given,
        family_name=family,
        gender=gender,
        birth_day=_birth_days(settings, rng, n, first),
        email=email,
        private_email=_mailbox(given, family, number, _PRIVATE, people=settings.people, rng=rng),
        later_email=_mailbox(given, family, number, _LATER, people=settings.people, rng=rng),
        mobile=phones.numbers(
            phones.MOBILE,
            country,
            np.where(rng.random(n) < 0.88, census.rank_in_country[members], -1),
        ),
        later_mobile=phones.numbers(
            phones.MOBILE,
            country,
            (census.rank_in_country + census.people_in_country[census.country])[members],
        ),
        landline=phones.numbers(
            phones.LANDLINE,
            country,
            np.where(rng.random(n) < 0.4, census.household_rank_in_country[members], -1)[first],
        ),
        gives_landline=chosen(
            n, rates.shared_landlines, settings.stream("shared landlines", chunk.number)
        ),
        street=homes["street"],
        town=homes["town"],
        region=homes["region"],
        postal_code=homes["postal_code"],
        later_street=homes["later_street"],
        later_postal_code=homes["later_postal_code"],
        has_account=rng.random(n) < ACCOUNT_SHARE,
        accepts_marketing=rng.random(n) < 0.6,
        has_app=rng.random(n) < APP_SHARE,
        cookies=1 + rng.choice(len(COOKIE_COUNTS), size=n, p=COOKIE_COUNTS).astype(np.int64),
        arrived_ms=arrived,
        dropout_ms=dropout,
        rate=rng.gamma(RATE_SHAPE, MEAN_ORDERS_PER_YEAR / 365.0 / RATE_SHAPE, n),
        weekend_shopper=weekend,
        usual_hour=np.choose(rng.choice(3, size=n, p=(0.2, 0.25, 0.55)), (8.5, 13.0, 20.0))
        + rng.normal(0.0, 1.0, n),
        new_email_ms=_later_instant(settings, rng, n, rates.changed_emails),
        new_phone_ms=_later_instant(settings, rng, n, rates.changed_phones),
        moved_ms=moved,
    )


def _name_pool(rng: np.random.Generator, gender: IntArray) -> IntArray:
    """Choose 0, the women's names, or 1, the men's; people of gender 2 use either."""
    either = rng.integers(0, 2, len(gender))
    return np.where(gender == 2, either, gender)


def _words(lists: list[tuple[str, ...]], which: IntArray, rng: np.random.Generator) -> pd.Series:
    """Draw a word per row from its list; earlier words are more common."""
    first = np.concatenate([[0], np.cumsum([len(words) for words in lists])])
    length = np.diff(first)[which]
    place = (rng.random(len(which)) ** 1.3 * length).astype(np.int64)
    return text.pick([word for words in lists for word in words], first[which] + place)


def _ascii(names: pd.Series) -> pd.Series:
    """Write names as in addresses: lower case, umlauts spelled out, no accents."""
    plain = names.str.lower()
    for letter, spelled in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("'", "")):
        plain = plain.str.replace(letter, spelled, regex=False)
    decomposed = plain.str.normalize("NFKD").str.replace(r"[^a-z\-]", "", regex=True)
    return pd.Series(decomposed)


def _mailbox(
    given: pd.Series,
    family: pd.Series,
    number: IntArray,
    kind: int,
    *,
    people: int,
    rng: np.random.Generator,
) -> pd.Series:
    """Make an address nobody else has: its digits are a bijection of person and kind."""
    first, last = _ascii(given), _ascii(family)
    pattern = rng.integers(0, 4, len(number))
    local = text.where(pattern == 0, first + "." + last, first.str.slice(0, 1) + "." + last)
    local = text.where(pattern == 2, first, local)
    local = text.where(pattern == 3, last + "." + first, local)
    domain = text.pick(MAIL_DOMAINS, rng.integers(0, len(MAIL_DOMAINS), len(number)))
    return local + _mailbox_digits(number, kind, people) + "@" + domain


def _mailbox_digits(number: IntArray, kind: int, people: int) -> pd.Series:
    modulus = 10 ** len(str(_MAILBOXES * people))
    return text.integer(text.shuffle_decimal(_MAILBOXES * number + kind, 5, modulus))


def _family_mailbox(family: pd.Series, number: IntArray, first: IntArray, people: int) -> pd.Series:
    """Make the address a household may share, named after its first person."""
    head = family.take(first).reset_index(drop=True)
    digits = _mailbox_digits(number[first], _FAMILY, people)
    return "family." + _ascii(head) + digits + "@example.net"


def _birth_days(
    settings: WorldSettings, rng: np.random.Generator, n: int, first: IntArray
) -> IntArray:
    """Draw ages: partners are close, third and later members a generation younger."""
    today = settings.end_ms // MS_PER_DAY
    age = np.clip(rng.normal(45.0, 14.0, n), 18.0, 90.0)
    position = np.arange(n) - first
    partner = np.clip(age[first] + rng.normal(0.0, 4.0, n), 18.0, 92.0)
    child = np.clip(age[first] - 28.0 + rng.normal(0.0, 4.0, n), 16.0, 60.0)
    years = np.select([position == 0, position == 1], [age, partner], child)
    return (today - years * 365.25).astype(np.int64)


def _homes(rng: np.random.Generator, country: IntArray) -> dict[str, pd.Series]:
    """Draw address and later address per person; the caller keeps each household's first."""
    n = len(country)
    towns = [town for c in COUNTRIES for town in c.towns]
    first_town = np.concatenate([[0], np.cumsum([len(c.towns) for c in COUNTRIES])])
    town = first_town[country] + (rng.random(n) ** 1.4 * np.diff(first_town)[country]).astype(
        np.int64
    )
    home = {
        "town": text.pick([name for name, _, _ in towns], town),
        "region": text.pick([region for _, _, region in towns], town),
    }
    for prefix in ("", "later_"):
        home[prefix + "street"] = _street(rng, country)
        home[prefix + "postal_code"] = _postal_code(
            rng, country, text.pick([start for _, start, _ in towns], town)
        )
    return home


def _street(rng: np.random.Generator, country: IntArray) -> pd.Series:
    """Draw a street with house number, in the order of the country."""
    name = _words([c.streets for c in COUNTRIES], country, rng)
    house = text.integer(rng.integers(1, 140, len(country)))
    number_first = np.array([c.language in ("fr", "en") for c in COUNTRIES])[country]
    return text.where(number_first, house + " " + name, name + " " + house)


def _postal_code(rng: np.random.Generator, country: IntArray, start: pd.Series) -> pd.Series:
    """Draw the rest of a town's postal codes; British ones end in digit and two letters."""
    n = len(country)
    digits = text.decimal(rng.integers(0, 10**5, n), 5)
    length = np.array([c.postal_digits for c in COUNTRIES])[country]
    five, four = start + digits, start + digits
    result = text.where(length == 4, four.str.slice(0, 4), five.str.slice(0, 5))
    letters = list("ABDEFGHJLNPQRSTUWXYZ")
    tail = text.pick(letters, rng.integers(0, 20, n)) + text.pick(letters, rng.integers(0, 20, n))
    british = start + " " + text.integer(rng.integers(1, 10, n)) + tail
    return text.where(length == 0, british, result)


def _lifetimes(
    settings: WorldSettings, rng: np.random.Generator, n: int
) -> tuple[IntArray, IntArray]:
    """Draw arrival and dropout: exponential lifetimes for churners, the others stay."""
    window = settings.end_ms - settings.start_ms
    earlier = rng.random(n) < EARLIER_ARRIVAL_SHARE
    before = (rng.random(n) * 3 * 365 * MS_PER_DAY).astype(np.int64)
    within = (rng.random(n) * window * 0.98).astype(np.int64)
    arrived = settings.start_ms + np.where(earlier, -before, within)
    lifetime = (rng.exponential(MEAN_LIFETIME_DAYS, n) * MS_PER_DAY).astype(np.int64)
    churns = rng.random(n) < CHURNER_SHARE
    dropout = np.maximum(arrived, settings.start_ms) + lifetime
    gone = churns & (dropout < settings.end_ms)
    return arrived, np.where(gone, dropout, NEVER)


def _later_instant(
    settings: WorldSettings, rng: np.random.Generator, n: int, rate: float
) -> IntArray:
    """Draw an instant in the window for a share ``rate`` of the people, else ``NEVER``."""
    happens = rng.random(n) < rate
    window = settings.end_ms - settings.start_ms
    at = settings.start_ms + (rng.random(n) * window).astype(np.int64)
    return np.where(happens, at, NEVER)

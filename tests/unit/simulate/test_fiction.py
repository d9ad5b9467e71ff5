"""Nothing generated can belong to anybody: domains, phones and addresses are reserved."""

from __future__ import annotations

import ipaddress
import json
import re

import pandas as pd
import pytest
from raw_world import RawWorld

from dmp.simulate.faults import junk
from dmp.simulate.reference.places import COUNTRIES

RESERVED_DOMAIN = re.compile(r"(example\.(com|org|net)|[a-z0-9-]+\.(example|test))$")
DOCUMENTATION = [
    ipaddress.ip_network(network)
    for network in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
]
#: Ranges for drama, national digits: Bundesnetzagentur, Ofcom, Arcep, and 555-01xx.
RESERVED_PHONE = re.compile(
    r"""^(
      15228817\d{3} | 15228895\d{3} | 15254599\d{3} | 17139200\d{2} | 176040690\d{2}
    | (3023125|6990009|4066969|2214710|8999998)\d{3}
    | 7700900\d{3} | 1632960\d{3} | 2079460\d{3} | 2890180\d{3} | 1[1-6]\d496 0\d{3}
    | (121|141|131|113|151|161|117)4960\d{3}
    | (19900|26191|35301|46571|53649|63998)\d{4}
    | [2-9]\d{2}55501\d{2}
    )$""",
    re.VERBOSE,
)


def _columns(world: RawWorld, *names: str) -> pd.Series:
    found = [
        table[name].dropna() for table in world.tables.values() for name in names if name in table
    ]
    return pd.concat(found).str.strip()


def _emails(world: RawWorld) -> set[str]:
    owners = world.tables["truth/record_owners"]
    recipients = owners.loc[owners["source"] == "email", "record_key"]
    consents = world.tables["consents/statements"]
    stated = consents.loc[consents["id_type"] == "email", "id_value"].dropna().str.strip()
    in_app = [event.get("traits", {}).get("email") for event in world.app_events]
    found = [_columns(world, "email"), recipients, stated, pd.Series(in_app).dropna()]
    return set(pd.concat(found).str.lower())


def _national(phone: str) -> str:
    """Strip punctuation, international prefix, country code and trunk zero."""
    is_international = phone.startswith(("+", "00"))
    digits = re.sub(r"\D", "", phone)
    digits = digits.removeprefix("00") if phone.startswith("00") else digits
    if is_international:
        dial = next(c.dial for c in COUNTRIES if digits.startswith(c.dial))
        digits = digits.removeprefix(dial)
    return digits.removeprefix("0")


@pytest.mark.parametrize("name", ["clean", "demo"])
def test_mailboxes_are_at_reserved_domains(name: str, request: pytest.FixtureRequest) -> None:
    emails = _emails(request.getfixturevalue(name)) - set(junk.JUNK_EMAILS)
    assert len(emails) > 100
    # A row that gained a stray field carries its neighbour's value in the column.
    wrong = [e for e in emails if "@" in e and not RESERVED_DOMAIN.search(e.split("@")[1])]
    assert wrong == []


@pytest.mark.parametrize("name", ["clean", "demo"])
def test_phones_are_in_ranges_for_fiction(name: str, request: pytest.FixtureRequest) -> None:
    world = request.getfixturevalue(name)
    consents = world.tables["consents/statements"]
    stated = consents.loc[consents["id_type"] == "phone", "id_value"].dropna().str.strip()
    in_app = [event.get("traits", {}).get("phone") for event in world.app_events]
    phones = pd.concat([_columns(world, "phone", "mobile"), stated, pd.Series(in_app).dropna()])
    real = set(phones) - set(junk.JUNK_PHONES)
    assert len(real) > 50
    assert [phone for phone in real if not RESERVED_PHONE.match(_national(phone))] == []


def test_ip_addresses_are_for_documentation(demo: RawWorld) -> None:
    ips = set(_columns(demo, "context_ip"))
    ips |= {event["context"].get("ip") for event in demo.app_events} - {None}
    assert len(ips) > 100
    outside = [
        ip for ip in ips if not any(ipaddress.ip_address(ip) in net for net in DOCUMENTATION)
    ]
    assert outside == []


def test_links_lead_nowhere(demo: RawWorld) -> None:
    links = _columns(demo, "context_page_url", "context_page_referrer")
    hosts = set(links.str.extract(r"^https://([^/?]+)")[0])
    assert hosts == {"shop.example", "search.example", "social.example", "blog.example"}


def test_marker_says_how_the_demo_was_made(demo: RawWorld) -> None:
    marker = json.loads((demo.root / "_simulation.json").read_text())
    assert marker["parameters"]["people"] == 2000
    assert "`dmp simulate`" in (demo.root / "README.md").read_text()

"""What SQL makes of a phone number is what the library phonenumbers makes of it."""

import re
from pathlib import Path

import duckdb
import graphs
import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat, PhoneNumberType

MACROS = (
    "dialect/regex_replace_all.sql",
    "identity/normalise_phone.sql",
    "identity/phone_plans.sql",
)
MODEL = "select spelling, country, {{ normalise_phone('spelling', 'country') }} as phone from given"
KINDS = (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE)
SPELLINGS = (
    PhoneNumberFormat.NATIONAL,
    PhoneNumberFormat.INTERNATIONAL,
    PhoneNumberFormat.E164,
)
# extensions, a country that there is none of, a spreadsheet's decimals
ODD = {
    ("030 1234567 ext. 8", "DE"): "+49301234567",
    ("030 1234567 #8", "DE"): "+49301234567",
    ("+49301234567;ext=8", None): "+49301234567",
    ("+1 212 555 0100 x5", None): "+12125550100",
    ("+0152 28817386", "DE"): None,
    ("00 0152 28817386", "AT"): None,
    ("+49152288173.0", None): "+49152288173",
    ("+39 06 12345678", None): "+390612345678",  # in Italy the 0 belongs to the number
}
Read = dict[tuple[str, str | None], str | None]


def countries(root: Path) -> list[str]:
    text = (root / "macros/identity/phone_plans.sql").read_text("utf-8")
    return re.findall(r'"([A-Z]{2})": \{', text)


def spellings(country: str) -> dict[str, str]:
    """The library's examples for a country as people write them, and their E.164."""
    examples = [phonenumbers.example_number_for_type(country, kind) for kind in KINDS]
    written = {}
    for number in examples:
        expected = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        for spelling in SPELLINGS:
            written[phonenumbers.format_number(number, spelling)] = expected
        written[phonenumbers.format_out_of_country_calling_number(number, country)] = expected
        abroad = phonenumbers.format_out_of_country_calling_number(
            number, "FR" if country != "FR" else "DE"
        )
        written.setdefault(abroad, expected)
    return written


@pytest.fixture(scope="module")
def read(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Read:
    place = graphs.make(tmp_path_factory.mktemp("phones"), root, MACROS, {"phones": MODEL})
    given = [(text, country) for country in countries(root) for text in spellings(country)]
    given += [(text, country) for text, country in ODD]
    given += [("0152 28817386", None), ("030 1234567", "XX"), ("11111111", "DK"), ("call me", "DE")]
    with duckdb.connect(str(place / graphs.DATABASE)) as connection:
        connection.execute("create table given (spelling varchar, country varchar)")
        connection.executemany("insert into given values (?, ?)", given)
    graphs.run(place)
    with duckdb.connect(str(place / graphs.DATABASE), read_only=True) as connection:
        rows = connection.execute("select spelling, country, phone from phones").fetchall()
    return {(spelling, country): phone for spelling, country, phone in rows}


def test_every_spelling_of_every_country_we_read_is_that_of_the_library(
    root: Path, read: Read
) -> None:
    known = countries(root)
    assert len(known) > 40
    wrong = {
        (country, text): (read[text, country], expected)
        for country in known
        for text, expected in spellings(country).items()
        if read[text, country] != expected
    }
    assert not wrong


def test_what_is_no_number_or_of_no_known_country_stays_unread(read: Read) -> None:
    assert read["0152 28817386", None] is None
    assert read["030 1234567", "XX"] is None
    assert read["11111111", "DK"] is None
    assert read["call me", "DE"] is None


@pytest.mark.parametrize(("spelling", "country"), ODD)
def test_what_people_write_around_a_number_is_no_part_of_it(
    read: Read, spelling: str, country: str | None
) -> None:
    assert read[spelling, country] == ODD[spelling, country]

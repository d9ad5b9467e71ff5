"""Customers of the shop and dirty copies of them in the CRM: a register to learn weights from."""

import random

from house import Rows
from identity_rows import contact, customer

SYLLABLES = ("an", "bel", "do", "fri", "gun", "ka", "lin", "mor", "ste", "vi")


def dirty_people(n_people: int, seed: int) -> Rows:
    """Every person is a customer; half of them are a contact too, with slips of the pen and gaps.

    One in ten of these has married, one in ten has moved.
    """
    draw = random.Random(seed)  # noqa: S311 - made-up people
    customers, contacts = [], []
    for number in range(n_people):
        given, family = _word(draw), _word(draw) + "er"
        born = f"{draw.randint(1950, 1999)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
        person = {
            "email": f"{_word(draw)}{_word(draw)}{draw.randint(100, 999)}@example.org",
            "phone": f"+49152{draw.randint(10_000_000, 99_999_999)}",
            "birth_date": born,
            "gender": draw.choice(["female", "male"]),
            **_home(draw),
        }
        customers.append(
            customer(str(number), first_name=given, last_name=family, **_with_gaps(person, draw))
        )
        if draw.random() < 0.5:
            if draw.random() < 0.1:
                family = _word(draw) + "er"
            if draw.random() < 0.1:
                person |= _home(draw)
            copy = {key: _misspelt(value, draw) for key, value in person.items()}
            kept = _with_gaps(copy, draw)
            names = {"phone": "mobile", "birth_date": "birthday", "postal_code": "zip"}
            contacts.append(
                contact(
                    f"crm-{number}",
                    f"{_misspelt(family, draw)}, {_misspelt(given, draw)}",
                    **{names.get(key, key): value for key, value in kept.items()},
                )
            )
    return {"shop/customers": customers, "crm/contacts": contacts}


def _word(draw: random.Random) -> str:
    """One of fifty, of which twenty are four times as common as the others."""
    return draw.choice(SYLLABLES) + draw.choices(SYLLABLES[:5], weights=[4, 4, 1, 1, 1])[0]


def _home(draw: random.Random) -> dict[str, str]:
    return {
        "street": f"{_word(draw)}weg {draw.randint(1, 90)}",
        "postal_code": f"{draw.randint(200, 240)}{draw.randint(10, 40)}",
        "city": f"{draw.choice(SYLLABLES)}stadt",
    }


def _with_gaps(person: dict[str, str], draw: random.Random) -> dict[str, str]:
    return {key: value for key, value in person.items() if draw.random() < 0.85}


def _misspelt(text: str, draw: random.Random) -> str:
    """One time in eight two neighbours change places."""
    if draw.random() > 0.125:
        return text
    place = draw.randrange(len(text) - 1)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]

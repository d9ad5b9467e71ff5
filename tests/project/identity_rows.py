"""Raw rows of the demo's sources, with what a test does not name filled in, and the build of the identity part."""

# Models and seeds alone: these houses deliver headers without rows for most tables, which source tests rightly refuse.
# So no test needs to be looked for beside every model.
IDENTITY = [
    "--indirect-selection",
    "empty",
    "--select",
    "+idr_run_metrics",
    "+idr_users_registry",
    "+idr_identifier_map",
    "+user_contacts",
]
IDENTITY += ["--resource-type", "model", "--resource-type", "seed"]


def customer(key: str, **values: str) -> dict[str, str]:
    return {"customer_id": key, "created_at": "2026-01-01T00:00:00Z", "country": "DE", **values}


def contact(key: str, name: str, **values: str) -> dict[str, str]:
    return {"contact_id": key, "name": name, "created": "2026-01-02", "country": "DE", **values}


def member(key: str, **values: str) -> dict[str, str]:
    return {"card_no": key, "joined_at": "2026-01-03", "country": "DE", **values}


def order(key: str, **values: str) -> dict[str, str]:
    base = {"order_id": key, "ordered_at": "2026-02-02T10:00:00Z", "currency": "EUR"}
    return {**base, "gross_amount": "10.00", "status": "paid", **values}

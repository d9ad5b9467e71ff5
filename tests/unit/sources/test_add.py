"""Exports become files that a person can read, and that nobody loses."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from postgres_server import Server

from dmp.errors import UserError
from dmp.sources import Added, Answers, add_source

ORDERS = "order;customer id;E-Mail;placed;total\nB1;7;ada@example.org;13/04/2026;1,5\n"


@pytest.fixture
def house(root: Path, tmp_path: Path) -> Path:
    shutil.copytree(root / "models/input", tmp_path / "models/input")
    shutil.copy(root / "dbt_project.yml", tmp_path)
    (tmp_path / "exports").mkdir()
    return tmp_path


def add(
    house: Path, *origins: str, said: list[str] | None = None, **answers: object
) -> list[Added]:
    def ask(question: str, default: str) -> str:
        (said if said is not None else []).append(question)
        return default

    return add_source(
        house,
        origins or ("exports",),
        dataset="acme",
        source="shop",
        answers=Answers(**answers),  # type: ignore[arg-type]
        ask=ask,
        skipped=(said if said is not None else []).append,
    )


def test_staging_model_reads_the_columns_by_their_kind(house: Path) -> None:
    (house / "exports/orders.csv").write_text(ORDERS)
    questions: list[str] = []
    [added] = add(house, said=questions)
    sql = (house / "models/staging/acme/shop/stg_shop__exports.sql").read_text()
    for line in (
        '{{ clean_text("source.order_") }} as order_id,',  # order is a word of SQL
        '{{ clean_text("source.customer_id") }} as user_id,',
        '{{ read_decimal("source.total") }} as gross_amount,',
        '{{ read_timestamp("source.placed", day_first=true) }} as ordered_at,',
        "'EUR' as currency,",
    ):
        assert line in sql
    assert questions == ["No column of exports names a currency. Which one are its amounts in?"]
    source = yaml.safe_load(added.files[0].read_text())["sources"][0]
    assert [column["name"] for column in source["tables"][0]["columns"]] == [
        "order_",
        "customer_id",
        "e_mail",
        "placed",
        "total",
    ]


def test_folder_of_several_exports_is_taken_apart(house: Path) -> None:
    (house / "exports/orders_2026-07-01.csv").write_text(ORDERS)
    (house / "exports/orders_2026-07-02.csv").write_text(ORDERS)
    (house / "exports/people.csv").write_text("id,email,first name\n7,ada@example.org,Ada\n")
    found = {added.export.table: added.export.origin for added in add(house)}
    assert found == {"orders": "exports/orders_*.csv", "people": "exports/people.csv"}


def test_folder_of_folders_is_taken_apart(house: Path) -> None:
    for name, text in {"orders": ORDERS, "people": "id,email\n7,ada@example.org\n"}.items():
        (house / "exports" / name).mkdir()
        (house / f"exports/{name}/2026-07-01.csv").write_text(text)
    found = {added.export.table: added.export.origin for added in add(house)}
    assert found == {"orders": "exports/orders", "people": "exports/people"}


def test_open_days_are_asked_about_once(house: Path) -> None:
    for name in ("orders_a.csv", "orders_b.csv"):
        (house / "exports" / name).write_text(ORDERS.replace("13/04", "03/04"))
    questions: list[str] = []
    add(house, said=questions)
    assert len([each for each in questions if "day first" in each]) == 1


def test_word_of_sql_is_no_name_of_a_table(house: Path) -> None:
    (house / "or").mkdir()
    (house / "or/a.csv").write_text(ORDERS)
    [added] = add(house, "or")
    assert added.export.table == "orders"


def test_what_was_edited_is_not_overwritten(house: Path) -> None:
    (house / "exports/orders.csv").write_text(ORDERS)
    add(house)
    model = house / "models/staging/acme/shop/stg_shop__exports.sql"
    before = (house / "dbt_project.yml").read_text()
    add(house)
    assert (house / "dbt_project.yml").read_text() == before
    model.write_text(model.read_text() + "-- mine\n")
    with pytest.raises(UserError, match=r"stg_shop__exports\.sql was edited since it was written"):
        add(house)
    assert model.read_text().endswith("-- mine\n")
    add(house, overwrite=True)
    assert "-- mine" not in model.read_text()


def test_what_somebody_else_wrote_is_never_overwritten(house: Path) -> None:
    (house / "exports/orders.csv").write_text(ORDERS)
    model = house / "models/staging/acme/shop/stg_shop__exports.sql"
    model.parent.mkdir(parents=True)
    model.write_text("select 1 as mine\n")
    with pytest.raises(UserError, match="was not written by `dmp source add`"):
        add(house, overwrite=True)
    assert model.read_text() == "select 1 as mine\n"


def test_contacts_without_a_key_are_a_record_each(house: Path) -> None:
    (house / "exports/people.csv").write_text("name,email\nAda,a@example.org\nBo,a@example.org\n")
    add(house)
    sql = (house / "models/staging/acme/shop/stg_shop__exports.sql").read_text()
    assert '{{ dbt.hash("_row_text") }} as record_id,' in sql


def test_row_that_breaks_a_promise_of_the_contract_is_refused(house: Path) -> None:
    text = ORDERS.replace("total", "total;currency").replace("1,5", "1,5;")
    (house / "exports/orders.csv").write_text(text)
    add(house)
    sql = (house / "models/staging/acme/shop/stg_shop__exports.sql").read_text()
    assert '["currency is null", "unreadable currency"],' in sql


def test_open_day_is_asked_and_may_be_said(house: Path) -> None:
    (house / "exports/orders.csv").write_text(ORDERS.replace("13/04", "03/04"))
    questions: list[str] = []
    [added] = add(house, said=questions, currency="USD")
    assert questions == ["Is the day first in placed (03/04/2026)? yes or no"]
    assert added.export.day_first == frozenset()
    [added] = add(house, currency="USD", day_first=True)
    assert added.export.day_first == {"placed"}


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.jsonl", "{}\n", "No line of a.jsonl is a JSON object with names"),
        ("a.csv", "colour,shape\nred,round\n", "fit no contract"),
        ("a.xlsx", "PK", "is a workbook"),
    ],
)
def test_what_cannot_be_added_writes_nothing(
    house: Path, name: str, content: str, sentence: str
) -> None:
    (house / "exports" / name).write_text(content)
    before = (house / "dbt_project.yml").read_text()
    with pytest.raises(UserError, match=sentence):
        add(house)
    assert not (house / "models/staging").exists()
    assert (house / "dbt_project.yml").read_text() == before


def test_empty_folder_is_told(house: Path) -> None:
    with pytest.raises(UserError, match="There is no file in exports"):
        add(house)


LINES = (
    "Invoice No,Stock Code,Qty,Price,Invoice Date,Customer ID\nA1,S1,2,1.50,2026-07-01 10:00,7\n"
)


def test_lines_without_orders_are_summed_up_to_orders(house: Path) -> None:
    (house / "exports/lines.csv").write_text(LINES)
    lines, orders = add(house)
    assert [each.export.model for each in (lines, orders)] == [
        "stg_shop__exports",
        "stg_shop__exports_orders",
    ]
    assert orders.export.match.columns == {
        "order_id": "Invoice No",
        "ordered_at": "Invoice Date",
        "user_id": "Customer ID",
    }
    wiring = (house / "dbt_project.yml").read_text()
    assert "input__orders: [stg_shop__exports_orders]" in wiring
    assert "input__order_lines: [stg_shop__exports]" in wiring


def test_lines_beside_orders_are_lines_alone(house: Path) -> None:
    (house / "exports/lines.csv").write_text(LINES)
    (house / "exports/orders.csv").write_text(ORDERS)
    assert [each.export.model for each in add(house)] == ["stg_shop__lines", "stg_shop__orders"]


def test_currency_that_is_none_is_told_with_the_nearest(house: Path) -> None:
    (house / "exports/orders.csv").write_text(ORDERS)
    with pytest.raises(UserError, match="There is no currency EURO; the nearest is 'EUR'"):
        add(house, currency="EURO")


def test_json_lines_of_an_unknown_tool_are_read_by_their_keys(house: Path) -> None:
    (house / "exports/web.jsonl").write_text(
        '{"event": "Viewed", "ts": "2026-07-01T10:00:00Z", "visitorId": "c1"}\n'
        '{"event": "Bought", "ts": "2026-07-01T10:05:00Z", "visitorId": "c1", "Value": 3.5, "cart": {"n": 1}}\n'
        "no object\n"
    )
    [added] = add(house)
    assert added.export.match.shape.contract == "input__events"
    assert (added.profile.n_rows, added.profile.n_broken) == (3, 1)
    sql = (house / "models/staging/acme/shop/stg_shop__exports.sql").read_text()
    assert '{{ clean_text("source.visitorid") }} as anonymous_id,' in sql
    assert '{{ read_decimal("source.value") }} as value,' in sql
    # what the contract has no column for stays with the row
    assert added.export.further == ["cart"]
    assert '"cart": clean_text("source.cart"),' in sql


def test_keys_that_differ_in_capitals_alone_are_one_column(house: Path) -> None:
    (house / "exports/a.jsonl").write_text('{"email": "a@example.org", "Email": "b", "id": 1}\n')
    [added] = add(house)
    assert [column.name.lower() for column in added.profile.columns] == ["email", "id"]


def test_refunds_are_positive_and_statements_name_their_identifier(house: Path) -> None:
    (house / "exports/refunds.csv").write_text(
        "refund_id,order_id,date,amount\nR1,B1,2026-07-01,-3.5\n"
    )
    (house / "exports/optins.csv").write_text(
        "email,purpose,consent,date\na@b.org,news,yes,2026-07-01\n"
    )
    add(house)
    folder = house / "models/staging/acme/shop"
    assert (
        'abs({{ read_decimal("source.amount") }}) as amount,'
        in (folder / "stg_shop__refunds.sql").read_text()
    )
    optins = (folder / "stg_shop__optins.sql").read_text()
    assert "'email' as id_type," in optins
    assert '{{ read_consent("source.consent") }} as status,' in optins


def test_file_that_fits_nothing_is_left_out_and_the_rest_is_written(house: Path) -> None:
    (house / "exports/colours.csv").write_text("colour,shape\nred,round\n")
    (house / "exports/orders.csv").write_text(ORDERS)
    questions: list[str] = []
    [added] = add(house, said=questions)
    assert added.export.table == "orders"
    assert questions[0].startswith("exports/colours.csv: The columns colour, shape fit no contract")
    assert questions[0].endswith("Leave it out and write the rest?")
    assert questions[1] in questions[0]  # and so it is told
    assert not (house / "models/staging/acme/shop/stg_shop__colours.sql").exists()


def test_days_in_both_orders_are_refused_with_one_of_each(house: Path) -> None:
    (house / "exports/orders.csv").write_text(ORDERS + "B2;7;ada@example.org;01/13/2026;2\n")
    with pytest.raises(UserError, match="placed has days in both orders, 13/04/2026 and 01/13"):
        add(house)


AMOUNTS = (
    "order,id,placed,total,tax\n"
    'B1,17850.0,7/1/2026 3:04 PM,"€ 1.234,50",(3.50)\n'
    "B2,17851.0,7/31/2026 11:00 AM,12.00 USD,2\n"
)


def test_odd_spellings_are_read_by_their_own_readers(house: Path) -> None:
    (house / "exports/orders.csv").write_text(AMOUNTS)
    questions: list[str] = []
    add(house, said=questions, columns={"id": "user_id"})
    assert questions == []  # the amounts name their currencies
    sql = (house / "models/staging/acme/shop/stg_shop__exports.sql").read_text()
    for line in (
        '{{ read_id("source.id") }} as user_id,',
        '{{ read_amount("source.total") }} as gross_amount,',
        '{{ read_amount("source.tax") }} as tax_amount,',
        '{{ read_timestamp("source.placed", half_days=true) }} as ordered_at,',
        "currency_aliases.code as currency,",
        '{{ alias_join("currency", currency_of_amount("source.total")) }}',
        '["currency is null", "unreadable total"]',
    ):
        assert line in sql


def test_orders_are_summed_up_of_odd_amounts_too(house: Path) -> None:
    (house / "exports/lines.csv").write_text(
        "order,customer id,placed,sku,qty,price\nB1,7,2026-07-01,A1,2,€ 3.50\nB1,7,2026-07-01,A2,1,€ 1\n"
    )
    add(house)
    sql = (house / "models/staging/acme/shop/stg_shop__exports_orders.sql").read_text()
    assert '{{ read_decimal("qty") }} * {{ read_amount("price") }}' in sql


def test_instants_since_1970_are_read(house: Path) -> None:
    (house / "exports/web.csv").write_text("event,ts,visitor_id\nViewed,1782892800000,c1\n")
    add(house)
    sql = (house / "models/staging/acme/shop/stg_shop__exports.sql").read_text()
    assert '{{ read_epoch("source.ts", per_second=1000) }} as event_at,' in sql


def test_rows_that_are_marked_as_deleted_are_rejected(house: Path) -> None:
    (house / "exports/people.csv").write_text(
        "id,email,updated_at,deleted_at\n1,a@b.org,2026-07-01,\n1,a@b.org,2026-07-02,2026-07-02\n"
    )
    add(house)
    sql = (house / "models/staging/acme/shop/stg_shop__exports.sql").read_text()
    assert '{{ clean_text("source.deleted_at") }} is not null as is_deleted,' in sql
    assert '["is_deleted_for_good", "deleted at the source"],' in sql


def test_column_of_one_export_is_named_with_it(house: Path) -> None:
    (house / "exports/orders.csv").write_text(ORDERS.replace("customer id", "who"))
    (house / "exports/people.csv").write_text("id,email,who\n7,ada@example.org,Ada\n")
    said = {"orders:who": "user_id", "people:who": "given_name"}
    found = {each.export.table: each.export.match.columns for each in add(house, columns=said)}
    assert found["orders"]["user_id"] == "who"
    assert found["people"]["given_name"] == "who"
    with pytest.raises(UserError, match=r"no column orders:whom .*'orders:who'"):
        add(house, columns={"orders:whom": "user_id"})


def test_id_day_and_amount_alone_are_no_orders_unless_the_file_says_so(house: Path) -> None:
    (house / "exports/a.csv").write_text("id,customer_id,date,amount\n1,7,2026-07-01,3\n")
    with pytest.raises(UserError, match="could be orders, but no name says so: say --contract"):
        add(house)
    (house / "exports/a.csv").rename(house / "exports/sales_2026.csv")
    assert add(house, "exports/sales_2026.csv")[0].export.match.shape.contract == "input__orders"


def test_prefix_of_a_bucket_is_taken_apart(house: Path, bucket: Any) -> None:
    bucket.put_object(Key="shop/orders_2026-07-01.csv", Body=ORDERS.encode())
    bucket.put_object(Key="shop/people.csv", Body=b"id,email\n7,ada@example.org\n")
    found = {each.export.table: each.export.origin for each in add(house, "s3://exports/shop/")}
    assert found == {
        "orders": "s3://exports/shop/orders_*.csv",
        "people": "s3://exports/shop/people.csv",
    }
    source = yaml.safe_load(
        (house / "models/staging/acme/shop/_shop_orders__sources.yml").read_text()
    )
    [table] = source["sources"][0]["tables"]
    assert table["config"]["meta"]["from"] == "s3://exports/shop/orders_*.csv"


def test_table_of_a_database_is_added_with_its_key_and_cursor(
    house: Path, database: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DMP_POSTGRES_URL_SHOP", database.url)
    database.run(
        "create table shop_orders (order_id bigint primary key, user_id text, total numeric, placed_at timestamptz,"
        " updated_at timestamptz, is_deleted boolean)",
        "insert into shop_orders values (1, 'a', 3.5, '2026-07-01', '2026-07-02', false)",
    )
    [added] = add(house, "postgres://public.shop_orders")
    database.run("drop table shop_orders")
    assert added.export.table == "shop_orders"
    source = yaml.safe_load(added.files[0].read_text())["sources"][0]
    assert source["tables"][0]["config"]["meta"] == {
        "from": "postgres://public.shop_orders",
        "cursor": "updated_at",
        "key": ["order_id"],
    }
    sql = added.files[1].read_text()
    assert 'coalesce({{ read_boolean("source.is_deleted") }}, false) as is_deleted,' in sql


def test_table_that_is_not_there_is_told_with_the_nearest(
    house: Path, database: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DMP_POSTGRES_URL", database.url)
    with pytest.raises(UserError, match=r"the database shop has no table public\.order"):
        add(house, "postgres://public.order")
    with pytest.raises(UserError, match=r"is no postgres://schema\.table"):
        add(house, "postgres://me:secret@host/shop")


def staging(house: Path, table: str) -> str:
    return (house / f"models/staging/acme/shop/stg_shop__{table}.sql").read_text()


def test_without_a_last_change_what_arrived_last_counts(house: Path) -> None:
    (house / "exports/people.csv").write_text("id,email,created\n7,ada@example.org,2026-07-01\n")
    (house / "exports/products.csv").write_text("sku,name,price\nA1,Cup,3\n")
    (house / "exports/stock.csv").write_text("sku,name,price,updated_at\nA1,Cup,3,2026-07-01\n")
    (house / "exports/web.csv").write_text("event,ts,visitor_id\nViewed,2026-07-01,c1\n")
    add(house)
    ordered = {
        table: staging(house, table).split("newest=")[1].split(")")[0]
        for table in ("people", "products", "stock", "web")
    }
    assert ordered == {
        "people": '"arrived_at"',
        "products": '"arrived_at"',
        "stock": '"loaded_at"',
        "web": '"loaded_at"',  # what happened does not change
    }
    assert '{{ to_utc("source._arrived_at") }} as arrived_at,' in staging(house, "people")
    assert "arrived_at" not in staging(house, "web")


def test_messages_and_days_of_ads_are_recognised(house: Path) -> None:
    (house / "exports/newsletter_2026.csv").write_text(
        "recipient,event,timestamp,campaign\na@b.org,open,2026-07-01 10:00,July\n"
    )
    (house / "exports/ads.csv").write_text(
        "Day,Campaign,Cost,Impressions,Clicks,Currency\n2026-07-01,July,3.5,100,2,EUR\n"
    )
    found = {each.export.table: each.export.match.shape.contract for each in add(house)}
    assert found == {"newsletter": "input__messages", "ads": "input__ad_performance"}
    messages, ads = staging(house, "newsletter"), staging(house, "ads")
    assert "'email' as channel," in messages
    assert '{{ read_message_event("source.event") }} as event_type,' in messages
    for line in (
        '{{ clean_text("source.campaign") }} as campaign_id,',
        "'shop' as platform,",
        '{{ to_utc("source._arrived_at") }} as loaded_at,',
        'row_status(key=["platform", "account_id", "campaign_id", "date_day"], newest="arrived_at")',
    ):
        assert line in ads


def test_folders_of_days_are_one_table(house: Path) -> None:
    for day in ("day=2026-07-01", "day=2026-07-02"):
        (house / "exports/orders" / day).mkdir(parents=True)
        (house / f"exports/orders/{day}/part-0.csv").write_text(ORDERS)
    [added] = add(house, "exports/orders")
    assert (added.export.table, added.export.origin) == ("orders", "exports/orders")


def test_columns_between_blanks_are_refused(house: Path) -> None:
    (house / "exports/orders.csv").write_text("order_id customer date  total\nB1 7 2026-07-01  3\n")
    with pytest.raises(
        UserError, match=r"orders\.csv has one column, called order_id customer date"
    ):
        add(house)


def test_file_without_header_is_refused(house: Path) -> None:
    (house / "exports/orders.csv").write_text("B1;7;ada@example.org;13.04.2026;1,5\n")
    with pytest.raises(UserError, match=r"orders\.csv has no header: its first line holds 7,"):
        add(house)

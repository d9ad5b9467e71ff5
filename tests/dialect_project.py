"""A dbt project with the house's dialect and nothing else: what a macro says, it must say on every engine."""

import json
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = """
name: dmp
profile: dmp
version: "0.1.0"
config-version: 2
model-paths: [models]
macro-paths: [macros]
vars: {idr_distances: portable, late: false}
flags: {send_anonymous_usage_stats: false, use_colors: false}
models: {dmp: {+schema: marts, +materialized: table, +file_format: parquet}}
"""
SAMPLES = """
select
    pairs.one,
    {{ edit_distance("pairs.one", "pairs.other") }} as distance,
    {{ string_similarity("pairs.one", "pairs.other") }} as similarity,
    {{ weekday("cast(pairs.day as date)") }} as weekday
from (
    values
        ('martha', 'marhta', '2026-11-22'),
        ('dixon', 'dicksonx', '2026-11-23'),
        ('', '', '2024-02-29'),
        (null, 'a', null)
) as pairs (one, other, day)
"""
ARRIVALS = """
{{ config(event_time="seen_at") }}
select item, cast(day as date) as seen_on, cast(day || ' ' || hour as timestamp) as seen_at
from (
    values ('a', '2026-01-01', '00:00:00'), ('b', '2026-01-01', '23:59:59'), ('c', '2026-01-03', '12:00:00')
    {% if var("late") %} , ('d', '2026-01-01', '08:00:00'), ('e', '2026-01-03', '08:00:00')
    {% else %} , ('f', '2026-01-02', '08:00:00')
    {% endif %}
) as arrivals (item, day, hour)
"""
KEPT = """
{{ config(**microbatch("seen_at", "seen_on", "2026-01-01")) }}
select * from {{ ref("arrivals") }}
"""
# What each reader makes of texts as people and programs write them; what one engine alone would read is null.
READINGS = {
    'trimmed("text")': {
        "\u00a0anna@example.org\u2003": "anna@example.org",
        "\ufeff\tx\r\n": "x",
        "\u200ba b\u200f": "a b",
        " \u3000": "",
    },
    'lower_case("text")': {"ΟΔΟΣ": "οδοσ", "İZMİR": "izmir", "STRAẞE": "straße", "ÄÉŁ": "äéł"},
    'upper_case("text")': {"eur": "EUR", "straße": "STRAßE"},
    'unaccented("text")': {
        " Łódź ": "lodz",
        "José": "jose",
        "Jose\u0301": "jose",
        "Þór": "thor",
        "ΝΊΚΟΣ": "νίκοσ",
        "山田": "山田",
    },
    'read_boolean("text")': {"\u00a0Ja": "true", "NEİN": "false", "jein": None},
    'read_integer("text")': {
        "\u00a03": "3",
        "3.0": "3",
        "3\n": "3",
        "3.7": None,
        "1_000": None,
        "\uff13": None,
        "9223372036854775808": None,
    },
    'read_decimal("text")': {
        "12,50": "12.5000",
        "1.234,50": "1234.5000",
        "1,234.50": "1234.5000",
        "\u00a05": "5.0000",
        "+5": "5.0000",
        "1e3": "1000.0000",
        ".5": "0.5000",
        "0.00005": "0.0001",
        "-0.00005": "-0.0001",
        "1_000": None,
        "1_0,5": None,
        "\uff19": None,
        "1e99": None,
        "122456789022345e-10": None,
        "1..2": None,
        "NaN": None,
        "infinity": None,
        "-": None,
    },
    'normalise_email("text")': {
        " Zoe+news@GMail.com ": "zoe@gmail.com",
        "z.o.e@googlemail.com": "zoe@gmail.com",
        "zoe+news@example.org": "zoe+news@example.org",
        "+news@gmail.com": None,
        "...@gmail.com": None,
        "+news@outlook.com": None,
        "mailto:zoe@example.org": "zoe@example.org",
        "info@пример.рф": "info@пример.рф",
        "info@xn--e1afmkfd.xn--p1ai": "info@xn--e1afmkfd.xn--p1ai",
        "zoe@example.123": None,
        "zoe@example": None,
    },
    'normalise_phone("text", "\'DE\'")': {
        "030 1234567 ext. 8": "+49301234567",
        "+49 (0)30 1234567": "+49301234567",
        "+0152 28817386": None,
    },
    'read_consent("text")': {
        " Subscribed ": "granted",
        "yes": "granted",
        "opt-out": "denied",
        "0": "denied",
        "perhaps": None,
        "": None,
    },
    'read_message_event("text")': {
        "Opened Email": "opened",
        "hard-bounce": "bounced",
        "Click": "clicked",
        "spam_complaint": None,
    },
    'read_amount("text")': {
        "€ 12,50": "12.5000",
        "12.50 USD": "12.5000",
        "US$1,234.50": "1234.5000",
        "-£3": "-3.0000",
        "(3.50)": "-3.5000",
        "($1,234.50)": "-1234.5000",
        "1.234,50-": "-1234.5000",
        "1 234,50": "1234.5000",
        "1\u202f234,50\u00a0€": "1234.5000",
        "1'234.50": "1234.5000",
        "12,50": "12.5000",
        "EUR": None,
        "12 apples": None,
        "about 12": None,
        "3-4": None,
        "1..2 €": None,
    },
    'currency_of_amount("text")': {"€ 12,50": "€", "US$1": "US$", "12.50 USD": "USD", "12": None},
    'read_id("text")': {"17850.0": "17850", "17850": "17850", "A-1.0": "A-1.0", " ": None},
    'read_epoch("text")': {
        "1782892800": "2026-07-01 08:00:00",
        "1782892800.5": "2026-07-01 08:00:00.5",
        "1782892800000": None,
        "178289280": None,
        "2782892800": None,
        "2026-07-01": None,
    },
    'read_epoch("text", per_second=1000)': {
        "1782892800001": "2026-07-01 08:00:00.001",
        "1782892800": None,
    },
    'read_timestamp("text", half_days=true)': {
        "7/1/2026 3:04 PM": "2026-07-01 15:04:00",
        "7/1/2026 12:00 am": "2026-07-01 00:00:00",
        "07/31/2026 12:30:59 PM": "2026-07-31 12:30:59",
        "2026-07-01 3:04 PM": "2026-07-01 15:04:00",
        "7/1/2026 15:04": "2026-07-01 15:04:00",
        "7/1/2026 15:04 PM": None,
        "7/1/2026 0:04 PM": None,
    },
    'decimal_quotient("cast(text as decimal(18, 4))", "3")': {
        "1": "0.3333",
        "-2": "-0.6667",
        "0.00015": "0.0001",
        "0.0004": "0.0001",
    },
    'decimal_quotient("cast(text as decimal(18, 4))", "8")': {
        "0.0004": "0.0001",
        "-0.0012": "-0.0002",
    },
    'decimal_quotient("cast(text as decimal(18, 4))", "0")': {"1": None},
    'to_utc("text")': {
        "2026-07-01": "2026-07-01 00:00:00",
        "2026-7-1": "2026-07-01 00:00:00",
        "2026-07-01T10:00": "2026-07-01 10:00:00",
        "2026-07-01 9:05:07": "2026-07-01 09:05:07",
        "2026-07-01T10:00:00Z": "2026-07-01 10:00:00",
        "2026-07-01 10:00:00 UTC": "2026-07-01 10:00:00",
        "2026-07-01 10:00:00 Z": "2026-07-01 10:00:00",
        "2026-07-01T10:00:00+02:00": "2026-07-01 08:00:00",
        "2026-07-01 10:00:00 -0330": "2026-07-01 13:30:00",
        "2026-07-01 10:00:00+02": "2026-07-01 08:00:00",
        "2026-07-01T10:00Z": "2026-07-01 10:00:00",
        "2026-07-01T10:00+02:00": "2026-07-01 08:00:00",
        "2026-07-01T10:00:00.123456789Z": "2026-07-01 10:00:00.123456",
        "2026-07-01 10": None,
        "T10": None,
        "1970": None,
        "12:30": None,
        "20260701": None,
        "2026-02-30": None,
        "2026-07-01T24:00:00": None,
        "2026-07-01T10:00:60": None,
        "2026-07-01T10:00:00+25:00": None,
        "2026-07-01T10:00:00+15:00": None,
        "2026-07-01 10:00:00 Europe/Berlin": None,
        "2026-07-01 (BC)": None,
        "infinity": None,
        "epoch": None,
        "2026-07-01T10:00:00\n": None,
    },
    'read_timestamp("text")': {
        "\u00a02026/07/01": "2026-07-01 00:00:00",
        "1.7.2026 9:05": "2026-07-01 09:05:00",
        "01.07.2026 10:00:01": "2026-07-01 10:00:01",
        "7/31/2026": "2026-07-31 00:00:00",
        "7/31/2026 23:59": "2026-07-31 23:59:00",
        "31/7/2026": None,
        "01.07.2026 10:00:01 Uhr": None,
        "2026/07/01 late": None,
        "0001-01-01": None,
        "9999-12-31": None,
    },
    'is_json("text")': {
        '{"a": [1, -2.5e3, true, null], "b": {}}': "true",
        '{"a": "it\'s, [nan] \\\\ \\"x\\" ,]"}': "true",
        ' ["\\u00e4", "\\ud83d\\ude00"]\n': "true",
        '"text"': "true",
        "": "false",
        "{'a': 1}": "false",
        "{\"a\": 'x'}": "false",
        '{"a": 1}{"a": 2}': "false",
        '{"a": 1}],[{}': "false",
        '{"a": 1}, "b": 2': "false",
        '{"a": 1},{"a": 2}': "false",
        '{"a": 1} x': "false",
        '{"a": 1,}': "false",
        "[1, ]": "false",
        '{"a": NaN}': "false",
        "[-Infinity]": "false",
        "nan": "false",
        '{"a": 01}': "false",
        '{"a": +1}': "false",
        '{"a": .5}': "false",
        '{"a": "tab\there"}': "false",
        '{"a": "\\ud83d"}': "false",
        '{"a": "\\x41"}': "false",
        '{"a": 1 /* why */}': "false",
        '{"a"}': "false",
        '{"a": 1': "false",
        "\ufeff{}": "false",
    },
    'json_text("text", "a.b")': {
        '{"a": {"b": "x"}}': "x",
        '{"a": {"b": 1.50}}': "1.5",
        '{"a": {"b": {"c" : [1, 2]}}}': '{"c":[1,2]}',
        '{"a": {"b": ""}}': "",
        '{"a": {"b": null}}': None,
        '{"a.b": 1}': None,
        "[]": None,
    },
    'json_item("text", 1)': {
        '[1, {"a" : "b"}]': '{"a":"b"}',
        '["x", "y"]': "y",
        "[1]": None,
        '{"a": 1}': None,
        "[": None,
    },
    'json_text(json_of_key("text", "page"), "value")': {
        '[{"key": "a", "value": "1"}, {"key": "page", "value": {"b": 2}}]': '{"b":2}',
        '[{"key": "a", "value": "page"}]': None,
        "[]": None,
        '{"key": "page"}': None,
        "[": None,
    },
    'instant_of_micros("cast(text as bigint)")': {"1782892800000001": "2026-07-01 08:00:00.000001"},
    'matches("text", "\'^a.b$\'")': {
        "a-b": "true",
        "a\nb": "true",
        "a-b\n": "false",
        "a-b\u2028": "false",
    },
    'edit_distance("text", "\'иван\'")': {"ивам": "1", "ivan": "4", "": "4"},
    'edit_distance("text", "\'山田太郎\'")': {"山田次郎": "1"},
    'snake_case("text")': {
        "Product Viewed": "product_viewed",
        "--Über-uns--": "ber_uns",
        "__": None,
    },
    'text_literal("it\'s a \\\\ b")': {"any": "it's a \\ b"},
}
# what SAMPLES must say on every engine: one, distance, similarity, weekday
SAID = {
    ("martha", 2, 0.6667, 7),
    ("dixon", 4, 0.5, 1),
    ("", 0, 1.0, 4),
    (None, None, None, None),
}
ALL_DAYS = ["--event-time-start", "2026-01-01", "--event-time-end", "2026-01-04"]
TWO_DAYS = ["--event-time-start", "2026-01-01", "--event-time-end", "2026-01-03"]
LATE = ["--vars", "late: true"]
# KEPT after ALL_DAYS and then, late, TWO_DAYS: d came late, the second day is empty now, the third was not looked at
ITEMS = {"a", "b", "c", "d"}


def readings() -> set[tuple[object, ...]]:
    """Number of the reader, text and what is to be read."""
    return {
        (number, text, said)
        for number, texts in enumerate(READINGS.values())
        for text, said in texts.items()
    }


def readings_model() -> str:
    """The model of READINGS: reader, text, said."""
    queries = []
    for number, (reader, texts) in enumerate(READINGS.items()):
        rows = ", ".join(
            f"({{{{ text_literal({json.dumps(text, ensure_ascii=False)}) }}}})" for text in texts
        )
        queries.append(
            f"select {number} as reader, text, cast({{{{ {reader} }}}} as {{{{ dbt.type_string() }}}}) as said"
            f" from (values {rows}) as texts (text)"
        )
    return " union all ".join(queries)


def make_dialect_project(folder: Path) -> Path:
    """Write the project into `folder`, with the house's profiles, and return it."""
    (folder / "models").mkdir(parents=True)
    models = {
        "samples": SAMPLES,
        "readings": readings_model(),
        "arrivals": ARRIVALS,
        "kept": KEPT,
    }
    for name, text in models.items():
        (folder / f"models/{name}.sql").write_text(text)
    (folder / "dbt_project.yml").write_text(PROJECT)
    for name in ("dialect", "identity", "incremental", "parse", "schema", "spark"):
        shutil.copytree(ROOT / "macros" / name, folder / "macros" / name)
    shutil.copy(ROOT / "profiles.yml", folder)
    return folder

"""The file of write keys: a slip is one sentence with the file, the key and the nearest word."""

from pathlib import Path

import pytest

from dmp.collect.keys import WriteKey, read_keys
from dmp.errors import UserError


def test_keys_are_read(tmp_path: Path) -> None:
    file = tmp_path / "collect.toml"
    file.write_text('[keys.a]\nsource = "web"\n[keys.b]\nsource = "app"\nevents_per_second = 50\n')
    assert read_keys(file) == {"a": WriteKey("web"), "b": WriteKey("app", 50)}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "holds no write key: add one like"),
        ("[keys", "is no TOML"),
        ('[key.a]\nsource = "web"', "there is no setting 'key'; write [keys.<write key>]."),
        (
            '[keys.a]\nsourc = "web"',
            "keys.a: there is no setting 'sourc'; the nearest is 'source'",
        ),
        ("[keys.a]", "keys.a: source is 'None'; it takes a name"),
        ('[keys.a]\nsource = "../x"', "keys.a: source is '../x'; it takes a name"),
        ('[keys.a]\nsource = "w"\nevents_per_second = 0', "it takes a number above 0."),
        ('[keys.a]\nsource = "w"\nevents_per_second = inf', "it takes a number above 0."),
        ('[keys.a]\nsource = "w"\nevents_per_second = nan', "it takes a number above 0."),
        ('[keys.a]\nsource = "w"\nclient_ip = "yes"', "it takes true or false."),
        ("keys = 5", "holds no write key"),
        ("[keys]\na = 5", "keys.a: write the settings of a key below"),
    ],
)
def test_slip_in_the_keys(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "collect.toml"
    file.write_text(text)
    with pytest.raises(UserError) as refused:
        read_keys(file)
    assert words in str(refused.value)
    assert str(file) in str(refused.value)


def test_missing_file_of_keys(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        read_keys(tmp_path / "none.toml")

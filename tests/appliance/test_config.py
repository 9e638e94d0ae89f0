# SPDX-License-Identifier: Apache-2.0
"""One settings file; whatever is wrong in it is named, with the file and the key."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance import config
from appliance.config import Config
from appliance.errors import ConfigError

LEAST = """
[hall]
barangay = "Barangay San Isidro"
city = "Lungsod ng Biñan, Laguna"
sms_name = "BRGY SAN ISIDRO"
psgc = "0403403014"
index = 1
data = "/var/lib/dulog"
"""

COMPLETE = (
    LEAST
    + """
languages = ["fil", "en"]
charter = "/etc/dulog/charter"
officer_phone = "09171234567"
head_phone = "+639989876543"
sms_number = "09191234567"
officer = "Ma. Teresa Dela Cruz, Kalihim"
seal = "/etc/dulog/seal.png"
witness = "/boot/firmware/dulog.witness"

[broker]
host = "broker.example"
port = 8883
hub = "kzdvvj2umnduyauf"
door = "hub.example:8082"
in_clear = true

[sync]
sms_gateway = "09181234567"
sms_after_minutes = 30
sms_daily = 20

[modem]
port = "/dev/ttyUSB0"
baud = 9600
more = ["/dev/ttyUSB1"]
pin = "1234"

[sms]
seconds_between = 3
daily_parts = 500
daily_texts = 20
daily_notices = 2
quiet_from = 20
quiet_until = 8

[kiosk]
size = "1280x800"
theme = "high-contrast"
idle_seconds = 45
software_rendering = true

[printer]
port = "usb:04b8:0e15"
columns = 48

[voice]
engine = "pocketsphinx"
model = { fil = "/srv/tl", en = "/srv/en" }
microphone = "Jabra"

[pins]
light = 17
button = 27

[desk]
host = "0.0.0.0"
port = 9000

[hub]
data = "/srv/hub"
host = "::1"
port = 65535
devices = ["abc", "def"]
cells = "/srv/cells/cells.json"
door_host = "::1"
door_port = 8082
door = "hub.example:8082"
database = "postgresql://hub@db/dulog"
intake = true
metrics_token = "isang-mahabang-lihim"
"""
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "dulog.toml"


def load(path: Path, text: str) -> Config:
    path.write_text(text, "utf-8")
    return config.load(path)


def problem(path: Path, text: str) -> str:
    with pytest.raises(ConfigError) as refused:
        load(path, text)
    return str(refused.value)


def test_the_least_that_is_needed_is_enough(path: Path) -> None:
    settings = load(path, LEAST)
    assert (settings.hall.barangay, settings.hall.psgc, settings.hall.index) == ("Barangay San Isidro", "0403403014", 1)
    assert settings.hall.data == Path("/var/lib/dulog")
    assert settings.hall.languages == ("fil", "en", "ceb")
    assert (settings.modem.port, settings.pins.light, settings.hall.charter) == ("", 0, None)
    assert (settings.desk.host, settings.broker.host, settings.hub.host) == ("127.0.0.1",) * 3, "nothing is open to all"


def test_everything_can_be_set(path: Path) -> None:
    settings = load(path, COMPLETE)
    assert settings.hall.languages == ("fil", "en")
    assert settings.hall.charter == Path("/etc/dulog/charter")
    assert (settings.broker.host, settings.broker.port, settings.broker.hub) == (
        "broker.example",
        8883,
        "kzdvvj2umnduyauf",
    )
    assert (settings.modem.port, settings.modem.baud) == ("/dev/ttyUSB0", 9600)
    assert (settings.kiosk.size, settings.kiosk.theme, settings.kiosk.idle_seconds) == ("1280x800", "high-contrast", 45)
    assert (settings.pins.light, settings.pins.button) == (17, 27)
    assert settings.voice.model == {"fil": Path("/srv/tl"), "en": Path("/srv/en")}
    assert (settings.voice.engine, settings.voice.microphone) == ("pocketsphinx", "Jabra")
    assert (settings.desk.host, settings.desk.port) == ("0.0.0.0", 9000)
    assert (settings.hub.data, settings.hub.port, settings.hub.devices) == (Path("/srv/hub"), 65_535, ("abc", "def"))


def test_the_complete_example_leaves_nothing_out(path: Path) -> None:
    settings, ours = load(path, COMPLETE), load(path, LEAST)
    for section in fields(Config):
        ones, others = getattr(settings, section.name), getattr(ours, section.name)
        same = {item.name for item in fields(ones) if getattr(ones, item.name) == getattr(others, item.name)}
        assert same <= {"barangay", "city", "sms_name", "psgc", "index", "data"}


def test_one_model_alone_is_for_all_languages(path: Path) -> None:
    settings = load(path, LEAST + '[voice]\nmodel = "/srv/model"\n')
    assert settings.voice.model == dict.fromkeys(("fil", "en", "ceb"), Path("/srv/model"))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('model = { tl = "/srv/model" }', "voice.model.tl: is not one of fil, en, ceb"),
        ("model = { fil = 3 }", "voice.model.fil: must be a path"),
        ('model = ""', "voice.model.fil: must be a path"),
        ("model = 3", "voice.model: must be a path, or one for each language"),
        ('engine = "whisper"', "voice.engine: must be one of vosk, pocketsphinx"),
    ],
)
def test_a_wrong_voice_is_refused_by_name(path: Path, written: str, said: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(said)):
        load(path, f"{LEAST}[voice]\n{written}\n")


def change(old: str, new: str) -> str:
    assert old in COMPLETE
    return COMPLETE.replace(old, new, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (change("[pins]", "[pens]"), "pens: unknown key; known are hall, broker"),
        (change('door = "hub.example:8082"', 'door = "hub.example"'), "broker.door: must be an address such as"),
        (change("door_port = 8082", "door_port = 65536"), "hub.door_port: must be from 0 to 65535"),
        (change("baud", "bauds"), "modem.bauds: unknown key; known are port, baud"),
        (LEAST + "\n[hall.more]\nx = 1", "hall.more: unknown key"),
        ("", "hall: is missing"),
        (COMPLETE.partition("[broker]")[2].join(["[broker]", ""]), "hall: is missing"),
        (change('psgc = "0403403014"', ""), "hall.psgc: is missing"),
        (change("index = 1", ""), "hall.index: is missing"),
        (change("09171234567", "8888"), "hall.officer_phone: must be a Philippine mobile number"),
        ('hall = "San Isidro"', "hall: must be a table"),
        (LEAST + "\n[[broker]]\nport = 1", "broker: must be a table"),
        (change("index = 1", 'index = "1"'), "hall.index: must be a whole number"),
        (change("index = 1", "index = 1.0"), "hall.index: must be a whole number"),
        (change("index = 1", "index = true"), "hall.index: must be a whole number"),
        (change('"Barangay San Isidro"', "7"), "hall.barangay: must be a text"),
        (change('data = "/var/lib/dulog"', "data = 7"), "hall.data: must be a path"),
        (change('data = "/var/lib/dulog"', 'data = ""'), "hall.data: must be a path"),
        (change('charter = "/etc/dulog/charter"', 'charter = ""'), "hall.charter: must be a path"),
        (change('languages = ["fil", "en"]', 'languages = "fil"'), "hall.languages: must be a list of texts"),
        (change('devices = ["abc", "def"]', "devices = [1]"), "hub.devices: must be a list of texts"),
        (change('psgc = "0403403014"', 'psgc = "043403014"'), "hall.psgc: must be 10 digits"),
        (change('psgc = "0403403014"', 'psgc = "04034030140"'), "hall.psgc: must be 10 digits"),
        (change('psgc = "0403403014"', 'psgc = "04034O3014"'), "hall.psgc: must be 10 digits"),
        (change("index = 1", "index = -1"), "hall.index: must be from 0 to 99999"),
        (change("index = 1", "index = 100000"), "hall.index: must be from 0 to 99999"),
        (change("BRGY SAN ISIDRO", ""), "hall.sms_name: must be 1 to 20 letters"),
        (change("BRGY SAN ISIDRO", "B" * 21), "hall.sms_name: must be 1 to 20 letters"),
        (change("BRGY SAN ISIDRO", "www.brgy"), "hall.sms_name: must be 1 to 20 letters"),
        (change('["fil", "en"]', "[]"), "hall.languages: must be some of fil, en, ceb"),
        (change('["fil", "en"]', '["fil", "tlh"]'), "hall.languages: must be some of fil, en, ceb"),
        (change("Ma. Teresa Dela Cruz, Kalihim", "o" * 41), "hall.officer: must be at most 40 letters"),
        (change("usb:04b8:0e15", "lpt1"), "printer.port: must be /dev/..., usb:VENDOR:PRODUCT or tcp:HOST:PORT"),
        (change("usb:04b8:0e15", "usb:04b8"), "printer.port: must be /dev/..., usb:VENDOR:PRODUCT or tcp:HOST:PORT"),
        (change("columns = 48", "columns = 40"), "printer.columns: must be one of 32, 48"),
        (change("09191234567", "8888"), "hall.sms_number: must be a Philippine mobile number"),
        (change("09181234567", "8888"), "sync.sms_gateway: must be a Philippine mobile number"),
        (change("sms_after_minutes = 30", "sms_after_minutes = 1"), "sync.sms_after_minutes: must be at least 5, or 0"),
        (change("sms_daily = 20", "sms_daily = 0"), "sync.sms_daily: must be from 1 to 500"),
        (
            change("software_rendering = true", "software_rendering = 1"),
            "kiosk.software_rendering: must be true or false",
        ),
        (change("1280x800", "640x480"), "kiosk.size: must be one of 800x480"),
        (change("high-contrast", "pink"), "kiosk.theme: must be one of standard"),
        (change("idle_seconds = 45", "idle_seconds = 5"), "kiosk.idle_seconds: must be at least 20"),
        (change("port = 8883", "port = 0"), "broker.port: must be from 1 to 65535"),
        (change("port = 9000", "port = 65536"), "desk.port: must be from 1 to 65535"),
        (change("port = 65535", "port = -1"), "hub.port: must be from 1 to 65535"),
    ],
)
def test_what_is_wrong_is_named(path: Path, text: str, said: str) -> None:
    assert problem(path, text).startswith(f"dulog.toml: {said}")


@pytest.mark.parametrize(
    "text",
    [
        change('"0403403014"', '"٠٤٠٣٤٠٣٠١٤"'),
        change("BRGY SAN ISIDRO", "   "),
        change("BRGY SAN ISIDRO", "ᜊᜇᜅᜌ"),
        change("BRGY SAN ISIDRO", "\u00aa\u00b2x"),
    ],
    ids=["digits", "blank", "baybayin", "superscript"],
)
def test_a_name_no_telephone_can_show_is_refused(path: Path, text: str) -> None:
    assert problem(path, text).startswith("dulog.toml: hall.")


def test_a_name_with_an_n_tilde_is_a_name(path: Path) -> None:
    assert load(path, change("BRGY SAN ISIDRO", "BRGY STO NIÑO")).hall.sms_name == "BRGY STO NIÑO"


def test_a_file_that_is_not_there_is_named(path: Path) -> None:
    with pytest.raises(ConfigError, match=f"^{path}: no such file"):
        config.load(path)


@pytest.mark.parametrize(
    "data", [b"hall = ", b"[hall", b"\xff\xfe", b"\x00", b"= 1", b"a = 1\na = 2", b"[hall]\n[hall]"]
)
def test_a_file_that_is_not_toml_is_named(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    with pytest.raises(ConfigError, match=f"^{path}: cannot be read: "):
        config.load(path)


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        config.load(tmp_path)


def test_a_file_written_with_notepad_is_read(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + COMPLETE.replace("\n", "\r\n").encode())
    assert config.load(path).hall.index == 1


def test_settings_do_not_change_while_a_program_runs(path: Path) -> None:
    with pytest.raises(AttributeError):
        load(path, LEAST).hall.index = 2  # type: ignore[misc]


toml_values = st.sampled_from(
    ["1", "-1", "1.5", "true", '"x"', '""', "[]", "[1]", '["x"]', "{}", "1979-05-27", "{a = 1}"]
)
keys = [f"{section.name}.{item.name}" for section in fields(Config) for item in fields(section.type)]  # type: ignore[arg-type]


@given(st.dictionaries(st.sampled_from([*keys, "hall", "x", "hall.x"]), toml_values, max_size=4))
def test_any_file_is_settings_or_a_named_problem(tmp_path: Path, given_: dict[str, str]) -> None:
    path = tmp_path / "any.toml"
    path.write_text("\n".join(f"{key} = {value}" for key, value in given_.items()))
    with pytest.raises(ConfigError, match=r"any\.toml"):
        config.load(path)

# SPDX-License-Identifier: Apache-2.0
"""Config: one TOML file, one frozen dataclass; an unknown or wrong key is refused by its name."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from appliance import gsm7, phone
from appliance.errors import ConfigError, InputError
from appliance.sending import Limits
from appliance.words import LANGUAGES

DEFAULT_PATH: Final = Path("/etc/dulog/dulog.toml")
SIZES: Final = ("800x480", "1024x600", "1280x800")
_SMS_NAME: Final = re.compile(r"[^\W_]+\.?(?: [^\W_]+\.?)*")
THEMES: Final = ("standard", "high-contrast")
PRINTER_PORT: Final = re.compile(r"(?:/.+|usb:[0-9a-fA-F]{4}:[0-9a-fA-F]{4}|tcp:[^:\s]+:[0-9]{1,5})?")
COLUMNS: Final = (32, 48)
_ADDRESS: Final = re.compile(r"[a-z]+://\S+")
ENGINES: Final = ("vosk", "pocketsphinx")
ByLanguage = Mapping[str, Path]
"""A folder for each language (fil, en, ceb); one folder alone is for all of them."""


@dataclass(frozen=True, slots=True)
class Hall:
    """The barangay this box serves. `psgc` is its 10-digit code; `index` the number the hub gave this appliance.

    The phones are those of the officer on duty and of the punong barangay, who are texted when a promise was missed.
    `sms_number` is the one that citizens text, as the kiosk shows it.
    `officer` receives what is filed (name and designation, for the receipt: RA 11032, section 9); `seal` is a picture
    of the hall's own seal for it.
    """

    barangay: str
    city: str
    sms_name: str
    psgc: str
    index: int
    data: Path
    languages: tuple[str, ...] = LANGUAGES
    charter: Path | None = None
    officer_phone: str = ""
    head_phone: str = ""
    sms_number: str = ""
    officer: str = ""
    seal: Path | None = None
    witness: Path | None = None


@dataclass(frozen=True, slots=True)
class Broker:
    """Where the MQTT broker listens, and the id of the hub whose answers this box believes.

    For the demo: a box that was enrolled goes by what the hub gave it, over TLS. `door` is where it is enrolled.
    `in_clear` lets one that was not call another machine without TLS, in a laboratory: frames are sealed all the same,
    who speaks and when is not hidden.
    """

    host: str = "127.0.0.1"
    port: int = 1883
    hub: str = ""
    door: str = ""
    in_clear: bool = False


@dataclass(frozen=True, slots=True)
class Sync:
    """When urgent cases go by data SMS: after `sms_after_minutes` without the hub's word (0: never), to the number of
    its modem, `sms_gateway`, and at most `sms_daily` messages a day.
    """

    sms_gateway: str = ""
    sms_after_minutes: int = 0
    sms_daily: int = 40


@dataclass(frozen=True, slots=True)
class Modem:
    """The serial port of the GSM modem; without one, SMS is absent and says so.

    `more` are the ports of further modems: any of them sends, and each goes on alone when another fails. `pin` opens a
    locked SIM, and is tried once.
    """

    port: str = ""
    baud: int = 115_200
    more: tuple[str, ...] = ()
    pin: str = ""


@dataclass(frozen=True, slots=True)
class Kiosk:
    """The screen; `software_rendering` allows one without a graphics processor."""

    size: str = "800x480"
    theme: str = "standard"
    idle_seconds: int = 90
    software_rendering: bool = False


@dataclass(frozen=True, slots=True)
class Printer:
    """The receipt printer: a device file, "usb:VENDOR:PRODUCT" in hexadecimal, or "tcp:HOST:PORT"; empty for none.

    `columns` of ordinary letters fit on its paper: 32 on a roll of 58 mm, 48 on one of 80 mm.
    """

    port: str = ""
    columns: int = 32


@dataclass(frozen=True, slots=True)
class Pins:
    """GPIO numbers (BCM) of the front panel; 0 means that it is not there."""

    light: int = 0
    button: int = 0


@dataclass(frozen=True, slots=True)
class Voice:
    """What the box hears with: an engine, the folder of its model for each language, a part of a microphone's name.

    Without a model Vosk hears nothing, and the box says so; pocketsphinx brings its own. No name is the usual one.
    """

    engine: str = "vosk"
    model: ByLanguage = field(default_factory=dict)
    microphone: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the box serves its staff pages."""

    host: str = "127.0.0.1"
    port: int = 8081


@dataclass(frozen=True, slots=True)
class Hub:
    """The national side: its data folder, where its pages listen, and the ids of the boxes that it believes.

    `cells` is the list of brokers (`dulog hub cells` writes it); `door_host` and `door_port` are where boxes are
    enrolled, none with port 0, and `door` the address under which they reach that.
    `database` is the address of a server, "postgresql://..."; without one the cases lie in a file in the data folder.
    With `intake` the workers of `python -m sync.hub.intake` take in the boxes' events, and the hub itself only talks.
    `metrics_token` opens `/metrics` from other machines, as a bearer's.
    """

    data: Path = Path("/var/lib/dulog-hub")
    host: str = "127.0.0.1"
    port: int = 8080
    devices: tuple[str, ...] = ()
    cells: Path | None = None
    door_host: str = "0.0.0.0"  # noqa: S104 a door is for who comes from outside
    door_port: int = 0
    door: str = ""
    database: str = ""
    intake: bool = False
    metrics_token: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """Everything an operator may set."""

    hall: Hall
    broker: Broker = field(default_factory=Broker)
    sync: Sync = field(default_factory=Sync)
    modem: Modem = field(default_factory=Modem)
    sms: Limits = field(default_factory=Limits)
    kiosk: Kiosk = field(default_factory=Kiosk)
    printer: Printer = field(default_factory=Printer)
    pins: Pins = field(default_factory=Pins)
    voice: Voice = field(default_factory=Voice)
    desk: Desk = field(default_factory=Desk)
    hub: Hub = field(default_factory=Hub)


def load(path: Path) -> Config:
    """Read the file. Raises ConfigError naming the file, the key and what is wrong with it."""
    try:
        data = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: no such file; see the example in README.md") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    config: Config = _read(Config, data, path.name, "")
    _check(config, path.name)
    return config


def address(written: str, where: str) -> tuple[str, int]:
    """Host and port in "host:port". Raises ConfigError naming `where`."""
    host, _, port = written.rpartition(":")
    if not host or not (port.isascii() and port.isdecimal() and len(port) < 6 and 1 <= int(port) <= 65_535):
        raise ConfigError(f"{where}: must be an address such as hub.example.ph:8883")
    return host.strip("[]"), int(port)


def _read(kind: Any, data: dict[str, Any], file: str, where: str) -> Any:
    known = {item.name: item for item in fields(kind)}
    for key in data:
        if key not in known:
            raise ConfigError(f"{file}: {where}{key}: unknown key; known are {', '.join(known)}")
    values = {}
    for name, item in known.items():
        if name in data:
            values[name] = _value(item.type, data[name], file, f"{where}{name}")
        elif item.default is MISSING and item.default_factory is MISSING:
            raise ConfigError(f"{file}: {where}{name}: is missing")
    return kind(**values)


def _value(kind: Any, value: object, file: str, where: str) -> Any:
    if kind in (int, bool) and type(value) is kind:
        return value
    if kind is str and isinstance(value, str):
        return value
    if kind in (Path, Path | None) and isinstance(value, str) and value:
        return Path(value)
    if kind == ByLanguage and isinstance(value, str | dict):
        return _by_language(value, file, where)
    if kind == tuple[str, ...] and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if isinstance(kind, type) and hasattr(kind, "__dataclass_fields__") and isinstance(value, dict):
        return _read(kind, value, file, f"{where}.")
    expected = {int: "a whole number", bool: "true or false", str: "a text", tuple[str, ...]: "a list of texts"}.get(
        kind
    )
    if kind == ByLanguage:
        expected = "a path, or one for each language"
    if expected is None:
        expected = "a path" if kind in (Path, Path | None) else "a table"
    raise ConfigError(f"{file}: {where}: must be {expected}")


def _by_language(value: str | dict[str, Any], file: str, where: str) -> ByLanguage:
    table = value if isinstance(value, dict) else dict.fromkeys(LANGUAGES, value)
    for language, folder in table.items():
        if language not in LANGUAGES:
            raise ConfigError(f"{file}: {where}.{language}: is not one of {', '.join(LANGUAGES)}")
        if not (isinstance(folder, str) and folder):
            raise ConfigError(f"{file}: {where}.{language}: must be a path")
    return {language: Path(folder) for language, folder in table.items()}


def _is_mobile(number: str) -> bool:
    """Whether a number is left out or is one that can be texted."""
    try:
        return not number or bool(phone.normalise(number))
    except InputError:
        return False


def _check(config: Config, file: str) -> None:
    hall, kiosk = config.hall, config.kiosk
    problems = {
        "hall.psgc: must be 10 digits": not (len(hall.psgc) == 10 and hall.psgc.isascii() and hall.psgc.isdecimal()),
        "hall.index: must be from 0 to 99999": not 0 <= hall.index <= 99_999,
        "hall.sms_name: must be 1 to 20 letters that every telephone can show": not (
            len(hall.sms_name) <= 20 and _SMS_NAME.fullmatch(hall.sms_name) and gsm7.septets(hall.sms_name)
        ),
        "hall.officer: must be at most 40 letters": len(hall.officer) > 40,
        f"hall.languages: must be some of {', '.join(LANGUAGES)}": not hall.languages
        or bool(set(hall.languages) - set(LANGUAGES)),
        f"kiosk.size: must be one of {', '.join(SIZES)}": kiosk.size not in SIZES,
        f"kiosk.theme: must be one of {', '.join(THEMES)}": kiosk.theme not in THEMES,
        "sync.sms_after_minutes: must be at least 5, or 0 for never": 0 != config.sync.sms_after_minutes < 5,
        "sync.sms_daily: must be from 1 to 500": not 1 <= config.sync.sms_daily <= 500,
        "sync.sms_gateway: must be a Philippine mobile number": not _is_mobile(config.sync.sms_gateway),
        "modem.more: needs modem.port": bool(config.modem.more) and not config.modem.port,
        "modem.pin: must be 4 to 8 digits": not re.fullmatch(r"(?:[0-9]{4,8})?", config.modem.pin),
        "sms.seconds_between: must be from 0 to 600": not 0 <= config.sms.seconds_between <= 600,
        "sms.daily_parts: must be at least 1": config.sms.daily_parts < 1,
        "sms.daily_texts: must be at least 1": config.sms.daily_texts < 1,
        "sms.daily_notices: must be at least 1": config.sms.daily_notices < 1,
        "sms.quiet_from: must be an hour from 0 to 23": config.sms.quiet_from not in range(24),
        "sms.quiet_until: must be an hour from 0 to 23": config.sms.quiet_until not in range(24),
        "kiosk.idle_seconds: must be at least 20": kiosk.idle_seconds < 20,
        f"voice.engine: must be one of {', '.join(ENGINES)}": config.voice.engine not in ENGINES,
        "printer.port: must be /dev/..., usb:VENDOR:PRODUCT or tcp:HOST:PORT": not PRINTER_PORT.fullmatch(
            config.printer.port
        ),
        "hub.database: must be an address like postgresql://...": bool(config.hub.database)
        and not _ADDRESS.fullmatch(config.hub.database),
        f"printer.columns: must be one of {', '.join(map(str, COLUMNS))}": config.printer.columns not in COLUMNS,
    }
    for name in ("officer_phone", "head_phone", "sms_number"):
        problems[f"hall.{name}: must be a Philippine mobile number"] = not _is_mobile(getattr(hall, name))
    for section in ("broker", "desk", "hub"):
        problems[f"{section}.port: must be from 1 to 65535"] = not 1 <= getattr(config, section).port <= 65_535
    problems["hub.door_port: must be from 0 to 65535"] = not 0 <= config.hub.door_port <= 65_535
    for where, written in (("broker.door", config.broker.door), ("hub.door", config.hub.door)):
        if written:
            address(written, f"{file}: {where}")
    for problem, found in problems.items():
        if found:
            raise ConfigError(f"{file}: {problem}")

# SPDX-License-Identifier: Apache-2.0
"""The receipt printer: the bytes it gets, no paper, no cable, and no printer at all."""

import os
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
from escpos.printer import Dummy
from PIL import Image

from appliance.config import Printer
from appliance.errors import DeviceError, PaperOut
from appliance.slip import Part, Style
from hardware.printer import AbsentPrinter, open_printer
from hardware.printer.roll import EscposPrinter, picture
from kiosk_ui.__main__ import EMBLEM

ROOT = Path(__file__).parents[2]
SLIP = (
    Part(Style.EMBLEM),
    Part(Style.TITLE, "Barangay Sto. Niño"),
    Part(Style.RULE),
    Part(Style.LARGE, "6709 1662 1886"),
    Part(Style.CODE, "670916621886"),
    Part(Style.BOLD, "Ñ"),
    Part(Style.PLAIN, "Bayad: ₱50.00"),
)
RASTER = b"\x1dv0"
NO_PAPER = b"\x72"
ENOUGH_PAPER = b"\x12"


class Roll(Dummy):
    """Keeps its bytes when it is closed, as paper does."""

    def close(self):
        pass


def printed(columns=32):
    roll = Roll()
    EscposPrinter(lambda: roll, columns, picture(EMBLEM)).print(SLIP)
    return roll.output


def test_a_slip_is_set_printed_and_cut():
    paper = printed().removeprefix(b"\x10\x04\x04")
    assert paper.startswith(b"\x1b@"), "whatever was set before is forgotten"
    assert b"-" * 32 + b"\n" in paper
    assert paper.count(RASTER) == 2, "the emblem and the code are pictures, which every printer can print"
    assert b"\x1dV" in paper[-6:]


def test_the_number_is_twice_as_large_as_all_else():
    before = printed().partition(b"6709 1662 1886\n")[0]
    assert before.rpartition(b"\x1b!")[2].startswith(b"\x30")
    assert b"\x1b!\x30" not in printed().partition(b"6709 1662 1886\n")[2]


def test_the_code_is_of_the_number_and_nothing_else():
    # a module is 7 dots, the smallest code has 21 of them and a white one at each side: 161 dots are 21 bytes a row
    assert RASTER + b"\x00\x15\x00\xa1\x00" in printed()


def test_enye_is_the_printers_own_and_a_peso_has_letters():
    paper = printed()
    assert b"\x1bt\x00" in paper, "the code page that has it"
    assert b"Sto. Ni\xa4o\n" in paper
    assert b"\xa5\n" in paper
    assert b"Bayad: PHP 50.00\n" in paper


def test_a_seal_is_printed_as_it_looks_and_our_emblem_by_its_shape(tmp_path):
    Image.new("RGB", (400, 200), "#202020").save(tmp_path / "seal.png")
    seal = picture(tmp_path / "seal.png")
    assert seal.size == (160, 80)
    assert seal.getextrema()[1] < 64
    assert picture(EMBLEM).getextrema() == (0, 255)


def test_a_seal_that_is_no_picture_is_named(tmp_path):
    (tmp_path / "seal.png").write_text("not a picture")
    with pytest.raises(DeviceError, match=r"seal\.png"):
        open_printer(Printer("/dev/null"), tmp_path / "seal.png")


def test_a_printer_on_a_device_file_without_paper_says_so():
    # what the kernel answers for a printer that is out of paper
    with pytest.raises(PaperOut):
        open_printer(Printer("/dev/full"), EMBLEM).print(SLIP)


def test_an_unplugged_printer_is_not_written_into_a_plain_file(tmp_path):
    gone = tmp_path / "lp0"
    with pytest.raises(DeviceError, match="does not answer"):
        open_printer(Printer(str(gone)), EMBLEM).print(SLIP)
    assert not gone.exists()


def test_a_printer_that_is_plugged_in_again_prints_again(tmp_path):
    port = tmp_path / "lp0"
    printer = open_printer(Printer(str(port)), EMBLEM)
    with pytest.raises(DeviceError):
        printer.print(SLIP)
    port.touch()
    printer.print(SLIP)
    assert b"6709 1662 1886" in port.read_bytes()


# escpos leaves the socket of a connection that was refused to the garbage collector
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("port", ["usb:dead:beef", "tcp:127.0.0.1:1"])
def test_a_printer_that_is_not_there_is_one_clear_error(port):
    with pytest.raises(DeviceError, match="does not answer"):
        open_printer(Printer(port), EMBLEM).print(SLIP)


@contextmanager
def network_printer(*states):
    """Answers each question for the paper with the next state, the last one for ever; its port, and what it got."""
    answers, got = list(states), bytearray()

    def serve():
        channel, _ = listener.accept()
        with channel:
            while data := channel.recv(65536):
                got.extend(data)
                for _ in range(data.count(b"\x10\x04\x04")):
                    channel.sendall(answers.pop(0) if len(answers) > 1 else answers[0])

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        yield f"tcp:127.0.0.1:{listener.getsockname()[1]}", got
        thread.join(10)


def test_a_printer_on_the_network_prints():
    with network_printer(ENOUGH_PAPER) as (port, got):
        open_printer(Printer(port), EMBLEM).print(SLIP)
    assert b"6709 1662 1886" in got


def test_a_printer_without_paper_gets_nothing_to_print():
    with network_printer(NO_PAPER) as (port, got), pytest.raises(PaperOut):
        open_printer(Printer(port), EMBLEM).print(SLIP)
    assert b"6709" not in got


def test_paper_that_ends_in_the_middle_of_a_slip_is_noticed():
    with network_printer(ENOUGH_PAPER, NO_PAPER) as (port, got), pytest.raises(PaperOut):
        open_printer(Printer(port), EMBLEM).print(SLIP)
    assert b"6709" in got


def test_a_box_without_a_printer_works_all_the_same():
    printer = open_printer(Printer(), EMBLEM)
    assert isinstance(printer, AbsentPrinter)
    assert not printer.present
    with pytest.raises(DeviceError):
        printer.print(SLIP)


def test_the_library_leaves_no_file_behind_at_every_start(tmp_path):
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", "import hardware.printer.roll"], cwd=ROOT, env=environment, check=True)
    assert list(tmp_path.iterdir()) == []

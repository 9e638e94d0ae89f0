# SPDX-License-Identifier: Apache-2.0
"""Mutated bundles: only the declared error, never more frames or bytes than there can be.

`DULOG_FUZZ=1000000 pytest tests/fuzz/test_bundle.py` is the long campaign.
"""

import io
import os
import random

from appliance.errors import BundleError
from sync.bundle import Heading, Reader, Writer

INPUTS = int(os.environ.get("DULOG_FUZZ", "20000"))
SPICE = (b"", b"\0" * 4, b"\xff" * 4, b"DLGB", b"\0\0\xea\x60", b"\0\0\xea\x61", b"\x80\0\0\0")


def mutated(noise, whole):
    """The bytes after one to four small accidents or malices."""
    data = bytearray(whole)
    for _ in range(noise.randint(1, 4)):
        at = noise.randrange(len(data) + 1)
        match noise.randrange(5):
            case 0:
                del data[at:]
            case 1:
                data[at:at] = noise.choice(SPICE)
            case 2:
                data[at : at + 4] = noise.choice(SPICE)
            case 3:
                del data[at : at + noise.randint(1, 40)]
            case _:
                data[at : at + 1] = noise.randbytes(1)
    return bytes(data)


def test_whatever_is_on_the_stick_the_reader_ends_with_frames_or_its_own_error(tmp_path):
    noise = random.Random(5)
    heading = Heading("a" * 16, "up")
    with Writer(tmp_path, heading) as writer:
        for _ in range(12):
            writer.add(noise.randbytes(noise.randint(1, 60)))
    whole = (tmp_path / heading.name).read_bytes()
    refused = 0
    for _ in range(INPUTS):
        data = mutated(noise, whole)
        found = []
        try:
            found.extend(Reader(io.BytesIO(data)).frames())
        except BundleError:
            refused += 1
        else:
            assert data == whole, "a changed bundle must not pass for a whole one"
        assert sum(map(len, found)) + 4 * len(found) <= len(data)
    assert refused > INPUTS * 0.8

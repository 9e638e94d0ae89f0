# SPDX-License-Identifier: Apache-2.0
"""Tags: how each value is written, and the sizes and bounds that writer and reader share. PROTOCOL.md explains them."""

from enum import IntEnum
from typing import Final

from appliance.event import MAX_DEPTH


class Tag(IntEnum):
    """What comes next. From FIRST_WORD on a tag is itself a known word; those beyond 255 are WORD and a number."""

    NULL = 0
    FALSE = 1
    TRUE = 2
    NUMBER = 3
    TEXT = 4
    LIST = 5
    OBJECT = 6
    DIGITS = 7
    REFERENCE = 8
    PHONE = 9
    HEX = 10
    IDENTITY = 11
    HOURS = 12
    HOUR = 13
    SPAN = 14
    WORD = 15
    FIRST_WORD = 24


class Name(IntEnum):
    """How a stream's name is said: as any text, or as a device (implied or not), its epoch and what follows."""

    TEXT = 0
    AUTHOR = 1
    ADDRESSEE = 2
    OTHER = 3


ONE_BYTE_WORDS: Final = 256 - Tag.FIRST_WORD
"""How many known words are tags themselves."""

MOST: Final = 2**64
"""Every number is below that."""

HOUR_MS: Final = 3_600_000
PHONE_BYTES, REFERENCE_BYTES, TIME_BYTES, EPOCH_BYTES, HEX_BYTES = 4, 5, 6, 4, 64
DEPTH: Final = MAX_DEPTH + 2
LONGEST_NAME: Final = 128
"""Letters of a stream's name: it is said once and may be meant a thousand times."""


def with_check(payload: int) -> str:
    """A reference's ten digits with the two that check them (ISO 7064 MOD 97-10)."""
    return f"{payload:010d}{98 - payload * 100 % 97:02d}"

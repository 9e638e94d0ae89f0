# SPDX-License-Identifier: Apache-2.0
"""Glyphs: which characters a font file can draw, from its character map (OpenType, cmap format 4)."""

import struct
from functools import cache
from pathlib import Path


@cache
def drawn_by(font: str) -> frozenset[int]:
    """The code points of the basic plane that the font has a glyph for."""
    data = Path(font).read_bytes()
    tables = struct.unpack_from(">H", data, 4)[0]
    records = (struct.unpack_from(">4sLLL", data, 12 + 16 * table) for table in range(tables))
    start = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    count = struct.unpack_from(">H", data, start + 2)[0]
    places = (start + struct.unpack_from(">HHL", data, start + 4 + 8 * one)[2] for one in range(count))
    ranges = next(place for place in places if struct.unpack_from(">H", data, place)[0] == 4)
    segments = struct.unpack_from(">H", data, ranges + 6)[0] // 2
    ends = struct.unpack_from(f">{segments}H", data, ranges + 14)
    starts = struct.unpack_from(f">{segments}H", data, ranges + 16 + 2 * segments)
    return frozenset(code for first, last in zip(starts, ends, strict=True) for code in range(first, last + 1))

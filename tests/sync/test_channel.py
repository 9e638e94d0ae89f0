# SPDX-License-Identifier: Apache-2.0
"""The seal: whoever is not one of the two can neither read a frame nor change one, nor turn it round."""

import pytest

from appliance.errors import FrameError
from appliance.identity import Card, Identity
from sync.channel import OVERHEAD, Channel, introduce, introduced, is_card
from sync.frame import MAX_FRAME, Ack, Chunk, Events, Hello

BOX, HUB, STRANGER = Identity(b"b" * 32), Identity(b"h" * 32), Identity(b"s" * 32)
UP, DOWN = Channel(BOX, HUB.card), Channel(HUB, BOX.card)

HELLO = Hello("0403403014", ((f"{HUB.id}.00000001:{BOX.id}", 3, "00ff00ff00ff00ff"),), answer=True)
EVENTS = Events(
    f"{BOX.id}.0000abcd", 4, (["", 1, "created", 1, "ntp", ["citizen"], {"words": "Wala pong tubig"}],), b"x" * 32
)
ACK = Ack(((f"{BOX.id}.0000abcd", 4, "00ff00ff00ff00ff"),), at=1_775_520_000_000)
ALL = (HELLO, EVENTS, ACK)
each = pytest.mark.parametrize("frame", ALL, ids=lambda frame: type(frame).__name__)


@each
def test_what_one_side_seals_the_other_opens(frame):
    assert DOWN.open(UP.seal(frame)) == frame


@each
def test_a_changed_byte_anywhere_is_noticed(frame):
    data = UP.seal(frame)
    for place in range(len(data)):
        for flip in (0x01, 0x80):
            changed = bytearray(data)
            changed[place] ^= flip
            with pytest.raises(FrameError):
                DOWN.open(bytes(changed))


@each
def test_a_frame_cut_off_anywhere_is_refused(frame):
    data = UP.seal(frame)
    for length in range(len(data)):
        with pytest.raises(FrameError):
            DOWN.open(data[:length])


def test_nobody_else_can_open_a_frame_and_its_author_cannot_be_told_their_own_words():
    data = UP.seal(EVENTS)
    for other in (UP, Channel(STRANGER, BOX.card), Channel(HUB, STRANGER.card), Channel(STRANGER, HUB.card)):
        with pytest.raises(FrameError, match="not sealed by"):
            other.open(data)


def test_nothing_of_a_case_can_be_read_in_a_frame():
    data = UP.seal(EVENTS)
    for secret in (b"tubig", b"created", BOX.id.encode(), EVENTS.head, b"citizen"):
        assert secret not in data


def test_a_signed_head_proves_to_anybody_what_its_author_said():
    heard = DOWN.open(UP.seal(EVENTS.signed(BOX)))
    assert heard == EVENTS.signed(BOX)
    for forged in (EVENTS.signed(HUB), Events(EVENTS.origin, 3, EVENTS.said, EVENTS.head, heard.signature)):
        with pytest.raises(FrameError, match="not signed by"):
            DOWN.open(UP.seal(forged))


def test_a_card_says_whose_it_is_and_whether_ours_is_asked_for():
    assert introduced(introduce(BOX)) == (BOX.card, True)
    assert introduced(introduce(BOX, answer=False)) == (BOX.card, False)
    assert is_card(introduce(BOX))
    assert not is_card(UP.seal(ACK))
    assert BOX.card.id == BOX.id
    assert Card.decoded(BOX.card.encoded()) == BOX.card


def test_a_changed_byte_of_a_card_is_noticed_but_for_the_one_that_asks():
    data = introduce(BOX)
    for place in set(range(len(data))) - {2}:
        changed = bytearray(data)
        changed[place] ^= 0x01
        with pytest.raises(FrameError):
            introduced(bytes(changed))
    for length in range(len(data)):
        with pytest.raises(FrameError):
            introduced(data[:length])
    with pytest.raises(FrameError, match="129 bytes"):
        introduced(data + b"x")


def test_a_card_whose_key_agrees_with_everybody_is_refused():
    weak = Card(STRANGER.public, bytes(32), b"")
    with pytest.raises(FrameError, match="nobody can agree"):
        Channel(BOX, weak)


BROKEN = {
    "nothing at all": (b"", "0 bytes are too few"),
    "a header and no more": (b"\xd1\x02\x01abcd", "too few"),
    "too many bytes": (b"\xd1" + bytes(MAX_FRAME), "at most"),
    "somebody else's frame": (bytes(OVERHEAD), "not a frame of ours"),
    "a newer version": (b"\xd2" + bytes(OVERHEAD), "version 2; we read version 1"),
    "a card": (introduce(BOX), "a card where"),
}


@pytest.mark.parametrize(("data", "named"), BROKEN.values(), ids=BROKEN)
def test_a_broken_frame_is_refused_and_the_thing_is_named(data, named):
    with pytest.raises(FrameError, match=named):
        DOWN.open(data)


def test_a_sealed_frame_is_no_card():
    with pytest.raises(FrameError, match="a sealed frame where a card"):
        introduced(UP.seal(ACK))


def test_a_frame_larger_than_the_roads_take_is_refused_with_its_size():
    noise = "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(32_000))
    with pytest.raises(FrameError, match=f"at most {MAX_FRAME}"):
        UP.seal(Events(EVENTS.origin, 1, (["", 1, "noted", 1, "ntp", ["officer"], {"text": noise}],), b"x" * 32))
    assert DOWN.open(UP.seal(Chunk(bytes(32), 9, 0, b"z" * 9))) == Chunk(bytes(32), 9, 0, b"z" * 9)

# SPDX-License-Identifier: Apache-2.0
"""An appliance makes its own key once, keeps it to itself, and is named after it."""

import multiprocessing
import os
from pathlib import Path
from typing import Any

import pytest

from appliance import identity
from appliance.errors import ConfigError
from appliance.identity import Identity, id_of, verify

# RFC 8032, section 7.1, test 1
SECRET = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
PUBLIC = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
SIGNED_NOTHING = bytes.fromhex(
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
)


def test_keys_and_signatures_are_those_of_the_standard() -> None:
    one = Identity(SECRET)
    assert one.public == PUBLIC
    assert one.sign(b"") == SIGNED_NOTHING
    assert verify(PUBLIC, SIGNED_NOTHING, b"")


def test_a_name_is_sixteen_letters_for_ever() -> None:
    assert id_of(PUBLIC) == Identity(SECRET).id == "eh7ddx5bksrgcytl"
    assert id_of(PUBLIC) != id_of(bytes(32))


@pytest.mark.parametrize(
    ("public", "signature", "data"),
    [
        (PUBLIC, SIGNED_NOTHING, b"x"),
        (bytes(32), SIGNED_NOTHING, b""),
        (PUBLIC, bytes(64), b""),
        (PUBLIC, b"", b""),
        (b"", SIGNED_NOTHING, b""),
        (PUBLIC, SIGNED_NOTHING[:-1], b""),
    ],
)
def test_what_is_not_signed_by_the_key_is_not_believed(public: bytes, signature: bytes, data: bytes) -> None:
    assert not verify(public, signature, data)


def test_each_purpose_has_its_own_secret() -> None:
    one = Identity(SECRET)
    secrets = {one.derive("pin"), one.derive("pins"), Identity(bytes(32)).derive("pin"), SECRET}
    assert len(secrets) == 4
    assert one.derive("pin") == one.derive("pin")
    assert len(one.derive("pin")) == 32


def test_the_key_is_made_once_and_kept(tmp_path: Path) -> None:
    first = identity.load(tmp_path / "new" / "folder")
    assert identity.load(tmp_path / "new" / "folder").id == first.id
    assert identity.load(tmp_path / "other").id != first.id


def test_the_key_is_for_its_owner_only(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        identity.load(tmp_path)
    finally:
        os.umask(before)
    assert (tmp_path / "device.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["device.key"]


@pytest.mark.parametrize("secret", [b"", b"x", bytes(31), bytes(33), b"not a key"])
def test_a_damaged_key_is_named_and_not_replaced(tmp_path: Path, secret: bytes) -> None:
    (tmp_path / "device.key").write_bytes(secret)
    with pytest.raises(ConfigError, match="the device key is damaged: it must be 32 bytes"):
        identity.load(tmp_path)
    assert (tmp_path / "device.key").read_bytes() == secret


def test_a_power_cut_while_the_key_was_made_does_not_stop_the_next_start(tmp_path: Path) -> None:
    (tmp_path / f".device.key.{os.getpid()}").write_bytes(b"half")
    assert identity.load(tmp_path).id == identity.load(tmp_path).id


def _load(folder: str, ids: Any) -> None:
    ids.put(identity.load(Path(folder)).id)


def test_two_programs_that_start_at_once_have_one_key(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ids = context.Queue()
    starters = [context.Process(target=_load, args=(str(tmp_path), ids)) for _ in range(3)]
    for starter in starters:
        starter.start()
    names = {ids.get(timeout=60) for _ in starters}
    for starter in starters:
        starter.join(60)
    assert names == {identity.load(tmp_path).id}

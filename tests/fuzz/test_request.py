# SPDX-License-Identifier: Apache-2.0
"""Mutated requests to be enrolled, and answers: only the declared error, and nobody is taken in.

Half of them are mutated before they are sealed, as by somebody who has a code and bad intentions.
`DULOG_FUZZ=1000000 pytest tests/fuzz/test_request.py` is the long campaign.
"""

import os
import random
import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from appliance.errors import EnrolmentError
from appliance.identity import Identity
from sync.claim import BY_CODE, Grant, Seal, _packed, addressed, refusal
from sync.hub.authority import asked_for
from tests.fakes import CENTRE, DEVICE

INPUTS = int(os.environ.get("DULOG_FUZZ", "20000"))
SECRET = bytes(range(16))
SPICE = (b"", b"\0\0", b"\xff\xff", b"DLE\x01\x01", b"\x30\x82\xff\xff", b"\x30\x80", b"\0" * 40)


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
                data[at : at + 2] = noise.choice(SPICE)
            case 3:
                del data[at : at + noise.randint(1, 40)]
            case _:
                data[at : at + 1] = noise.randbytes(1)
    return bytes(data)


def signing_request():
    """A real one, by a key that is always the same."""
    key = ec.derive_private_key(7, ec.SECP256R1())
    return x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).sign(key, hashes.SHA256())


@pytest.fixture(scope="module")
def csr():
    return signing_request().public_bytes(Encoding.DER)


def test_whatever_comes_to_the_door_ends_in_a_refusal(csr):
    noise, seal = random.Random(3), Seal.of_code(SECRET)
    whole = seal.ask(DEVICE, csr)
    header = whole[:21]
    inside = _packed(
        (DEVICE.card.encoded(), csr, DEVICE.sign(b"dulog enrol 1\n" + header + DEVICE.card.encoded() + csr))
    )
    assert seal.asked(whole).card == DEVICE.card
    taken, worst = 0, 0.0
    for turn in range(INPUTS):
        if turn % 2:
            data = mutated(noise, whole)
        else:
            data = header + seal._key("up").encrypt(mutated(noise, inside) or b"\0", [header])
        began = time.perf_counter()
        try:
            asked_for(seal.asked(data).csr)
            taken += data != whole
        except EnrolmentError:
            assert len(refusal(data)) == 21
        worst = max(worst, time.perf_counter() - began)
    assert not taken, "a changed request must not pass for the box's own"
    assert worst < 1


def test_whatever_comes_back_from_the_door_ends_in_an_error_of_ours(csr):
    noise, seal = random.Random(4), Seal.of_code(SECRET)
    request = seal.ask(DEVICE, csr)
    grant = Grant(csr, csr, CENTRE.card, ("a.example.ph:1", "b.example.ph:2"), "c.example.ph:3", 1, "0403403014", 5)
    whole = seal.grant(request, grant)
    assert seal.granted(request, whole) == grant
    fields = (csr, csr, CENTRE.card.encoded(), b"a.example.ph:1", b"c.example.ph:3", b"1", b"0403403014", b"5")
    for turn in range(INPUTS // 4):
        data = mutated(noise, whole)
        if turn % 2:
            data = whole[:21] + seal._key("down").encrypt(mutated(noise, _packed(fields)), [whole[:21], request])
        try:
            found = seal.granted(request, data)
        except EnrolmentError:
            continue
        assert turn % 2 or data == whole
        assert found.hub == CENTRE.card


def test_mutated_signing_requests_prove_no_key(csr):
    noise = random.Random(6)
    for _ in range(INPUTS // 4):
        data = mutated(noise, csr)
        try:
            key = asked_for(data)
        except EnrolmentError:
            continue
        # what is not signed may differ in its encoding, but the key is the one that signed
        assert key.public_numbers() == ec.derive_private_key(7, ec.SECP256R1()).public_key().public_numbers()


def test_the_fuzz_would_notice_a_door_that_believes_anything(csr):
    request = Seal.of_code(SECRET).ask(Identity(bytes(32)), csr)
    assert addressed(request)[0] == BY_CODE
    assert Seal.of_code(SECRET).asked(request).card.id != DEVICE.id

# SPDX-License-Identifier: Apache-2.0
"""What comes to the hub's door and back from it: requests and answers, outside and behind the seal."""

import random

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from appliance.errors import EnrolmentError
from sync.claim import Grant, Seal
from sync.hub.authority import asked_for
from tests.fakes import CENTRE, DEVICE
from tests.fuzz.campaign import Target, mutated

_KEY = ec.derive_private_key(7, ec.SECP256R1())
_CSR = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).sign(_KEY, hashes.SHA256())
_SIGNING = _CSR.public_bytes(Encoding.DER)
_SEAL = Seal.of_code(bytes(range(16)))
_HEADER_BYTES = 21

_REQUEST = _SEAL.ask(DEVICE, _SIGNING)
_GRANT = Grant(_SIGNING, _SIGNING, CENTRE.card, ("a.example.ph:1", "b.example.ph:2"), "c.example.ph:3", 1, "04", 5)
_ANSWER = _SEAL.grant(_REQUEST, _GRANT)


def _fields(data: bytes, way: str, beside: list[bytes]) -> bytes:
    return _SEAL._key(way).decrypt(data[_HEADER_BYTES:], beside)


def _requested(data: bytes) -> object:
    """A changed request is never taken for the box's own, whoever changed it."""
    found = asked_for(_SEAL.asked(data).csr)
    if data != _REQUEST:
        raise AssertionError("a changed request was believed")
    return found


def _behind_request(noise: random.Random, data: bytes) -> bytes:
    """As somebody may change it who has the code."""
    header = data[:_HEADER_BYTES]
    inside = mutated(noise, _fields(data, "up", [header]))
    return header + _SEAL._key("up").encrypt(inside or b"\0", [header])


def _granted(data: bytes) -> object:
    found = _SEAL.granted(_REQUEST, data)
    if data != _ANSWER:
        raise AssertionError("a changed answer was believed")
    return found


def _behind_answer(noise: random.Random, data: bytes) -> bytes:
    beside = [data[:_HEADER_BYTES], _REQUEST]
    inside = mutated(noise, _fields(data, "down", beside))
    return data[:_HEADER_BYTES] + _SEAL._key("down").encrypt(inside or b"\0", beside)


def _signed(data: bytes) -> object:
    """What is not signed may be encoded otherwise; the key is the one that signed."""
    key = asked_for(data)
    if key.public_numbers() != _KEY.public_key().public_numbers():
        raise AssertionError("a key was believed that did not sign")
    return key


_ERRORS = (EnrolmentError,)

ENROLLING = {
    "request": Target(_requested, [_REQUEST], _ERRORS, mutated),
    "request-sealed": Target(_requested, [_REQUEST], _ERRORS, _behind_request),
    "answer": Target(_granted, [_ANSWER], _ERRORS, mutated),
    # as the hub itself may write it, of another version or gone mad
    "answer-sealed": Target(lambda data: _SEAL.granted(_REQUEST, data), [_ANSWER], _ERRORS, _behind_answer),
    "signing-request": Target(_signed, [_SIGNING], _ERRORS, mutated),
}

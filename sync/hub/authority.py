# SPDX-License-Identifier: Apache-2.0
"""Authority: the hub's certificate authority, one level deep. It says which TLS key is which box, broker or worker."""

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final, Self

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from appliance import durable
from appliance.errors import ConfigError, EnrolmentError
from appliance.ports import Clock

DEVICE_DAYS: Final = 365
"""For how long a box's certificate holds."""

_AUTHORITY_DAYS: Final = 20 * 365
_SKEW: Final = timedelta(hours=1)
_CLIENT: Final = ExtendedKeyUsageOID.CLIENT_AUTH
_SERVER: Final = ExtendedKeyUsageOID.SERVER_AUTH


class Authority:
    """Issues certificates (X.509, P-256). A certificate says who somebody is; the registry says what they may."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate, clock: Clock) -> None:
        """Speak as this authority."""
        self._key = key
        self._clock = clock
        self.certificate = certificate

    @classmethod
    def at(cls, folder: Path, clock: Clock) -> Self:
        """The authority kept in `folder`, made on first use. Raises ConfigError for a damaged file."""
        path = folder / "authority.pem"
        try:
            data = path.read_bytes() if path.exists() else durable.keep(path, _new(_now(clock)))
            key = serialization.load_pem_private_key(data, None)
            certificate = x509.load_pem_x509_certificate(data)
        except (ValueError, OSError) as error:
            raise ConfigError(f"{path}: the authority's key cannot be read") from error
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ConfigError(f"{path}: the authority's key must be of P-256")
        return cls(key, certificate, clock)

    @property
    def pem(self) -> bytes:
        """The authority's own certificate, by which the others are checked."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def device(self, key: ec.EllipticCurvePublicKey, device: str) -> x509.Certificate:
        """A box's certificate for a year: the holder of this TLS key is `device`."""
        begin = _now(self._clock) - _SKEW
        return self._issue(key, device, begin, _SKEW + timedelta(days=DEVICE_DAYS), _CLIENT)

    def client(self, name: str, lifetime: timedelta = timedelta(days=_AUTHORITY_DAYS)) -> bytes:
        """A new key and its certificate as PEM, for a program of the hub's that connects to a broker as `name`."""
        key = ec.generate_private_key(ec.SECP256R1())
        begin = _now(self._clock) - _SKEW
        return pem_of(key) + pem_of(self._issue(key.public_key(), name, begin, _SKEW + lifetime, _CLIENT))

    def broker(self, hosts: Iterable[str]) -> bytes:
        """A new key and its certificate as PEM, for the broker that is reached under these names or addresses.

        It holds from the authority's own beginning: a box whose clock stands still at its enrolment believes it.
        """
        key = ec.generate_private_key(ec.SECP256R1())
        begin = self.certificate.not_valid_before_utc
        names = list(hosts)
        lifetime = self.certificate.not_valid_after_utc - begin
        certificate = self._issue(key.public_key(), names[0], begin, lifetime, _SERVER, names)
        return pem_of(key) + pem_of(certificate)

    def revocations(self, serials: Iterable[int]) -> bytes:
        """The list of revoked certificates as PEM.

        It never expires: a broker that a new list does not reach must not turn everybody away.
        """
        now = _now(self._clock)
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.certificate.subject)
        builder = builder.last_update(min(now, self.certificate.not_valid_after_utc) - _SKEW)
        builder = builder.next_update(self.certificate.not_valid_after_utc)
        for serial in sorted(serials):
            one = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now - _SKEW)
            builder = builder.add_revoked_certificate(one.build())
        return pem_of(builder.sign(self._key, hashes.SHA256()))

    def _issue(
        self,
        key: ec.EllipticCurvePublicKey,
        name: str,
        begin: datetime,
        lifetime: timedelta,
        usage: x509.ObjectIdentifier,
        hosts: Iterable[str] = (),
    ) -> x509.Certificate:
        end = min(begin + lifetime, self.certificate.not_valid_after_utc)
        builder = _blank(name, key, begin, end).issuer_name(self.certificate.subject)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
        names = [_host(host) for host in hosts]
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.sign(self._key, hashes.SHA256())


def asked_for(request: bytes) -> ec.EllipticCurvePublicKey:
    """The TLS key of a certificate signing request (DER), proven to be its maker's own. Raises EnrolmentError.

    Nothing else of it is used: who the maker is, the authority says.
    """
    try:
        asked = x509.load_der_x509_csr(request)
        key = asked.public_key()
        sound = asked.is_signature_valid
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion) as error:
        raise EnrolmentError("not a certificate signing request") from error
    if not (sound and isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)):
        raise EnrolmentError("the request for a certificate must be signed with a P-256 key")
    return key


def pem_of(thing: ec.EllipticCurvePrivateKey | x509.Certificate | x509.CertificateRevocationList) -> bytes:
    """A key (in clear), certificate or list in the form that OpenSSL reads."""
    if isinstance(thing, ec.EllipticCurvePrivateKey):
        return thing.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    return thing.public_bytes(serialization.Encoding.PEM)


def _new(now: datetime) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = f"Dulog authority {secrets.token_hex(4)}"  # two authorities are never taken for each other
    builder = _blank(name, key.public_key(), now - _SKEW, now + timedelta(days=_AUTHORITY_DAYS))
    builder = builder.issuer_name(_named(name)).add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = builder.add_extension(usage, critical=True).sign(key, hashes.SHA256())
    return pem_of(key) + pem_of(certificate)


def _blank(name: str, key: ec.EllipticCurvePublicKey, begin: datetime, end: datetime) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(_named(name)).public_key(key)
    builder = builder.serial_number(x509.random_serial_number())
    return builder.not_valid_before(begin).not_valid_after(end)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _now(clock: Clock) -> datetime:
    return datetime.fromtimestamp(clock.now() // 1000, UTC)

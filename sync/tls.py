# SPDX-License-Identifier: Apache-2.0
"""TLS: how a program of ours calls a broker: TLS 1.3, its certificate shown, the broker's checked by our authority."""

import ssl
from pathlib import Path
from typing import Final

from appliance.errors import ConfigError

_NO_DATES: Final = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME of OpenSSL, which Python's ssl does not name."""


def calling(authority: str, own: Path) -> ssl.SSLContext:
    """A context by the authority's certificate (PEM), and the file with our own key and certificate (PEM).

    Raises ConfigError.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # checks the certificate and the name in it
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    try:
        context.load_verify_locations(cadata=authority)
        context.load_cert_chain(own)
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        raise ConfigError(f"{own}: the key and certificate of this machine cannot be used; enrol it again") from error
    return context


def mind_dates(context: ssl.SSLContext, trusted: bool) -> None:
    """Look at the dates of a broker's certificate, or not where the clock cannot be `trusted`.

    A clock that nobody set (a Pi has none of its own) cannot tell; everything else is checked as ever.
    """
    context.verify_flags = context.verify_flags & ~_NO_DATES if trusted else context.verify_flags | _NO_DATES

# SPDX-License-Identifier: Apache-2.0
"""What the stories share: the modem that the citizen's telephone hangs on."""

import pytest

from sms.simulator import Simulator


@pytest.fixture
def sim(tmp_path):
    with Simulator(report_delay=0.02, link=tmp_path / "modem") as simulator:
        yield simulator

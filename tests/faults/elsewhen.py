# SPDX-License-Identifier: Apache-2.0
"""`python -m tests.faults.elsewhen SECONDS MODULE ...`: run a program on a clock that is wrong by so many seconds.

Steady clocks stay right, as on a machine whose battery is empty.
"""

import runpy
import sys
import time


def shift(seconds: float) -> None:
    """Let the time of day be wrong from now on, in this process."""
    real, real_ns = time.time, time.time_ns
    time.time = lambda: real() + seconds
    time.time_ns = lambda: real_ns() + round(seconds * 1e9)


if __name__ == "__main__":
    _, wrong_by, module, *arguments = sys.argv
    shift(float(wrong_by))
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)

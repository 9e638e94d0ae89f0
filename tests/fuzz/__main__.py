# SPDX-License-Identifier: Apache-2.0
"""`python -m tests.fuzz frame --inputs 1000000 --seed 7`: a long campaign against one parser, or `all` of them."""

import argparse
import secrets
import sys
import time

from tests.fuzz.campaign import Broken, run
from tests.fuzz.targets import TARGETS


def main() -> int:
    """Run the campaign; 1 and the bytes when an input does harm."""
    parser = argparse.ArgumentParser(prog="script/fuzz", description=__doc__)
    parser.add_argument("target", choices=[*TARGETS, "all"])
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=secrets.randbits(32), help="to try the same inputs again")
    options = parser.parse_args()
    for name in TARGETS if options.target == "all" else (options.target,):
        began = time.monotonic()
        try:
            result = run(TARGETS[name], options.inputs, options.seed)
        except Broken as broken:
            sys.stdout.write(f"{name}, seed {options.seed}: {broken}\n")
            return 1
        rate = options.inputs / (time.monotonic() - began)
        sys.stdout.write(f"{name}, seed {options.seed}: {result}, {rate:.0f} a second\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: Apache-2.0
"""Bench: the ears measured on speech made by espeak-ng, never on people; needs numpy and espeak-ng's library."""

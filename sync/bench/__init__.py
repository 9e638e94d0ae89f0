# SPDX-License-Identifier: Apache-2.0
"""Benches of the roads; each runs as a program of its own, for the core that offers them knows no roads."""

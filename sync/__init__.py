# SPDX-License-Identifier: Apache-2.0
"""Carry cases between the boxes and the hub, over any road that may lose, repeat or delay what it carries."""

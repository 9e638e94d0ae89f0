# SPDX-License-Identifier: Apache-2.0
"""The voice of the box: its mouth, and its ears."""

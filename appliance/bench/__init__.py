# SPDX-License-Identifier: Apache-2.0
"""Bench: figures anyone can reproduce, each beside its peer in the same run. Ratios count, not milliseconds."""

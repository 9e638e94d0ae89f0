# SPDX-License-Identifier: Apache-2.0
"""Widgets: the few parts that every screen is made of."""

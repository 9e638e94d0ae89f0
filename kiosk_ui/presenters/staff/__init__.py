# SPDX-License-Identifier: Apache-2.0
"""Presenters of staff mode: what an officer sees and does at the kiosk."""

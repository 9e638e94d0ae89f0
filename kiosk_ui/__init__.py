# SPDX-License-Identifier: Apache-2.0
"""The touch kiosk: screens over the counter, offline, for one citizen at a time."""

# SPDX-License-Identifier: Apache-2.0
"""The voice terminal: not built yet; the kiosk says so."""

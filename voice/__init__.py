# SPDX-License-Identifier: Apache-2.0
"""The voice of the box: the mouth is built, the ears are not yet; the kiosk says so."""

# SPDX-License-Identifier: Apache-2.0
"""The text message channel: a GSM modem on one side, the citizens' cases on the other."""

# SPDX-License-Identifier: Apache-2.0
"""Presenters: what each screen shows and does, as plain values, without Kivy."""

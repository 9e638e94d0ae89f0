# SPDX-License-Identifier: Apache-2.0
"""Bench of the text messages: our program, the library as its manual shows it and two daemons, on one simulator."""

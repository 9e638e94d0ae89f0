# SPDX-License-Identifier: Apache-2.0
"""The headless terminal: a button, a light and a voice, for halls without a touch panel."""

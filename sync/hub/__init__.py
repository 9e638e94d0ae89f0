# SPDX-License-Identifier: Apache-2.0
"""The national side: commits what the boxes send, and gives agencies the pages to answer."""

# SPDX-License-Identifier: Apache-2.0
"""The core of Dulog: cases, promises, the charter, the store, and what citizens and officers can do with them."""

# SPDX-License-Identifier: Apache-2.0
"""What a data file holds of the texts that came and went, for those who count whether any was lost or doubled."""

from typing import NamedTuple

from appliance.store import Store


class Traffic(NamedTuple):
    """Messages and reports kept and dealt with, and the states of the texts that are or were owed to each number."""

    kept: int
    dealt: int
    owed: dict[str, list[str]]

    @property
    def is_dealt_with(self) -> bool:
        """Whether nothing that was kept is still unread."""
        return self.dealt == self.kept


def look(store: Store) -> Traffic:
    """Count in the data file itself."""
    query = "SELECT COUNT(*), COALESCE(SUM(state != 'new'), 0) FROM inbound"
    kept, dealt = store.db.execute(query).fetchone()
    owed: dict[str, list[str]] = {}
    for number, state in store.db.execute("SELECT number, state FROM texts ORDER BY id"):
        owed.setdefault(number, []).append(state)
    return Traffic(kept, dealt, owed)

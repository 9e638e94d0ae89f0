# SPDX-License-Identifier: Apache-2.0
"""Build hook: compile the gettext catalogues, for an editable install as for a wheel."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WordsHook(BuildHookInterface):  # type: ignore[type-arg]
    """Compile appliance/locale/*/LC_MESSAGES/dulog.po beside itself."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Run by hatchling before it packs."""
        for source in Path(self.root, "appliance", "locale").glob("*/LC_MESSAGES/dulog.po"):
            with source.open("rb") as file:
                catalogue = read_po(file, abort_invalid=True)
            with source.with_suffix(".mo").open("wb") as file:
                write_mo(file, catalogue)

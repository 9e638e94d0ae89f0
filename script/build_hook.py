# SPDX-License-Identifier: Apache-2.0
"""Build hook: compile the gettext catalogues and train the answer book, for an editable install as for a wheel."""

import sys
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent.parent))  # we are not installed yet

from appliance import charter
from appliance.answers import train


class ContentHook(BuildHookInterface):  # type: ignore[type-arg]
    """Make the files that are not written by hand, each beside what it is made from."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Run by hatchling before it packs."""
        self._compile_words()
        self._train_answers()

    def _compile_words(self) -> None:
        for source in Path(self.root, "appliance", "locale").glob("*/LC_MESSAGES/dulog.po"):
            with source.open("rb") as file:
                catalogue = read_po(file, abort_invalid=True)
            with source.with_suffix(".mo").open("wb") as file:
                write_mo(file, catalogue)

    def _train_answers(self) -> None:
        train.build(charter.load())

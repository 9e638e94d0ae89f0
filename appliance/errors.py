# SPDX-License-Identifier: Apache-2.0
"""What can go wrong, one class a layer; every message names the thing and is fit to be read by an operator."""


class DulogError(Exception):
    """Base of every error this product raises on purpose."""


class ConfigError(DulogError):
    """The configuration file names something we do not know, or lacks something we need."""


class CharterError(DulogError):
    """A service file of the charter cannot be used; the message names the file and the key."""


class WordsError(DulogError):
    """A language or a sentence that the catalogues do not have."""


class AnswersError(DulogError):
    """The answer book's model is missing or was made for another version; or the questions of an examination are."""


class InputError(DulogError):
    """Something a person typed cannot be taken as it is.

    `field` names what they filled in, `problem` is the short key under which the catalogues explain it.
    """

    def __init__(self, field: str, problem: str) -> None:
        """Remember the field and the problem; neither holds what the person typed."""
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class CaseError(DulogError):
    """An event that the case's state, its holder or its author does not allow."""


class EventError(DulogError):
    """Bytes or fields that are not an event we can read."""


class ChainError(EventError):
    """Events that do not continue the history we hold: two histories go under one name. `seq` is where they part."""

    def __init__(self, problem: str, origin: str, seq: int) -> None:
        """Remember whose history it is and from which place on it cannot be trusted."""
        super().__init__(problem)
        self.origin = origin
        self.seq = seq


class GapError(EventError):
    """Events that do not follow on the last one that we hold; `held` is its number."""

    def __init__(self, origin: str, first: int, held: int) -> None:
        """Name the gap."""
        super().__init__(f"events of {origin} from {first} while {held} is the last we hold")
        self.held = held


class NotFound(DulogError):
    """No such case, or the PIN does not open it: deliberately the same answer for both."""


class Locked(DulogError):
    """Too many wrong PINs; try again after `until` (UTC ms)."""

    def __init__(self, until: int) -> None:
        """Remember when the lock opens."""
        super().__init__("too many attempts")
        self.until = until


class StoreError(DulogError):
    """The data file is missing, of another version, busy or damaged."""


class NumbersUsedUp(DulogError):
    """This appliance has given out all its references and needs a new index from the hub."""


class FrameError(DulogError):
    """Bytes from a road that are not a frame, or not one meant for us."""


class BundleError(DulogError):
    """A courier's file that cannot be written, is not one of ours, or is not whole; what was whole in it is kept."""


class EnrolmentError(DulogError):
    """A request to be enrolled, or the answer to one, that cannot be taken; it never says which part a stranger had
    wrong."""


class DeviceError(DulogError):
    """A device that is there but does not work."""


class PaperOut(DeviceError):
    """The receipt printer has no paper."""

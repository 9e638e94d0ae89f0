# SPDX-License-Identifier: Apache-2.0
"""`python -m voice.child ENGINE FOLDER`: an engine in a process of its own, asked and answering through its pipes.

A message is a letter, the length of what follows in four bytes, and that. Every message is answered by one of JSON.
"""

import json
import resource
import struct
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, astuple
from pathlib import Path
from typing import Any, BinaryIO, Final

from voice.engine import Engine, EngineError

HEAD: Final = struct.Struct(">cI")

BEGIN: Final = b"B"
FEED: Final = b"F"
END: Final = b"E"
DROP: Final = b"D"
MISSING: Final = b"M"
FAILED: Final = b"X"
DONE: Final = b"K"

VOSK: Final = "vosk"
POCKETSPHINX: Final = "pocketsphinx"


def main(arguments: Sequence[str]) -> int:
    """Answer until the parent is gone."""
    # what is in memory is what somebody said: a crash must not write it down
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # libraries write what they please to the standard output
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    try:
        engine = _open(*arguments)
    except EngineError as error:
        send(answers, FAILED, str(error).encode())
        return 1
    send(answers, DONE, json.dumps(asdict(engine.abilities)).encode())
    serve(engine, sys.stdin.buffer, answers)
    return 0


def serve(engine: Engine, questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer each message; the sound in it is overwritten once the engine has it."""
    while (message := receive(questions.read)) is not None:
        kind, body = message
        try:
            answer = _answer(engine, kind, body)
        except EngineError as error:
            send(answers, FAILED, str(error).encode())
            continue
        finally:
            body[:] = bytes(len(body))
        send(answers, DONE, json.dumps(answer).encode())


def send(to: BinaryIO, kind: bytes, body: bytes | memoryview = b"") -> None:
    """Write one message."""
    to.write(HEAD.pack(kind, len(body)))
    to.write(body)
    to.flush()


def receive(read: Callable[[int], bytes]) -> tuple[bytes, bytearray] | None:
    """Read one message; None where the other side is gone."""
    head = read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    kind, length = HEAD.unpack(head)
    body = bytearray(read(length)) if length else bytearray()
    return (kind, body) if len(body) == length else None


def _answer(engine: Engine, kind: bytes, body: bytearray) -> Any:
    if kind == FEED:
        with memoryview(body) as sound:
            return engine.feed(sound)
    if kind == BEGIN:
        asked = json.loads(body)
        return engine.begin(asked["phrases"], asked["language"])
    if kind == END:
        return [astuple(word) for word in engine.end()]
    if kind == MISSING:
        return engine.missing(json.loads(body))
    return engine.drop()


def _open(name: str, folder: str = "") -> Engine:
    # either library is an extra
    try:
        if name == VOSK:
            from voice.vosk_engine import VoskEngine

            return VoskEngine(Path(folder))
        from voice.sphinx import SphinxEngine

        return SphinxEngine()
    except ImportError as error:
        raise EngineError(f"{name} is not installed here: install dulog[voice] or dulog[pocketsphinx]") from error


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

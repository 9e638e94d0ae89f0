# SPDX-License-Identifier: Apache-2.0
"""Directory: a Vosk model directory from a network and a lexicon, with OpenFst's command line and no Kaldi program."""

import math
import os
import struct
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from voice_model.features import SETTINGS
from voice_model.network import CONTEXT, SOUNDS, Network

UNKNOWN: Final = "[unk]"
_DECODING: Final = (
    "--min-active=200\n--max-active=3000\n--beam=13.0\n--lattice-beam=6.0\n--acoustic-scale=0.6\n"
    "--frame-subsampling-factor=3\n--endpoint.silence-phones=1\n--endpoint.rule2.min-trailing-silence=0.5\n"
    "--endpoint.rule3.min-trailing-silence=0.75\n--endpoint.rule4.min-trailing-silence=1.0\n"
)
_HALF: Final = math.log(2)
_UNKNOWN_COST: Final = math.log(len(SOUNDS)) + 1.6
"""What each sound of a word that is in no grammar costs beside one of a word that is."""

_POSITIONS: Final = (("B", "begin"), ("E", "end"), ("I", "internal"), ("S", "singleton"))
_PHONES: Final = ["SIL", *(f"{sound}_{place}" for sound in SOUNDS[1:] for place, _ in _POSITIONS)]
_NUMBERS: Final = {phone: number for number, phone in enumerate(_PHONES, 1)}
_LOOK_AHEAD: Final = "libfstlookahead.so.22"
"""Debian's tools load a type of graph only from a library that is there already."""


def write(folder: Path, network: Network, lexicon: Mapping[str, Sequence[Sequence[str]]]) -> None:
    """Write everything Vosk reads from a model's folder."""
    for part in ("am", "conf", "graph/phones"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    (folder / "am" / "final.mdl").write_bytes(_acoustics(network))
    (folder / "conf" / "mfcc.conf").write_text(SETTINGS)
    (folder / "conf" / "model.conf").write_text(_DECODING)
    kinds = ["nonword", *(kind for _ in SOUNDS[1:] for _, kind in _POSITIONS)]
    boundaries = "".join(f"{number} {kind}\n" for number, kind in enumerate(kinds, 1))
    (folder / "graph" / "phones" / "word_boundary.int").write_text(boundaries)
    (folder / "graph" / "disambig_tid.int").write_text(f"{2 * len(_PHONES) + 5}\n")
    _graphs(folder / "graph", lexicon)


def _acoustics(network: Network) -> bytes:
    """final.mdl in Kaldi's binary form: a one-state topology, the network, and the shares of the sounds."""
    count = len(_PHONES)
    parts = [b"\0B", _words("<TransitionModel> <Topology>")]
    parts += [_numbers(range(1, count + 1)), _numbers([-1] + [0] * count)]
    # one entry of two states: the first stays or leaves, the second is the end
    parts += [_whole(1), _whole(2), _whole(0), _whole(2), _whole(0), _real(0.5), _whole(1), _real(0.5)]
    parts += [_whole(-1), _whole(0), _words("</Topology> <Triples>"), _whole(count)]
    for number in range(1, count + 1):
        parts += [_whole(number), _whole(0), _whole(0 if number == 1 else (number + 2) // 4)]
    logs = np.full(2 * count + 1, -_HALF)
    logs[0] = 0
    parts += [_words("</Triples> <LogProbs>"), _vector(logs), _words("</LogProbs> </TransitionModel>")]
    priors = np.maximum(network.priors, 1e-4)
    priors[0] = max(priors[0], 0.05)
    parts += [
        _nnet(network),
        _words("<LeftContext>"),
        _whole(-CONTEXT[0]),
        _words("<RightContext>"),
        _whole(CONTEXT[-1]),
    ]
    parts += [_words("<Priors>"), _vector(priors / priors.sum())]
    return b"".join(parts)


def _nnet(network: Network) -> bytes:
    width = len(CONTEXT)
    mean, spread = np.tile(network.mean, width), np.tile(network.spread, width)
    # the normalisation of what goes in becomes part of the first layer
    weights = [network.weights[0] / spread[:, None], *network.weights[1:]]
    biases = [network.biases[0] - (mean / spread) @ network.weights[0], *network.biases[1:]]
    around = ", ".join("input" if step == 0 else f"Offset(input, {step})" for step in CONTEXT)
    nodes, before = ["input-node name=input dim=40"], f"Append({around})"
    for name in ("a0", "r0", "a1", "r1", "a2", "ls"):
        nodes.append(f"component-node name={name} component={name} input={before}")
        before = name
    nodes.append("output-node name=output input=ls objective=linear")
    parts = [_words("<Nnet3>"), ("\n" + "\n".join(nodes) + "\n\n").encode(), _words("<NumComponents>"), _whole(6)]
    for layer in range(3):
        parts += [_words(f"<ComponentName> a{layer} <FixedAffineComponent> <LinearParams>"), _matrix(weights[layer].T)]
        parts += [_words("<BiasParams>"), _vector(biases[layer]), _words("</FixedAffineComponent>")]
        name, kind = ("ls", "LogSoftmaxComponent") if layer == 2 else (f"r{layer}", "RectifiedLinearComponent")
        parts += [_words(f"<ComponentName> {name} <{kind}> <Dim>"), _whole(len(biases[layer]))]
        parts += [_words("<ValueAvg>"), _vector([]), _words("<DerivAvg>"), _vector([]), _words("<Count>"), _real(0.0)]
        parts += [_words(f"</{kind}>")]
    return b"".join((*parts, _words("</Nnet3>")))


def _words(text: str) -> bytes:
    return text.encode() + b" "


def _whole(number: int) -> bytes:
    return struct.pack("<bi", 4, number)


def _real(number: float) -> bytes:
    return struct.pack("<bf", 4, number)


def _numbers(numbers: Sequence[int] | range) -> bytes:
    return struct.pack("<bi", 4, len(numbers)) + np.asarray(numbers, "<i4").tobytes()


def _vector(numbers: object) -> bytes:
    row = np.asarray(numbers, "<f4")
    return b"FV " + _whole(len(row)) + row.tobytes()


def _matrix(numbers: np.ndarray) -> bytes:
    rows, columns = numbers.shape
    return b"FM " + _whole(rows) + _whole(columns) + np.ascontiguousarray(numbers, "<f4").tobytes()


class _Graph:
    """Arcs over transitions: state 0 is the start, state 1 the place between two words."""

    def __init__(self) -> None:
        self.arcs: list[tuple[int, int, int, int, float]] = []
        self._states = 2

    def state(self) -> int:
        """A new one."""
        self._states += 1
        return self._states - 1

    def sound(self, source: int, phone: str, word: int, cost: float = 0.0) -> int:
        """One sound, as long as it lasts; the state after it."""
        number, state = _NUMBERS[phone], self.state()
        self.arcs += [(source, state, 2 * number, word, cost + _HALF), (state, state, 2 * number - 1, 0, _HALF)]
        return state

    def pause(self, source: int) -> None:
        """To the place between words, with or without a silence."""
        self.arcs.append((source, 1, 0, 0, _HALF))
        self.arcs.append((self.sound(source, "SIL", 0, _HALF), 1, 0, 0, 0.0))

    def text(self) -> str:
        """As fstcompile reads it."""
        return "".join("{} {} {} {} {:g}\n".format(*arc) for arc in self.arcs) + "1\n"


def _words_graph(lexicon: Mapping[str, Sequence[Sequence[str]]], ids: Mapping[str, int]) -> str:
    graph = _Graph()
    graph.pause(0)
    for word, ways in lexicon.items():
        for sounds in ways:
            state = 1
            for place, sound in enumerate(sounds):
                kind = "S" if len(sounds) == 1 else "B" if place == 0 else "E" if place == len(sounds) - 1 else "I"
                state = graph.sound(state, f"{sound}_{kind}", 0 if place else ids[word])
            graph.pause(state)
    # any sounds one after another, two at least, are a word that is not known
    inside = graph.state()
    for sound in SOUNDS[1:]:
        begun = graph.sound(1, f"{sound}_B", ids[UNKNOWN], _UNKNOWN_COST)
        going = graph.sound(inside, f"{sound}_I", 0, _UNKNOWN_COST)
        graph.arcs += [(begun, inside, 0, 0, 0.0), (going, inside, 0, 0, 0.0)]
        graph.pause(graph.sound(inside, f"{sound}_E", 0, _UNKNOWN_COST))
    return graph.text()


def _graphs(folder: Path, lexicon: Mapping[str, Sequence[Sequence[str]]]) -> None:
    names = ["<unused>", UNKNOWN, *lexicon]
    ids = {word: number for number, word in enumerate(names, 1)}
    with tempfile.TemporaryDirectory() as work:
        relabelled = Path(work) / "relabelled"
        convert = f"fstconvert --fst_type=olabel_lookahead --save_relabel_opairs={relabelled}"
        (folder / "HCLr.fst").write_bytes(_fst(_words_graph(lexicon, ids), "olabel", convert))
        pairs = dict(tuple(map(int, line.split())) for line in relabelled.read_text().splitlines() if line.strip())
    cost = math.log(len(names))
    numbers = [pairs[ids[word]] for word in (UNKNOWN, *lexicon)]
    loop = "".join(f"0 0 {number} {number} {cost:g}\n" for number in numbers) + "0 1\n"
    (folder / "Gr.fst").write_bytes(_fst(loop, "ilabel", "fstconvert --fst_type=const"))
    rows = [("<eps>", 0), *((word, pairs.get(ids[word], 100_000 + ids[word])) for word in names)]
    (folder / "words.txt").write_text("".join(f"{word} {number}\n" for word, number in rows))


def _fst(text: str, order: str, convert: str) -> bytes:
    made = text.encode()
    for command in ("fstcompile", f"fstarcsort --sort_type={order}", convert):
        environment = {**os.environ, "LD_PRELOAD": _LOOK_AHEAD}
        made = subprocess.run(command.split(), input=made, stdout=subprocess.PIPE, check=True, env=environment).stdout
    return made

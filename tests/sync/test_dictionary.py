# SPDX-License-Identifier: Apache-2.0
"""The dictionary: made from made-up text alone, the same each time, and apart from what it is measured on."""

import runpy
from pathlib import Path

import pytest

from sync import dictionary
from sync.bench.cases import lines, people

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "script" / "dictionary"
MAKER = runpy.run_path(str(ROOT / "script" / "make-dictionary"), run_name="maker")


def test_the_bench_and_the_training_share_no_sentence_name_or_place():
    ours, theirs = people(), people(SOURCES)
    assert not {matter.words for matter in ours.matters} & {matter.words for matter in theirs.matters}
    assert not set(ours.names) & set(theirs.names)
    assert not set(ours.places) & set(theirs.places)


def test_no_sentence_of_the_bench_lies_in_a_dictionary():
    trained = (Path(dictionary.__file__).parent / "1.bin").read_bytes()
    for matter in people().matters:
        written = matter.words.encode()
        runs = {written[start : start + 30] for start in range(len(written) - 29)}
        assert not [run for run in runs if run in trained]


def test_the_same_sources_make_the_same_dictionary():
    documents = [(sentence.encode(), 1) for sentence in lines(SOURCES / "replies.txt")]
    made = MAKER["train"](documents * 2, 500)
    assert made == MAKER["train"](documents * 2, 500)
    assert len(made) == 500
    assert b"barangay hall" in made


def test_one_that_exists_is_never_written_again(monkeypatch, tmp_path, capsys):
    (tmp_path / "1.bin").write_bytes(b"precious")
    monkeypatch.setattr("sys.argv", ["make-dictionary", "1", "--into", str(tmp_path)])
    assert MAKER["main"]() == 1
    assert "choose another number" in capsys.readouterr().err
    assert (tmp_path / "1.bin").read_bytes() == b"precious"


def test_a_text_with_known_words_is_short_and_comes_back():
    plain = b"Pasensya na po, hindi pa po naayos ang streetlight sa Purok 3."
    packed = dictionary.deflate(1, plain)
    assert dictionary.inflate(1, packed, 1000) == plain
    assert len(packed) < len(plain) * 0.7
    assert dictionary.inflate(dictionary.PLAIN, dictionary.deflate(dictionary.PLAIN, plain), 1000) == plain


@pytest.mark.parametrize("number", dictionary.ours())
def test_the_most_frequent_words_take_one_byte(number):
    words = dictionary.words(number)
    assert {"", "created", "citizen", "ntp", "fil", "kiosk", "barangay", "words", "due_at", "told"} <= set(words[:232])

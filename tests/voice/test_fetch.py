# SPDX-License-Identifier: Apache-2.0
"""A model is fetched whole or not at all, and without internet it is said what to do."""

import hashlib
import io
import json
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from voice.fetch import FetchError, fetch


@pytest.fixture
def site():
    """A web server on this machine with what the test puts on it."""
    files = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = files.get(self.path.removeprefix("/"))
            self.send_response(200 if body is not None else 404)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield files, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def packed(folder):
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr(f"{folder}/am/final.mdl", "sounds")
    return body.getvalue()


def listed(name, body):
    return json.dumps([{"name": name, "md5": hashlib.md5(body).hexdigest()}]).encode()


def test_a_model_is_fetched_with_its_progress(site, tmp_path):
    files, address = site
    files["tiny.zip"] = packed("tiny")
    files["model-list.json"] = listed("tiny", files["tiny.zip"])
    told = []
    model = fetch("tiny", tmp_path / "models", lambda done, size: told.append((done, size)), address)
    assert (model / "am" / "final.mdl").read_text() == "sounds"
    assert told[-1] == (len(files["tiny.zip"]),) * 2
    assert [one.name for one in (tmp_path / "models").iterdir()] == ["tiny"]
    with pytest.raises(FetchError, match="is there already"):
        fetch("tiny", tmp_path / "models", lambda done, size: None, address)


def test_a_model_that_was_damaged_on_the_way_leaves_nothing(site, tmp_path):
    files, address = site
    files["tiny.zip"] = packed("tiny")[:-5]
    files["model-list.json"] = listed("tiny", packed("tiny"))
    with pytest.raises(FetchError, match="tiny: was damaged on the way"):
        fetch("tiny", tmp_path, lambda done, size: None, address)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("body", "said"), [(b"not a zip", "is not a ZIP archive"), (packed("other"), "has no folder of that name")]
)
def test_an_archive_that_is_no_model_is_refused(site, tmp_path, body, said):
    files, address = site
    files.update({"tiny.zip": body, "model-list.json": listed("tiny", body)})
    with pytest.raises(FetchError, match=said):
        fetch("tiny", tmp_path, lambda done, size: None, address)
    assert not list(tmp_path.iterdir())


def test_a_name_that_is_not_in_the_list_and_a_list_that_is_none(site, tmp_path):
    files, address = site
    files["model-list.json"] = listed("tiny", b"")
    with pytest.raises(FetchError, match="huge: is not in the list"):
        fetch("huge", tmp_path, lambda done, size: None, address)
    files["model-list.json"] = b"<html>sign in to the hotel</html>"
    with pytest.raises(FetchError, match="is not a list of models"):
        fetch("tiny", tmp_path, lambda done, size: None, address)


def test_without_internet_it_says_what_to_carry_and_where_to(tmp_path):
    with pytest.raises(FetchError) as refused:
        fetch("tiny", tmp_path, lambda done, size: None, "http://127.0.0.1:9")
    said = str(refused.value)
    assert "http://127.0.0.1:9/tiny.zip" in said
    assert "USB stick" in said
    assert str(tmp_path / "tiny") in said

# SPDX-License-Identifier: Apache-2.0
"""Fetch: a Vosk model from its official address, its checksum compared, and unpacked beside the others."""

import hashlib
import json
import shutil
import tempfile
import urllib.request
import zipfile
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from typing import IO, Any, Final

from appliance.errors import DeviceError

OFFICIAL: Final = "https://alphacephei.com/vosk/models"
FILIPINO: Final = "vosk-model-tl-ph-generic-0.6"
"""The one model of Filipino: 320 MB to fetch, and some 860 MB of memory."""

_TIMEOUT: Final = 30.0
_PIECE: Final = 1 << 18


class FetchError(DeviceError):
    """A model that could not be fetched; the message says what to do."""


def fetch(name: str, folder: Path, tell: Callable[[int, int], None], address: str = OFFICIAL) -> Path:
    """The model of this name in this folder; `tell` hears how many bytes of how many are here. Raises FetchError."""
    target = folder / name
    if target.exists():
        raise FetchError(f"{target}: is there already")
    try:
        wanted = _listed(name, address)
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".fetching-") as work:
            packed = Path(work) / "model.zip"
            with packed.open("wb") as file:
                digest = _download(f"{address}/{name}.zip", file, tell)
            if digest != wanted:
                raise FetchError(f"{name}: was damaged on the way (its checksum is wrong); fetch it once more")
            _unpack(packed, Path(work) / "model", name).rename(target)
    except (HTTPException, OSError) as error:
        raise FetchError(_without_internet(name, folder, address, error)) from error
    return target


def _listed(name: str, address: str) -> str:
    """The checksum of the model in the official list."""
    with urllib.request.urlopen(f"{address}/model-list.json", timeout=_TIMEOUT) as answer:  # noqa: S310 https, ours
        try:
            models: list[dict[str, Any]] = json.load(answer)
            known = {str(model["name"]): str(model["md5"]) for model in models}
        except (ValueError, KeyError, TypeError) as error:
            raise FetchError(f"{address}/model-list.json: is not a list of models") from error
    if name not in known:
        raise FetchError(f"{name}: is not in the list at {address}/model-list.json")
    return known[name]


def _download(address: str, file: IO[bytes], tell: Callable[[int, int], None]) -> str:
    """Write what is at an address; its MD5, which is what the official list has."""
    digest, done = hashlib.md5(usedforsecurity=False), 0
    with urllib.request.urlopen(address, timeout=_TIMEOUT) as answer:  # noqa: S310 https, or a test's own
        size = int(answer.headers.get("Content-Length") or 0)
        while piece := answer.read(_PIECE):
            file.write(piece)
            digest.update(piece)
            done += len(piece)
            tell(done, size)
    return digest.hexdigest()


def _unpack(packed: Path, into: Path, name: str) -> Path:
    """The model's folder in the archive."""
    try:
        with zipfile.ZipFile(packed) as archive:
            # extractall lets no path lead out of its folder
            archive.extractall(into)
    except zipfile.BadZipFile as error:
        raise FetchError(f"{name}: is not a ZIP archive") from error
    if not (into / name).is_dir():
        raise FetchError(f"{name}: the archive has no folder of that name")
    return into / name


def _without_internet(name: str, folder: Path, address: str, error: Exception) -> str:
    free = shutil.disk_usage(folder if folder.exists() else Path("/")).free // 1_000_000
    reason = getattr(error, "reason", error)
    return (
        f"{name}: could not be fetched ({reason}). Without internet here: on another machine download "
        f"{address}/{name}.zip, carry it on a USB stick, and unpack it "
        f"so that {folder / name} is a folder; {free} MB are free."
    )

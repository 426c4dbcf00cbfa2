"""Trying a changed pack before it is released: a run that counts for nothing but the comparison."""

from __future__ import annotations

import json

from django.utils import timezone

from huitoukan.apps.campaigns.models import Campaign, PackRelease
from huitoukan.domain.refusals import Refused
from huitoukan.rules.check import check_pack
from huitoukan.rules.load import load_pack, pack_from_bytes
from huitoukan.rules.pack import Pack
from huitoukan.rules.yaml_lines import BadYaml, read_yaml

FOLDERS = (
    "facts", "income_items", "indicators", "lines", "prices", "profiles", "readings", "standards",
)  # fmt: skip
"""What an assessment is made of; a file of another folder is tried elsewhere or nowhere."""


def changed_pack(campaign: Campaign, folder: str, name: str, text: str) -> Pack:
    """The campaign's pack with one file of an assessment replaced or added.

    Refused PACK_FILE (no such folder, no YAML), RULE_REJECTED with every fault.
    """
    if folder not in FOLDERS or not name.endswith(".yaml"):
        raise Refused("PACK_FILE", name=f"{folder}/{name}", known=FOLDERS)
    pack = campaign.pack.opened()
    try:
        value, _lines = read_yaml(text)
    except BadYaml as error:
        told = (f"{folder}/{name} 第 {error.line} 行：{error.sentence}",)
        raise Refused("RULE_REJECTED", n=1, findings=told) from error
    path = f"{folder}/{name}"
    if pack.files.get(path) == value:
        raise Refused("PACK_SAME", name=path)
    content = json.dumps({"format": 1, "files": {**pack.files, path: value}}, default=str)
    return _demand_sound(pack_from_bytes(content.encode()))


def installed_pack(source: str) -> Pack:
    """A pack by its id or folder, checked; Refused PACK_UNKNOWN, PACK_INVALID, RULE_REJECTED."""
    return _demand_sound(load_pack(source))


def _demand_sound(pack: Pack) -> Pack:
    findings = check_pack(pack)
    if findings:
        raise Refused("RULE_REJECTED", n=len(findings), findings=tuple(map(str, findings)))
    return pack


def kept(pack: Pack) -> PackRelease:
    """The pack's bytes under their hash, for the job that judges by them."""
    found, _is_new = PackRelease.objects.get_or_create(
        hash=pack.hash,
        defaults={
            "pack": pack.id,
            "release": pack.release,
            "content": pack.to_bytes(),
            "stored_at": timezone.now(),
        },
    )
    return found


def release_of(pack_hash: str) -> PackRelease:
    """The kept bytes with this hash."""
    return PackRelease.objects.get(hash=pack_hash)

"""The name of a bundle: made of its meaning."""

from hashlib import blake2b

from bot.flows.check import Contents
from bot.model import BundleHash


def hash_of(contents: Contents) -> BundleHash:
    """Return the name of a bundle: the same for the same meaning, whatever its comments, notes and layout."""
    digest = blake2b(digest_size=16)
    for content in (contents.flows, contents.crisis, contents.helplines, contents.wording, contents.ear.hunch):
        digest.update(content.model_dump_json(by_alias=True).encode() if content else b"")
        digest.update(b"\0")
    for page, texts in sorted(contents.pages.items()):
        digest.update(repr((page, sorted(texts.items()))).encode())
    digest.update("\n".join(contents.ear.ordinary).encode())
    if contents.canned.texts:
        digest.update(contents.canned.model_dump_json(by_alias=True).encode())
    if contents.hours.means_any:
        digest.update(contents.hours.model_dump_json(by_alias=True, exclude_none=True).encode())
    if contents.steps.guides:
        digest.update(contents.steps.model_dump_json(by_alias=True).encode())
    return BundleHash(digest.hexdigest())

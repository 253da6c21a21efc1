"""What a return phrase becomes: a tag that finds, a public key that seals, a private key that opens. Plain bytes."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class WayBack:
    """What is kept of a return phrase: enough to seal and to find, nothing that opens.

    Attributes:
        tag: 16 bytes that follow from the phrase.
        public_key: 32 bytes (X25519) that what it protects is sealed to.
    """

    tag: bytes
    public_key: bytes


@dataclass(frozen=True, slots=True)
class ReturnKey:
    """What a typed phrase opens with; it lives for one turn.

    Attributes:
        private_key: 32 bytes (X25519).
    """

    tag: bytes
    private_key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewPhrase:
    """A phrase that nobody has seen yet.

    Attributes:
        words: As it is shown, once.
    """

    words: str = field(repr=False)
    way: WayBack

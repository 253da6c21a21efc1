"""`python -m bot`: the same as the command `ajar`."""

import sys

from bot.ops.limits import collect_seldom

INTERRUPTED = 130
"""What a shell expects of a command that was ended by Ctrl-C."""


def main() -> None:
    """Run the command that was typed; Ctrl-C ends it without a stack trace, also while it is still starting."""
    collect_seldom()
    try:
        from bot.cli import main as run  # noqa: PLC0415 - the libraries take a second, in which Ctrl-C counts as well

        run()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()

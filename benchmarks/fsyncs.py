"""Counts the calls that make something durable: with strace, else with a small library that is loaded first."""

import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from benchmarks.bots import Recipe

CALLS = "fsync,fdatasync,sync_file_range,msync,sync,syncfs"
SOURCE = Path(__file__).with_name("fsyncs.c")
COMPILE_WITHIN_S = 60


class Counter(Protocol):
    """Counts from the start of a bot on."""

    @property
    def name(self) -> str:
        """How it counts."""

    @property
    def under(self) -> tuple[str, ...]:
        """The command that starts the bot; empty when it is started as usual."""

    def extend(self, recipe: Recipe) -> Recipe:
        """Return how to start the bot so that it is counted."""

    def count(self) -> int:
        """Return how many calls there were until now."""


def counter(folder: Path) -> Counter | None:
    """Return what can count on this machine; None when nothing can."""
    strace = shutil.which("strace")
    if strace is not None and _can_trace(strace):
        return _Strace(strace, folder / "fsyncs.log")
    compiler = shutil.which("cc") or shutil.which("gcc")
    return None if compiler is None else _preload(compiler, folder)


@dataclass(frozen=True, slots=True)
class _Strace:
    strace: str
    log: Path
    name: str = "strace"

    @property
    def under(self) -> tuple[str, ...]:
        return (self.strace, "-f", "--seccomp-bpf", "-e", f"trace={CALLS}", "-e", "signal=none", "-o", str(self.log))

    def extend(self, recipe: Recipe) -> Recipe:
        return recipe

    def count(self) -> int:
        """Return the number of calls; one that was interrupted by another thread stands on two lines."""
        lines = self.log.read_text(encoding="ascii", errors="replace").splitlines()
        return sum("sync" in line and "resumed>" not in line for line in lines)


def _can_trace(strace: str) -> bool:
    """Tell whether this user may trace here."""
    tried = subprocess.run(  # noqa: S603 - what was found on the path
        [strace, "-f", "--seccomp-bpf", "-e", f"trace={CALLS}", "-o", "/dev/null", "true"],
        check=False,
        capture_output=True,
    )
    return tried.returncode == 0


@dataclass(frozen=True, slots=True)
class _Preload:
    library: Path
    log: Path
    name: str = "a preloaded library"
    under: tuple[str, ...] = ()

    def extend(self, recipe: Recipe) -> Recipe:
        loaded = {"LD_PRELOAD": str(self.library), "BENCH_FSYNCS": str(self.log)}
        return replace(recipe, environment={**recipe.environment, **loaded})

    def count(self) -> int:
        """Return the number of calls: each left one byte."""
        return self.log.stat().st_size


def _preload(compiler: str, folder: Path) -> _Preload | None:
    library, log = folder / "fsyncs.so", folder / "fsyncs.log"
    made = subprocess.run(  # noqa: S603 - what was found on the path
        [compiler, "-shared", "-fPIC", "-O2", "-o", str(library), str(SOURCE), "-ldl"],
        check=False,
        capture_output=True,
        timeout=COMPILE_WITHIN_S,
    )
    log.touch()
    return _Preload(library, log) if made.returncode == 0 else None

"""A regex tried on samples, in a process of its own that dies when its time is up (S69).

Python's `re` may need years for a pattern of ten characters, and nothing but the end of its process
stops it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from kernel.errors import Invalid

CAP_SECONDS = 0.1  # of the processor, for all samples together
WAIT_SECONDS = 5.0  # for the process itself, on a machine that has other things to do
MOST_SAMPLES, MOST_CHARACTERS, MOST_PATTERN = 500, 60_000, 1_000
# The child's clock counts its own processor time; at its end the kernel kills it (SIGPROF).
CHILD = """
import json, re, resource, signal, sys
resource.setrlimit(resource.RLIMIT_AS, (512 << 20, 512 << 20))
asked = json.load(sys.stdin)
signal.setitimer(signal.ITIMER_PROF, asked["seconds"])
pattern = re.compile(asked["pattern"])
found = [[list(one.span()) for one in pattern.finditer(text)][:50] for text in asked["samples"]]
json.dump(found, sys.stdout)
"""


class TooSlow(Invalid):
    """A pattern needs more time than a message may cost."""

    code = "studio_regex_slow"

    def __init__(self) -> None:
        super().__init__("This pattern takes too long; it would stop the bot. Make it simpler.")


class NoPattern(Invalid):
    """A pattern that cannot be read."""

    code = "studio_regex_bad"

    def __init__(self, why: str) -> None:
        super().__init__(f"This pattern cannot be read: {why}.", why=why)


@dataclass(frozen=True)
class Tried:
    """A sample, and the pieces of it: (words, whether the pattern matches them)."""

    text: str
    pieces: tuple[tuple[str, bool], ...]

    @property
    def is_match(self) -> bool:
        """Whether the pattern matches anything."""
        return any(matches for _, matches in self.pieces)


def try_pattern(
    pattern: str, samples: Sequence[str], *, seconds: float = CAP_SECONDS
) -> list[Tried]:
    """Return what a pattern matches in samples; raise `NoPattern`, `TooSlow`."""
    if len(pattern) > MOST_PATTERN:
        raise NoPattern(f"longer than {MOST_PATTERN} characters")
    kept = [one[:500] for one in samples[:MOST_SAMPLES]]
    while sum(map(len, kept)) > MOST_CHARACTERS:
        kept = kept[: len(kept) // 2]
    asked = json.dumps({"pattern": pattern, "samples": kept, "seconds": seconds})
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, our own words
            [sys.executable, "-I", "-S", "-c", CHILD],
            input=asked.encode(),
            capture_output=True,
            timeout=WAIT_SECONDS,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired as error:
        raise TooSlow from error
    if done.returncode < 0 or b"MemoryError" in done.stderr:
        raise TooSlow
    if done.returncode:
        raise NoPattern(_tell(pattern, done.stderr))
    found = json.loads(done.stdout)
    return [Tried(text, _cut(text, spans)) for text, spans in zip(kept, found, strict=True)]


def _tell(pattern: str, stderr: bytes) -> str:
    last = stderr.decode(errors="replace").strip().splitlines()[-1:] or ["?"]
    return re.sub(r"^[\w.]+: ", "", last[0])[:200] or pattern


def _cut(text: str, spans: Sequence[Sequence[int]]) -> tuple[tuple[str, bool], ...]:
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, end in spans:
        if end > start:
            pieces += [(text[at:start], False), (text[start:end], True)]
            at = end
    return tuple(one for one in (*pieces, (text[at:], False)) if one[0])

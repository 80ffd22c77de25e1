"""Embeds the training sentences on another processor while Rasa gets ready and reads its files.

What the helper did not do, because it failed or did not foresee a sentence, is done where it is
needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import yaml

from nlu.core.embedding import SentenceEncoder, Vectors, multilingual_encoder
from nlu.core.embedding.multilingual import UniversalEncoder

MARK = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")  # of an entity, as Rasa writes it
MOST_TEXTS = 200_000  # 400 MB of vectors


@contextmanager
def embed_ahead(folders: Iterable[Path]) -> Iterator[None]:
    """Let the process's multilingual encoder expect the sentences of YAML files.

    The helper ends with this process, however that ends: the pipe it writes into is gone then.
    """
    context = get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    helper = context.Process(target=send_vectors, args=(sender, list(folders)), daemon=True)
    helper.start()
    sender.close()

    def collect() -> dict[str, Vectors]:
        try:
            vectors: dict[str, Vectors] = receiver.recv()
        except EOFError:  # it failed, and has printed why
            return {}
        return vectors

    multilingual_encoder().expect(collect, MOST_TEXTS)
    try:
        yield
    finally:
        helper.terminate()
        helper.join()
        receiver.close()


def send_vectors(sender: Connection, folders: list[Path]) -> None:
    """Embed the sentences in folders of training data and send the vectors, by text."""
    texts = [text for folder in folders for text in read_sentences(folder)][:MOST_TEXTS]
    encoder = SentenceEncoder(UniversalEncoder(), threads=1)
    sender.send(dict(zip(texts, encoder.encode(texts), strict=True)))


def read_sentences(folder: Path) -> Iterator[str]:
    """Yield the lines of all blocks of text in the YAML files of a folder, marks taken out.

    What cannot be read is left to those who train on it and say so.
    """
    for path in sorted(folder.rglob("*.yml")):
        try:
            content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        except (OSError, ValueError, yaml.YAMLError):
            continue
        for block in find_blocks(content):
            for line in block.splitlines():
                yield MARK.sub(r"\1", line.strip().removeprefix("-").strip())


def find_blocks(content: object) -> Iterator[str]:
    """Yield every string of several lines within some YAML."""
    if isinstance(content, str) and "\n" in content:
        yield content
    elif isinstance(content, list | dict):
        for part in content.values() if isinstance(content, dict) else content:
            yield from find_blocks(part)

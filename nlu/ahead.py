"""Embeds the training sentences on another processor while Rasa gets ready and reads its files.

What the helper did not do, because it failed or did not foresee a sentence, is done where it is
needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from nlu.core.embedding import SentenceEncoder, Vectors, multilingual_encoder
from nlu.core.embedding.multilingual import UniversalEncoder
from nlu.sentences import read_sentences

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
    files = [file for folder in folders for file in sorted(folder.rglob("*.yml"))]
    texts = list(islice(read_sentences(files), MOST_TEXTS))
    encoder = SentenceEncoder(UniversalEncoder(), threads=1)
    sender.send(dict(zip(texts, encoder.encode(texts), strict=True)))

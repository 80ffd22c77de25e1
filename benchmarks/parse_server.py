"""Trains and serves understanding alone, in the Rasa environment: `/model/parse`, nothing else.

One way for every pipeline, so that what `benchmarks.parse` compares is the pipelines.
"""

import argparse
from pathlib import Path

from nlu.hollow import leave_out_tensorflow, read_needs
from nlu.quiet import quieten


def train(config: Path, data: Path, out: Path) -> None:
    """Train the pipeline of a configuration; the model is `out`/parse.tar.gz."""
    from rasa.model_training import train_nlu

    quieten()
    if train_nlu(str(config), str(data), str(out), "parse") is None:
        raise SystemExit("Rasa trained no model.")


def serve(model: Path, port: int) -> None:
    """Answer on loopback until told to stop."""
    from rasa.core.run import serve_application
    from rasa.core.utils import AvailableEndpoints

    quieten()
    serve_application(
        str(model),
        interface="127.0.0.1",
        port=port,
        channel="rest",  # without any, Rasa would read its standard input and end with it
        endpoints=AvailableEndpoints(),
        enable_api=True,
    )


def main() -> None:
    """Read the command line; TensorFlow is left out where the product leaves it out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", choices=["train", "serve"])
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    chosen = parser.parse_args()
    if not read_needs(chosen.config):
        leave_out_tensorflow()
    if chosen.task == "train":
        train(chosen.config, chosen.data, chosen.out)
    else:
        serve(chosen.out / "parse.tar.gz", chosen.port)


if __name__ == "__main__":
    main()

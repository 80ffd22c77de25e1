"""Small neural models of what comes next, in torch on the CPU: a GRU, and self-attention.

Both read a history as embeddings and score every kind by the product with its embedding, learnt
by cross-entropy over all kinds at every place; epochs by the validation's reciprocal rank.
Needs `torch` (the extra `neural`).
"""

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

Floats = NDArray[np.float64]

torch.set_num_threads(1)  # small matrices: more threads only wait for one another

LONGEST = 50
WIDTH = 64
BATCH = 128
PATIENCE = 2  # epochs without a better validation


class Neural(nn.Module):
    """Scores of the next kind at every place of padded histories; kind 0 is padding."""

    def __init__(self, kinds: int, *, attends: bool) -> None:
        super().__init__()
        self.attends = attends
        self.items = nn.Embedding(kinds + 1, WIDTH, padding_idx=0)
        nn.init.normal_(self.items.weight, std=0.02)
        self.places = nn.Embedding(LONGEST, WIDTH)
        self.drop = nn.Dropout(0.3)
        if attends:
            layer = nn.TransformerEncoderLayer(
                WIDTH, 2, WIDTH, dropout=0.3, batch_first=True, norm_first=True
            )
            self.body: Any = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        else:
            self.body = nn.GRU(WIDTH, WIDTH, batch_first=True)
        self.norm = nn.LayerNorm(WIDTH)

    def forward(self, events: torch.Tensor) -> torch.Tensor:
        """Return batch x places x width: what the history up to each place looks for."""
        found = self.items(events) * WIDTH**0.5
        if self.attends:
            found = found + self.places(torch.arange(events.shape[1]))
            mask = nn.Transformer.generate_square_subsequent_mask(events.shape[1])
            found = self.body(self.drop(found), mask=mask, is_causal=True)
        else:
            found, _ = self.body(self.drop(found))
        return self.drop(self.norm(found))

    def rate(self, found: torch.Tensor) -> torch.Tensor:
        """Return the score of every kind (padding aside)."""
        return found @ self.items.weight[1:].T


def pad(histories: Sequence[Sequence[int]]) -> torch.Tensor:
    """Return the last events of each history, shifted by one for padding on the right."""
    width = min(LONGEST, max(len(one) for one in histories))
    rows = torch.zeros(len(histories), width, dtype=torch.long)
    for place, one in enumerate(histories):
        last = torch.tensor(one[-width:], dtype=torch.long) + 1
        rows[place, : len(last)] = last
    return rows


def score(model: Neural, histories: Sequence[Sequence[int]]) -> Floats:
    """Return histories x kinds."""
    model.eval()
    rows = []
    with torch.no_grad():
        for start in range(0, len(histories), 512):
            events = pad(histories[start : start + 512])
            ends = (events > 0).sum(dim=1) - 1
            found = model(events)[torch.arange(len(events)), ends]
            rows.append(model.rate(found).numpy())
    return np.concatenate(rows).astype(np.float64)


def train(
    histories: Sequence[Sequence[int]],
    kinds: int,
    *,
    attends: bool,
    validate: Any,
    seconds: float,
) -> tuple[Neural, int]:
    """Return the model of the best epoch and how many were run; `validate(model) -> mrr`."""
    torch.manual_seed(1)
    model = Neural(kinds, attends=attends)
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=0.01)
    pieces = [
        one[max(0, end - LONGEST - 1) : end]
        for one in histories
        for end in range(len(one), 1, -LONGEST)
    ]
    chance = np.random.default_rng(1)
    best, kept, waited, epochs, start = -1.0, model.state_dict(), 0, 0, time.monotonic()
    while waited < PATIENCE and time.monotonic() - start < seconds:
        model.train()
        order = chance.permutation(len(pieces))
        for at in range(0, len(order), BATCH):
            events = pad([pieces[place] for place in order[at : at + BATCH]])
            wanted = events[:, 1:]
            is_real = wanted > 0
            rated = model.rate(model(events[:, :-1])[is_real])
            loss = nn.functional.cross_entropy(rated, wanted[is_real] - 1)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        epochs += 1
        found = validate(model)
        waited += 1
        if found > best:
            best, waited = found, 0
            kept = {name: value.clone() for name, value in model.state_dict().items()}
    model.load_state_dict(kept)
    return model, epochs

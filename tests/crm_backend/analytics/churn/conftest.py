"""Made-up customers whose churn is known to depend on their columns."""

import numpy as np
import pandas as pd
import pytest

ROWS = 1_200


def make_customers(rows: int = ROWS, seed: int = 3) -> pd.DataFrame:
    """Contract and tenure matter, tenure not by a line; colour does not."""
    generator = np.random.default_rng(seed)
    contract = generator.choice(["monthly", "yearly", "two years"], rows, p=[0.5, 0.3, 0.2])
    tenure = generator.integers(0, 73, rows)
    logit = np.where(contract == "monthly", 0.6, -1.2) + 1.6 * np.cos(tenure / 12) - 0.4
    left = generator.random(rows) < 1 / (1 + np.exp(-logit))
    return pd.DataFrame(
        {
            "customerID": [f"C{number:05}" for number in range(rows)],
            "contract": contract,
            "tenure": tenure.astype(str),
            "charge": generator.gamma(4, 20, rows).round(2).astype(str),
            "colour": generator.choice(["red", "green"], rows),
            "Churn": np.where(left, "Yes", "No"),
        }
    )


@pytest.fixture(scope="session")
def customers() -> pd.DataFrame:
    """Handed to every test: copy before changing it."""
    return make_customers()

"""The public tables that churn is measured on, and how they are read."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from crm_backend.analytics.files.reading import read_csv


@dataclass(frozen=True)
class Table:
    """A table: where it lies, its target, and columns that are known to leak."""

    name: str
    file: str
    target: str
    leaks: tuple[str, ...] = ()

    def read(self, data: Path) -> pd.DataFrame | None:
        """Return the rows as texts; nothing where the file is absent."""
        path = data / self.name / self.file
        if not path.is_file():
            return None
        if path.suffix != ".zip":
            return read_csv(path)
        with zipfile.ZipFile(path) as archive:
            text = archive.read("bank/bank.csv").decode()
        return pd.read_csv(io.StringIO(text), sep=";", dtype=str, keep_default_na=False)


TELCO = Table("telco-churn", "Telco-Customer-Churn.csv", "Churn")
OTHERS = (
    Table("mlc-churn", "mlc_churn_3333.csv", "churn"),
    Table("bank-customer-churn", "Customer-Churn-Records.csv", "Exited", ("Complain",)),
    Table("bank-marketing", "bank.zip", "y", ("duration",)),
)


def read_cdnow(path: Path) -> pd.DataFrame | None:
    """Return the orders of a CDNOW file (sample or master); nothing where it is absent."""
    if not path.is_file():
        return None
    rows = pd.read_csv(path, sep=r"\s+", header=None, dtype=str)
    rows = rows.iloc[:, -4:]  # the sample has the master's number before its own
    rows.columns = pd.Index(["customer", "at", "quantity", "amount"])
    rows = rows[rows["at"] != "date"]  # the master as packaged has a head
    at = pd.to_datetime(rows["at"], format="%Y%m%d", utc=True)
    return rows.assign(at=at, amount=rows["amount"].astype(float))

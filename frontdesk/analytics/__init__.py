"""The commands `frontdesk analytics …`, one file each; registered here."""

import typer

from frontdesk.analytics.abtest import abtest
from frontdesk.analytics.churn import fit_churn
from frontdesk.analytics.describe import describe
from frontdesk.analytics.explain import explain
from frontdesk.analytics.forecast import forecast
from frontdesk.analytics.models import models
from frontdesk.analytics.next_purchase import fit_next
from frontdesk.analytics.recs import fit_recommendations
from frontdesk.analytics.run import run
from frontdesk.analytics.segments import fit_segments_command
from frontdesk.analytics.status import status
from frontdesk.analytics.topics import topics
from frontdesk.analytics.value import fit_value_command

analytics = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)


@analytics.callback()
def main() -> None:
    """Models of customers, products and demand, of the shop or of any file."""


analytics.command("describe")(describe)
analytics.command("run")(run)
analytics.command("status")(status)
analytics.command("explain")(explain)
analytics.add_typer(models, name="models")
analytics.command("fit-churn")(fit_churn)
analytics.command("fit-next")(fit_next)
analytics.command("fit-value")(fit_value_command)
analytics.command("fit-segments")(fit_segments_command)
analytics.command("forecast")(forecast)
analytics.command("topics")(topics)
analytics.command("fit-recs")(fit_recommendations)
analytics.command("abtest")(abtest)

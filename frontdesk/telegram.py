"""`frontdesk telegram …`: what an operator asks about the bot."""

import asyncio
import sys

import typer
from pydantic import ValidationError

from bot.channels.telegram.check import bad, check_bot
from kernel.clock import utc_now
from kernel.logging import configure_logging
from kernel.settings import Settings

telegram = typer.Typer(help="The bot on Telegram.", no_args_is_help=True)


@telegram.callback()
def _keep_the_group() -> None:
    """The bot on Telegram."""


@telegram.command()
def check() -> None:
    """Say what is wrong with the token or the webhook, and what to do; 1 if something is."""
    configure_logging("ERROR")
    try:
        settings = Settings()
    except ValidationError as error:
        findings = [bad(_name_problem(problem)) for problem in error.errors()]
    else:
        findings = asyncio.run(check_bot(settings, now=utc_now()))
    for finding in findings:
        sys.stdout.write(f"  {'✗' if finding.is_bad else '✓'} {finding.text}\n")
    if any(finding.is_bad for finding in findings):
        raise typer.Exit(1)


def _name_problem(problem: object) -> str:
    parts = problem["loc"] if isinstance(problem, dict) else ()
    name = "FRONTDESK_" + "_".join(str(part) for part in parts).upper()
    said = problem["msg"].removeprefix("Value error, ") if isinstance(problem, dict) else ""
    return f"{name} {said}."

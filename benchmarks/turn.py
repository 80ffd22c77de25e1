"""`make bench-turn`: whole turns over the WebSocket, beside bare Rasa with its default pipeline."""

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

import psutil

from benchmarks.bare_rasa import BareRasa
from benchmarks.customer import Customer
from benchmarks.product import Product, running
from benchmarks.report import figure, figure_latency

PLAIN = "hello there"
TURNS = 100
AT_ONCE = 20
LOAD_SECONDS = 20


async def verify(customer: Customer, product: Product, email: str) -> None:
    """Prove who the customer is by the mailed code."""
    await customer.ask(f"my email is {email}")
    code = await asyncio.to_thread(product.wait_code, email)
    await customer.ask(code)


async def time_turns(customer: Customer, text: str) -> list[float]:
    """Return the seconds of turns one at a time, after ten that do not count."""
    for _ in range(10):
        await customer.time_answer(text)
    return [await customer.time_answer(text) for _ in range(TURNS)]


async def load_one(url: str, text: str, until: float) -> int:
    """Talk without a pause until the end and return the number of turns."""
    turns = 0
    async with Customer(url) as customer:
        while time.monotonic() < until:
            await customer.time_answer(text)
            turns += 1
    return turns


async def turns_per_second(url: str, text: str) -> float:
    """Return the turns per second of 20 conversations at once."""
    began = time.monotonic()
    until = began + LOAD_SECONDS
    turns = await asyncio.gather(*(load_one(url, text, until) for _ in range(AT_ONCE)))
    return sum(turns) / (time.monotonic() - began)


def figure_memory(product: Product) -> None:
    """Print the resident memory of each process of the product."""
    assert product.process is not None
    root = psutil.Process(product.process.pid)
    for process in (root, *root.children(recursive=True)):
        command = " ".join(process.cmdline())
        name = "rasa" if "nlu" in command and "serve" in command else "frontdesk"
        megabytes = process.memory_info().rss / 1e6
        figure("memory", megabytes, "MB", process=name)


async def measure_product(product: Product) -> list[float]:
    """Print the product's figures and return its plain answers' seconds."""
    person = product.demo()["customers"][0]
    question = f"where is my order {person['orders'][0]['number']}?"
    async with Customer(product.url) as customer:
        plain = await time_turns(customer, PLAIN)
        figure_latency("turn_plain", plain, system="frontdesk")
        await verify(customer, product, person["email"])
        figure_latency("turn_crm", await time_turns(customer, question), system="frontdesk")
    rate = await turns_per_second(product.url, PLAIN)
    figure("turns_per_second", rate, "1/s", system="frontdesk", conversations=AT_ONCE)
    figure_memory(product)
    return plain


def main() -> None:
    """Measure the product, then the rival, and print their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        with running(Path(folder) / "data") as product:
            ours = asyncio.run(measure_product(product))
        with BareRasa(Path(folder) / "rival") as rival:
            theirs = rival.time_answers(PLAIN, TURNS)
            figure_latency("turn_plain", theirs, system="rasa 3.6 default pipeline, REST")
            figure("memory", rival.memory_mb, "MB", process="rasa default pipeline")
    ratio = statistics.median(theirs) / statistics.median(ours)
    figure("turn_plain_p50_speedup", ratio, "x", of="frontdesk over bare default Rasa")


if __name__ == "__main__":
    main()

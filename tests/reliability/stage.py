"""The stage of a storm: real processes on a data folder of their own, and their database."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
from pydantic import SecretStr
from sqlalchemy import select, update

import bot.models  # noqa: F401
import crm_backend.models  # noqa: F401 - the tables must be known before they are used
from bot.ledger.models import Conversation
from crm_backend.customers.models import ChannelIdentity, Customer
from frontdesk.rasa import free_port
from kernel.clock import utc_now
from kernel.db import Database
from kernel.settings import TELEGRAM_PATH, Settings
from tests.cluster import find_programs, running_cluster, unprivileged
from tests.reliability.child import Child
from tests.reliability.plan import LEASE_SECONDS, Plan, address

SECRET = "storm" * 9
WORKER_HEALTH = "/webhooks/frontdesk/health"


class Stage:
    """Applications, dialogue workers and what they share."""

    def __init__(
        self,
        plan: Plan,
        folder: Path,
        database_url: str,
        cluster: str,
        settings: dict[str, str],
        *,
        ports: Sequence[int] = (),
        action_ports: Sequence[int] = (),
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.plan, self.folder, self.cluster = plan, folder, cluster
        self.settings = Settings(
            _env_file=None, data=folder, database_url=database_url, secret=SecretStr(SECRET)
        )
        self.journal_path, self.said_path = folder / "turns.jsonl", folder / "said.log"
        more = [free_port() for _ in range(plan.apps + plan.workers - len(ports))]
        ports = [*ports, *more]
        self.action_ports: Sequence[int] = action_ports or ports[: plan.apps]
        self.app_ports, worker_ports = ports[: plan.apps], ports[plan.apps :]
        self.workers = [self._make_worker(*one) for one in enumerate(worker_ports)]
        self.worker_urls = [one.url for one in self.workers]
        self.more = settings
        self.apps = [self._make_app(*one) for one in enumerate(self.app_ports)]
        self.database = Database(self.settings.url_of_database)

    @property
    def children(self) -> list[Child]:
        """All processes."""
        return [*self.apps, *self.workers]

    @property
    def sockets(self) -> list[str]:
        """The addresses of the web channel."""
        return [f"ws://127.0.0.1:{port}/chat/v1/ws" for port in self.app_ports]

    @property
    def hooks(self) -> list[str]:
        """The addresses that Telegram delivers to."""
        return [f"http://127.0.0.1:{port}{TELEGRAM_PATH}" for port in self.app_ports]

    def find_conversation(self, chat: str) -> str:
        """Return the conversation of a chat on Telegram."""
        query = select(Conversation.id).where(Conversation.external_id == chat)
        with self.database.session() as session:
            return session.scalars(query).one()

    def _make_worker(self, place: int, port: int) -> Child:
        options = {
            "--port": str(port),
            "--journal": str(self.journal_path),
            "--state": str(self.folder / "dialogue.db"),
            "--seed": str(self.plan.seed),
            "--slowest": str(self.plan.worker_seconds),
            "--actions": ",".join(f"http://127.0.0.1:{one}" for one in self.action_ports),
            # A paused application holds an action no longer than the lease of its turn.
            "--action-seconds": str(min(8.0, self.plan.lease_seconds / 2)),
        }
        return Child(
            f"worker-{place}",
            [sys.executable, "-m", "tests.reliability.worker", *sum(options.items(), ())],
            port=port,
            health=WORKER_HEALTH,
            log=self.said_path,
            environment={
                "FRONTDESK_RASA_SECRET": self.settings.derive_key("rasa"),
                "FRONTDESK_ACTION_SECRET": self.settings.derive_key("actions"),
            },
        )

    def _make_app(self, place: int, port: int) -> Child:
        environment = {
            "FRONTDESK_DATA": str(self.folder),
            "FRONTDESK_SECRET": SECRET,
            "FRONTDESK_PORT": str(port),
            "FRONTDESK_HOST": "127.0.0.1",
            "FRONTDESK_DEMO": "false",
            "FRONTDESK_ANALYTICS_HOUR": "off",
            "FRONTDESK_LOG_LEVEL": "WARNING",
            "FRONTDESK_DATABASE_URL": self.settings.database_url,
            "FRONTDESK_RASA_URLS": ",".join(self.worker_urls),
            **self.more,
        }
        if self.plan.mutant:
            environment["RELIABILITY_MUTANT"] = self.plan.mutant
        if self.plan.lease_seconds != LEASE_SECONDS:
            environment["RELIABILITY_LEASE_SECONDS"] = str(self.plan.lease_seconds)
        return Child(
            f"app-{place}",
            [sys.executable, "-m", "tests.reliability.product", "up"],
            port=port,
            health="/healthz",
            log=self.said_path,
            environment=environment,
        )

    async def start(self) -> None:
        """Start everything; the first application makes the tables."""
        for worker in self.workers:
            await worker.start()
        for app in self.apps:
            await app.start()
            await app.wait_ready()
        for worker in self.workers:
            await worker.wait_ready()

    async def stop(self) -> None:
        """End everything, applications first: they finish their turns."""
        for child in self.children:
            await child.stop()
        self.database.dispose()

    def verify(self, conversations: Sequence[str]) -> None:
        """Make each conversation that of a customer of its own, whose identity is proved."""
        now = utc_now()
        with self.database.transaction() as session:
            for place, conversation in enumerate(conversations):
                customer = Customer(name=f"Ada {place}", email=address(place), created_at=now)
                session.add(customer)
                session.flush()
                chat = session.get_one(Conversation, conversation)
                if chat.external_id is not None:
                    account = {"channel": chat.channel, "external_id": chat.external_id}
                    session.add(
                        ChannelIdentity(customer_id=customer.id, verified_at=now, **account)
                    )
                session.execute(
                    update(Conversation)
                    .where(Conversation.id == conversation)
                    .values(
                        customer_id=customer.id,
                        level="verified",
                        verified_until=now + timedelta(days=1),
                    )
                )

    def restart_database(self) -> None:
        """Stop PostgreSQL as if the power had failed, and start it again."""
        with self.said_path.open("ab") as said:
            subprocess.run(
                [
                    *(find_programs()["pg_ctl"], "-D", str(Path(self.cluster) / "data")),
                    *("-w", "-m", "immediate", "restart"),
                ],
                cwd="/",
                stdout=said,
                stderr=said,
                check=True,
                **unprivileged(),
            )


@contextmanager
def running_postgresql() -> Iterator[tuple[str, str]]:
    """Give the folder of a server of one's own and the address of an empty database on it."""
    with running_cluster() as folder:
        host = f"host={folder} user=postgres dbname=postgres"
        with psycopg.connect(host, autocommit=True) as connection:
            connection.execute("CREATE DATABASE storm")
        yield folder, f"postgresql+psycopg://postgres@/storm?host={folder}"


@contextmanager
def fresh_database(db: str) -> Iterator[Database]:
    """Give a database of a kind with all tables."""
    with ExitStack() as stack:
        if db == "postgresql":
            url = stack.enter_context(running_postgresql())[1]
        else:
            url = f"sqlite:///{stack.enter_context(tempfile.TemporaryDirectory())}/race.db"
        database = Database(url)
        stack.callback(database.dispose)
        database.create_all()
        yield database


@asynccontextmanager
async def open_stage(
    plan: Plan,
    folder: Path,
    *,
    ports: Sequence[int] = (),
    action_ports: Sequence[int] = (),
    **settings: str,
) -> AsyncIterator[Stage]:
    """Give a running stage; `settings` are further variables of the applications.

    The first of `ports` are the applications'; at `action_ports` workers look for actions (a proxy
    may stand there).
    """
    async with AsyncExitStack() as stack:
        cluster, url = "", ""
        if plan.db == "postgresql":
            cluster, url = stack.enter_context(running_postgresql())
        stage = Stage(plan, folder, url, cluster, settings, ports=ports, action_ports=action_ports)
        stack.push_async_callback(stage.stop)
        await stage.start()
        yield stage


def forget(folder: Path) -> None:
    """Remove the data of a storm."""
    shutil.rmtree(folder, ignore_errors=True)

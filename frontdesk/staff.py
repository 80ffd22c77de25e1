"""The first account: a one-time link on the terminal instead of a default password."""

from rich.console import Console

from console.staff import links, service
from kernel.runtime import Runtime


def make_setup_link(runtime: Runtime, address: str, *, role: str = "admin") -> str:
    """Return a new one-time link for an account with `role`."""
    with runtime.db.transaction() as session:
        token = links.create_setup_link(session, role=role, now=runtime.clock())
    return f"{address}/staff/setup/{token}"


def print_setup_link(runtime: Runtime, address: str, screen: Console) -> None:
    """Print a link while nobody has an account yet."""
    with runtime.db.session() as session:
        if service.has_staff(session):
            return
    link = make_setup_link(runtime, address)
    screen.print(f"Make the first staff account here (works once): {link}", soft_wrap=True)

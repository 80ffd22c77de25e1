"""The demo shop at `/`: a page that sells nothing and shows the widget at work."""

from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from frontdesk.shop.routes import router
from kernel.http import add_routes

__all__ = ["install", "router"]


def install(app: FastAPI) -> None:
    """Add the page, the demo mailbox and their files."""
    folder = Path(__file__).parent / "static"
    app.mount("/shop/static", StaticFiles(directory=folder), name="shop-static")
    add_routes(app, router)

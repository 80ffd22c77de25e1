"""All routes of the CRM: `/api/v1` for programs with a key, and the product pictures."""

from fastapi import APIRouter

from crm_backend.access.routes import router as access
from crm_backend.analytics.experiments.routes import router as experiments
from crm_backend.analytics.recommendations.routes import router as recommendations
from crm_backend.catalog.pictures import router as pictures
from crm_backend.catalog.routes import router as catalog
from crm_backend.customers.routes import router as customers
from crm_backend.knowledge.routes import router as knowledge
from crm_backend.orders.routes import router as orders
from crm_backend.tickets.routes import router as tickets
from kernel.http import add_routes

NOUNS = (
    customers,
    catalog,
    orders,
    tickets,
    knowledge,
    recommendations,
    experiments,
    access,
)


def create_router() -> APIRouter:
    """Return the routes of every noun under `/api/v1`, and `/pictures`."""
    whole = APIRouter()
    add_routes(whole, *NOUNS, pictures)
    return whole

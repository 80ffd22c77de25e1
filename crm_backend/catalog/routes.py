"""HTTP routes of categories and products."""

from typing import Annotated

from fastapi import APIRouter, Query

from crm_backend.access.guard import Caller, needs
from crm_backend.catalog import service
from crm_backend.catalog.schemas import (
    CategoryRead,
    ProductCreate,
    ProductPage,
    ProductRead,
    ProductUpdate,
)
from crm_backend.http import API, ERRORS, After, Limit, PathWord, Search
from kernel.errors import NotFound
from kernel.http import ReadSession, TheRuntime, WriteSession
from kernel.principals import may, require
from kernel.turns import Language

router = APIRouter(prefix=API, tags=["catalog"], responses=ERRORS)

Slug = Annotated[str | None, Query(max_length=60, description="The slug of a category.")]
Words = Annotated[str, Query(min_length=1, max_length=200)]


@router.get("/categories", dependencies=[needs("catalog:read")])
def list_categories(session: ReadSession) -> list[CategoryRead]:
    """List all categories."""
    return [CategoryRead.model_validate(item) for item in service.list_categories(session)]


@router.get("/products", dependencies=[needs("catalog:read")])
def list_products(
    session: ReadSession,
    caller: Caller,
    query: Search = None,
    category: Slug = None,
    has_inactive: bool = False,
    after: After = None,
    limit: Limit = 50,
) -> ProductPage:
    """List products; those not for sale only for who may change the catalog."""
    if has_inactive:
        require(caller, "catalog:write")
    page = service.list_products(
        session,
        query=query,
        category=category,
        after=after,
        limit=limit,
        has_inactive=has_inactive,
    )
    return ProductPage.model_validate(page)


@router.get("/product-search", dependencies=[needs("catalog:read")])
def find_products(
    session: ReadSession,
    text: Words,
    language: Language = "en",
    category: Slug = None,
    limit: Limit = 5,
) -> list[ProductRead]:
    """Find products as people name them, misspelt or in the other language; best first."""
    found = service.find_products(
        session, text=text, language=language, category=category, limit=limit
    )
    return [ProductRead.model_validate(product) for product in found]


@router.post("/products", status_code=201, dependencies=[needs("catalog:write")])
def create_product(body: ProductCreate, session: WriteSession, runtime: TheRuntime) -> ProductRead:
    """Store a new product."""
    made = service.create_product(session, product=body, now=runtime.clock())
    return ProductRead.model_validate(made)


@router.get("/products/{sku}", dependencies=[needs("catalog:read")])
def get_product(sku: PathWord, session: ReadSession, caller: Caller) -> ProductRead:
    """Show one product; one not for sale is shown to who may change the catalog."""
    product = service.get_product(session, sku=sku)
    if not product.is_active and not may(caller, "catalog:write"):
        raise NotFound("There is no such product.")
    return ProductRead.model_validate(product)


@router.patch("/products/{sku}", dependencies=[needs("catalog:write")])
def update_product(sku: PathWord, body: ProductUpdate, session: WriteSession) -> ProductRead:
    """Change what the body names and nothing else."""
    return ProductRead.model_validate(service.update_product(session, sku=sku, changes=body))

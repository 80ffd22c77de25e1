"""What can be done with categories and products. Products come with their category loaded."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from crm_backend.catalog.models import Category, Product
from crm_backend.catalog.schemas import ProductCreate, ProductUpdate
from crm_backend.matching import Document, rank
from crm_backend.paging import Page, page_by_id
from crm_backend.text import plain
from kernel.errors import Conflict, Invalid, NotFound

NAME, CATEGORY, DESCRIPTION = 1.0, 0.6, 0.25  # how much a word counts by where it stands


def get_product(session: Session, *, sku: str) -> Product:
    """Return the product, active or not, or raise `NotFound`."""
    product = session.scalar(_products().where(Product.sku == plain(sku)))
    if product is None:
        raise NotFound("There is no such product.")
    return product


def list_products(
    session: Session,
    *,
    query: str | None = None,
    category: str | None = None,
    after: str | None = None,
    limit: int = 50,
    has_inactive: bool = False,
) -> Page[Product]:
    """Return products by age; `query` is a part of a name or SKU, `category` a slug."""
    statement = _products()
    if query:
        query = plain(query)
        columns = (Product.name_en, Product.name_zh, Product.sku)
        statement = statement.where(
            or_(*(column.icontains(query, autoescape=True) for column in columns))
        )
    if category is not None:
        statement = statement.where(Product.category.has(Category.slug == plain(category)))
    if not has_inactive:
        statement = statement.where(Product.is_active)
    return page_by_id(session, statement, column=Product.id, after=after, limit=limit)


def list_categories(session: Session) -> Sequence[Category]:
    """Return all categories in the order they were made."""
    return session.scalars(select(Category).order_by(Category.id)).all()


def find_category(session: Session, *, text: str) -> Category | None:
    """Return the category that `text` names best (slug or name, either language), or `None`."""
    categories = list_categories(session)
    documents = [
        Document(number, ((item.slug, NAME), (item.name_en, NAME), (item.name_zh, NAME)))
        for number, item in enumerate(categories)
    ]
    found = rank(text, documents)
    return categories[found[0][0]] if found else None


def find_products(
    session: Session, *, text: str, language: str, category: str | None = None, limit: int = 5
) -> list[Product]:
    """Return the active products that `text` names, best first; none where nothing fits.

    Both languages are searched and `language` decides between equals. `category` narrows where
    the shop has such a category, else its words count as part of `text`. Without any text the
    category is shown, what is in stock first.
    """
    shelf = find_category(session, text=category) if category else None
    if category and shelf is None:
        text = f"{text} {category}"
    rows = _searchable(session, shelf)
    if text.strip():
        found = rank(text, [_document(row, language) for row in rows])
        keys = [key for key, _score in found[:limit]]
    else:
        keys = [row.id for row in rows[:limit]] if shelf is not None else []
    loaded = session.scalars(_products().where(Product.id.in_(keys))).all()
    return sorted(loaded, key=lambda product: keys.index(product.id))


def create_product(session: Session, *, product: ProductCreate, now: datetime) -> Product:
    """Store a new product; raise `Conflict` where the SKU is taken."""
    values = product.model_dump(exclude={"category"})
    shelf = _category_of(session, product.category)
    try:
        with session.begin_nested():
            made = Product(**values, category=shelf, created_at=now)
            session.add(made)
    except IntegrityError as error:
        raise Conflict("Another product has this SKU.", field="sku") from error
    return made


def update_product(session: Session, *, sku: str, changes: ProductUpdate) -> Product:
    """Change the fields that `changes` sets; raise `NotFound`."""
    product = get_product(session, sku=sku)
    values = changes.model_dump(exclude_unset=True)
    if "category" in values:
        product.category = _category_of(session, values.pop("category"))
    for field, value in values.items():
        setattr(product, field, value)
    session.flush()
    return product


def _products() -> Select[Product]:
    return select(Product).options(joinedload(Product.category))


def _category_of(session: Session, slug: str) -> Category:
    category = session.scalar(select(Category).where(Category.slug == slug))
    if category is None:
        raise Invalid("There is no category of this slug.", field="category")
    return category


def _searchable(session: Session, shelf: Category | None) -> Sequence[Product]:
    statement = _products().where(Product.is_active)
    if shelf is not None:
        statement = statement.where(Product.category_id == shelf.id)
    in_stock_first = (Product.stock == 0, Product.id)
    return session.scalars(statement.order_by(*in_stock_first)).all()


def _document(product: Product, language: str) -> Document:
    other = "en" if language == "zh" else "zh"
    texts = (
        (product.name(language), NAME),
        (product.name(other), NAME * 0.95),
        (product.category.name(language), CATEGORY),
        (product.category.name(other), CATEGORY),
        (product.description(language), DESCRIPTION),
        (product.description(other), DESCRIPTION),
        (product.sku, NAME),
    )
    return Document(product.id, texts)

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

# How much a word counts by where it stands; the other language decides only between equals.
NAME, CATEGORY, DESCRIPTION, OTHER = 1.0, 0.6, 0.25, 0.95
IN_STOCK_FIRST = (Product.stock == 0, Product.id)

# Words of home and living that the shop may call otherwise: used where no product has the word.
SYNONYMS = {
    "bin": "basket",
    "carpet": "rug",
    "comforter": "duvet",
    "couch": "sofa",
    "cupboard": "cabinet",
    "cushion": "pillow",
    "drape": "curtain",
    "lamp": "light",
    "light": "lamp",
    "pan": "pot",
    "quilt": "duvet",
    "settee": "sofa",
}


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
    found = rank(text, documents, synonyms=SYNONYMS)
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
    if text.strip():
        documents = _read_documents(session, shelf, language)
        keys = [key for key, _score in rank(text, documents, synonyms=SYNONYMS)[:limit]]
    else:
        keys = _read_shelf(session, shelf, limit) if shelf is not None else []
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


def _read_shelf(session: Session, shelf: Category, limit: int) -> list[int]:
    query = select(Product.id).where(Product.is_active, Product.category_id == shelf.id)
    return list(session.scalars(query.order_by(*IN_STOCK_FIRST).limit(limit)))


def _read_documents(session: Session, shelf: Category | None, language: str) -> list[Document]:
    # Plain columns: making objects of the whole catalog would take most of the time of a search.
    names = (Product.name_en, Product.name_zh, Category.name_en, Category.name_zh)
    query = select(
        Product.id, Product.sku, *names, Product.description_en, Product.description_zh
    ).join(Product.category)
    if shelf is not None:
        query = query.where(Product.category_id == shelf.id)
    rows = session.execute(query.where(Product.is_active).order_by(*IN_STOCK_FIRST))
    shares = (1.0, OTHER) if language == "en" else (OTHER, 1.0)
    return [_document(row, shares) for row in rows]


def _document(
    row: tuple[int, str, str, str, str, str, str, str], shares: tuple[float, float]
) -> Document:
    key, sku, name_en, name_zh, category_en, category_zh, description_en, description_zh = row
    en, zh = shares
    texts = (
        (name_en, NAME * en),
        (name_zh, NAME * zh),
        (category_en, CATEGORY * en),
        (category_zh, CATEGORY * zh),
        (description_en, DESCRIPTION * en),
        (description_zh, DESCRIPTION * zh),
        (sku, NAME),
    )
    return Document(key, texts)

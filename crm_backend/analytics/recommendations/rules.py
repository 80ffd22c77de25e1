"""Which of the scored products are shown, and what is said of why: decided from values alone."""

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import blake2b
from typing import Literal, NamedTuple

Basis = Literal[
    "bought_together",
    "alike",
    "history",
    "similar_customers",
    "popular",
    "chosen",
    "again",
    "goes_with",
]
RuleKind = Literal["include", "exclude", "boost"]
Band = Literal["soft", "hard", "off"]

MOST_PER_CATEGORY = 2
STALE_SHARE = 0.01  # of the orders: so many may be new before the model is fitted again
LEAST_SHARE = 0.15  # of all that speaks for an item: below, "because you have X" would be untrue
TASTE_SHARE = 0.5  # what all purchases together must carry to be called the reason
LEAST_PRICES = 3  # purchases that make a habit
WIDE = 2.0  # how far beyond what was paid before is still usual
LEAST_FACTOR = 0.25  # what lies far off is rarely, not never, right: presents, a move


class Group(NamedTuple):
    """Customers who are alike before anything is known of what they buy."""

    language: str
    country: str


class Candidate(NamedTuple):
    """A product in stock with its score; `factor` is what the rules multiplied the score by."""

    product_id: int
    category_id: int
    name: str
    score: float
    price_cents: int = 0
    currency: str = "EUR"
    factor: float = 1.0


class PriceBand(NamedTuple):
    """What somebody usually pays for one piece, in cents of one currency."""

    low: float
    high: float
    currency: str

    def factor(self, price_cents: int, currency: str) -> float:
        """Return 1 within the band, and less the further outside; 1 for another currency."""
        if currency != self.currency or price_cents <= 0:
            return 1.0
        off = max(price_cents / self.high, self.low / price_cents)
        return 1.0 if off <= 1 else max(1 / off, LEAST_FACTOR)


@dataclass(frozen=True)
class Holdout:
    """The customers who are never recommended to by a model: a keyed hash of the id says who.

    `share` is between 0 (nobody) and 1. The same key gives the same people for ever.
    """

    key: str = ""
    share: float = 0.0

    def holds(self, customer_id: int | None) -> bool:
        """Tell whether this customer is held out; nobody known never is."""
        if customer_id is None or self.share <= 0:
            return False
        secret = blake2b(self.key.encode(), digest_size=32).digest()
        digest = blake2b(str(customer_id).encode(), digest_size=8, key=secret).digest()
        return int.from_bytes(digest, "big") / 2**64 < self.share


@dataclass(frozen=True)
class ShopRules:
    """What the shop's people want at one moment; the newest rule of a thing counts."""

    included_products: frozenset[int] = frozenset()
    included_categories: frozenset[int] = frozenset()
    excluded_products: frozenset[int] = frozenset()
    excluded_categories: frozenset[int] = frozenset()
    product_factors: dict[int, float] = field(default_factory=dict)
    category_factors: dict[int, float] = field(default_factory=dict)

    def excludes(self, product_id: int, category_id: int) -> bool:
        """Tell whether this is never to be recommended."""
        return product_id in self.excluded_products or category_id in self.excluded_categories

    def factor(self, product_id: int, category_id: int) -> float:
        """Return what the score is multiplied by: of a product and its category, both."""
        of_product = self.product_factors.get(product_id, 1.0)
        return of_product * self.category_factors.get(category_id, 1.0)

    def without_includes(self) -> "ShopRules":
        """Return these rules without what is to be shown first."""
        return replace(self, included_products=frozenset(), included_categories=frozenset())

    def without_wishes(self) -> "ShopRules":
        """Return what must not be shown alone: nothing is pushed."""
        return ShopRules(
            excluded_products=self.excluded_products, excluded_categories=self.excluded_categories
        )


def family_of(name: str) -> str:
    """Return the name without what stands in brackets: colours of one thing are one family."""
    return name.partition(" (")[0].casefold()


def is_fresh(*, fitted_count: int, fitted_newest_id: int, newest_id: int) -> bool:
    """Whether a model of so many orders still serves now that the newest has this id.

    The scores rest on what the customer has by now in any case: only the weights grow old.
    """
    return 0 <= newest_id - fitted_newest_id <= STALE_SHARE * fitted_count


def is_in_force(starts_at: datetime, ends_at: datetime | None, now: datetime) -> bool:
    """Tell whether a rule holds: from its start, up to but not at its end."""
    return starts_at <= now and (ends_at is None or now < ends_at)


def read_band(paid: Sequence[tuple[int, str]]) -> PriceBand | None:
    """Return the band of what was paid a piece (cents, currency); None where that says too little.

    From half the second lowest decile to twice the highest, in the currency most was paid in.
    """
    currencies = Counter(currency for _cents, currency in paid)
    if not currencies:
        return None
    currency = min(currencies, key=lambda one: (-currencies[one], one))
    prices = sorted(cents for cents, one in paid if one == currency and cents > 0)
    if len(prices) < LEAST_PRICES:
        return None
    last = len(prices) - 1
    return PriceBand(prices[round(0.1 * last)] / WIDE, prices[round(0.9 * last)] * WIDE, currency)


def weigh(
    candidates: Iterable[Candidate], rules: ShopRules, band: PriceBand | None, how: Band = "soft"
) -> list[Candidate]:
    """Return what may be shown, with scores after the shop's boosts and the customer's prices.

    A hard band leaves out what lies beyond it; a soft one makes it come later.
    """
    weighed = []
    for one in candidates:
        if rules.excludes(one.product_id, one.category_id):
            continue
        usual = 1.0
        if band is not None and how != "off":
            usual = band.factor(one.price_cents, one.currency)
        if how == "hard" and usual < 1:
            continue
        factor = usual * rules.factor(one.product_id, one.category_id)
        weighed.append(one._replace(score=one.score * factor, factor=factor))
    return weighed


def choose(
    candidates: Iterable[Candidate],
    *,
    owned_families: Container[str],
    limit: int,
    most_per_category: int | None = MOST_PER_CATEGORY,
    rules: ShopRules | None = None,
) -> list[Candidate]:
    """Return the best: nothing without a score, no second colour of a thing, few of a category.

    What the shop's rules include comes first, each category once, even without a score. Of equal
    scores the older product comes first.
    """
    ranked = sorted(candidates, key=lambda one: (-one.score, one.product_id))
    pinned = pin(ranked, rules or ShopRules(), owned_families)
    chosen: list[Candidate] = []
    families: set[str] = set()
    shelves: Counter[int] = Counter()
    for candidate in [*pinned, *(one for one in ranked if one.score > 0)]:
        if len(chosen) >= limit:
            break
        is_full = most_per_category is not None and (
            shelves[candidate.category_id] >= most_per_category
        )
        family = family_of(candidate.name)
        if is_full or family in owned_families or family in families:
            continue
        chosen.append(candidate)
        families.add(family)
        shelves[candidate.category_id] += 1
    return chosen


def pin(
    ranked: Sequence[Candidate], rules: ShopRules, owned_families: Container[str]
) -> list[Candidate]:
    """Return what the shop wants first: its products, then the best of its categories."""
    free = [one for one in ranked if family_of(one.name) not in owned_families]
    products = [one for one in free if one.product_id in rules.included_products]
    best: dict[int, Candidate] = {}
    for one in free:
        if one.category_id in rules.included_categories:
            best.setdefault(one.category_id, one)
    return products + [one for one in best.values() if one not in products]


def name_basis(parts: Sequence[float], prior: float) -> Literal["one", "all", "none"]:
    """Return what may be named as the reason of a score: one purchase, all of them, or none.

    `parts` are what single purchases add, the greatest first; those below nought speak against.
    """
    positive = sum(part for part in parts if part > 0)
    whole = positive + max(prior, 0.0)
    if whole <= 0 or positive <= 0:
        return "none"
    if parts[0] >= LEAST_SHARE * whole:
        return "one"
    return "all" if positive >= TASTE_SHARE * whole else "none"

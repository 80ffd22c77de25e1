"""What goes into a basket: tastes, seasons, and things that belong together."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from crm_backend.seed.chance import Wheel
from crm_backend.seed.people import Person
from crm_backend.seed.products import Catalog, Item, Kind
from crm_backend.seed.seasons import Seasons
from crm_backend.seed.texts import read_document

STYLE_PULL, COLOUR_PULL = 6.0, 3.0  # how much likelier one's own style, the colour of the first
WANT_SHARE, RETURN_TO_WANT = 0.4, 0.6  # wishes that stay open; how often the next order serves one
MORE_SHARE = 0.42  # another thing that has nothing to do with the first
OTHER_LIKING = 0.6  # of a category a persona has no special fancy for
BIG_CENTS = 200_00  # of such things one has one
TRIES = 6
SETS = {"dining_chair": (2, 4, 4, 6), "mug": (1, 2, 4), "cushion": (1, 2, 2), "candle": (1, 1, 2)}
SETS |= {"bulb": (1, 1, 2), "jar": (1, 2), "frame": (1, 2, 3), "notebook": (1, 2), "soap": (1, 2)}

Basket = list[tuple[Item, int]]


@dataclass
class Household:
    """What somebody has by now, and what they still mean to get."""

    person: Person
    owned: set[int] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    wants: list[tuple[str, str]] = field(default_factory=list)

    def takes(self, item: Item, moment: datetime) -> bool:
        """Whether the item can be had at that moment and makes sense in this home."""
        if item.created_at > moment or not item.is_active:
            return False
        if item.kind.is_bought_again:
            return True
        is_big = item.price_cents >= BIG_CENTS
        return item.id not in self.owned and not (is_big and item.kind.name in self.kinds)


class Shopping:
    """Fills baskets from a catalog."""

    def __init__(self, chance: Random, catalog: Catalog, seasons: Seasons) -> None:
        self.chance, self.catalog, self.seasons = chance, catalog, seasons
        self.kinds: dict[str, Kind] = {item.kind.name: item.kind for item in catalog.items}
        tastes = read_document("tastes")
        self.personas: dict[str, dict[str, float]] = tastes["personas"]
        self.languages: dict[str, dict[str, float]] = tastes["languages"]
        self.kind_wheels: dict[tuple[str, str, int], Wheel[str]] = {}
        self.item_wheels: dict[tuple[str, str, str], Wheel[Item]] = {}

    def fill(self, home: Household, moment: datetime) -> Basket:
        """Return a basket of one thing or more and remember it in the household."""
        basket: dict[int, tuple[Item, int]] = {}
        for item in self._gather(home, moment):
            if item.id not in basket:
                basket[item.id] = (item, self.chance.choice(SETS.get(item.kind.name, (1,))))
                home.owned.add(item.id)
                home.kinds.add(item.kind.name)
        return list(basket.values())

    def _gather(self, home: Household, moment: datetime) -> Iterator[Item]:
        yield from self._follow(home, self._find_first(home, moment), moment)
        while self.chance.random() < MORE_SHARE:
            yield from self._follow(home, self._find_first(home, moment), moment)

    def _find_first(self, home: Household, moment: datetime) -> Item:
        if home.wants and self.chance.random() < RETURN_TO_WANT:
            kind, colour = home.wants.pop(0)
            item = self._pick(home, kind, colour, moment)
            if item is not None:
                return item
        while True:
            kind = self._kinds_for(home.person, moment.month).spin(self.chance)
            item = self._pick(home, kind, "", moment)
            if item is not None:
                return item

    def _follow(self, home: Household, first: Item, moment: datetime) -> Iterator[Item]:
        yield first
        for kind, share in first.kind.companions:
            if self.chance.random() < share:
                item = self._pick(home, kind, first.colour["key"], moment)
                if item is not None and item.id != first.id:
                    yield item
            elif self.chance.random() < share * WANT_SHARE:
                home.wants.append((kind, first.colour["key"]))

    def _pick(self, home: Household, kind: str, colour: str, moment: datetime) -> Item | None:
        wheel = self._items_for(kind, home.person.style, colour)
        for _ in range(TRIES):
            item = wheel.spin(self.chance)
            if home.takes(item, moment):
                return item
        return None

    def _kinds_for(self, person: Person, month: int) -> Wheel[str]:
        key = (person.persona, person.language, month)
        if key not in self.kind_wheels:
            liked, spoken = self.personas[person.persona], self.languages[person.language]
            self.kind_wheels[key] = Wheel(
                (
                    name,
                    kind.weight
                    * liked.get(kind.category, OTHER_LIKING)
                    * spoken.get(name, 1.0)
                    * self.seasons.weigh(kind.season, month),
                )
                for name, kind in self.kinds.items()
            )
        return self.kind_wheels[key]

    def _items_for(self, kind: str, style: str, colour: str) -> Wheel[Item]:
        key = (kind, style, colour)
        if key not in self.item_wheels:
            self.item_wheels[key] = Wheel(
                (
                    item,
                    item.appeal
                    * (STYLE_PULL if item.colour["style"] == style else 1.0)
                    * (COLOUR_PULL if item.colour["key"] == colour else 1.0),
                )
                for item in self.catalog.by_kind[kind]
            )
        return self.item_wheels[key]

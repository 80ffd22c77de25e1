"""The customers of the demo shop: who they are, where they live, how they like to buy."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from string import ascii_uppercase
from typing import Any

from crm_backend.seed.chance import Wheel
from crm_backend.seed.texts import read_document
from kernel.turns import Language

YEARS_OPEN = timedelta(days=730)
CHINESE_SHARE = 0.3
EUROPE = frozenset({"United Kingdom", "Ireland", "Germany", "Netherlands", "France", "Austria"})
STYLES = {"natural": 35.0, "modern": 30.0, "classic": 20.0, "bold": 15.0}
MAIL_HOSTS = ("example.com", "example.org")


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody lives."""

    street: str
    city: str
    postcode: str
    country: str

    @property
    def is_near(self) -> bool:
        """Whether parcels go by road."""
        return self.country in EUROPE


@dataclass(frozen=True, slots=True)
class Person:
    """A customer, with the tastes nobody sees in the database."""

    id: int
    name: str
    email: str
    phone: str
    language: Language
    address: Address
    created_at: datetime
    last_seen_at: datetime
    pace: float = 0.0
    persona: str = ""
    style: str = ""
    notes: str = ""

    def row(self) -> dict[str, Any]:
        """Return the row of the table."""
        return {
            "id": self.id,
            "name": self.name,
            "email": self.email,
            "phone": self.phone,
            "language": self.language,
            "street": self.address.street,
            "city": self.address.city,
            "postcode": self.address.postcode,
            "country": self.address.country,
            "notes": self.notes,
            "created_at": self.created_at,
        }


@dataclass
class People:
    """Makes people, none with the e-mail address of another."""

    chance: Random
    now: datetime
    taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        texts = read_document("people")
        self.first_names: list[str] = texts["first_names"].split()
        self.surnames: list[str] = texts["surnames"].split()
        self.chinese_surnames = split_pairs(texts["chinese_surnames"])
        self.chinese_given_names = split_pairs(texts["chinese_given_names"])
        self.countries = {
            "en": Wheel((land, float(land["english"])) for land in texts["countries"]),
            "zh": Wheel((land, float(land["chinese"])) for land in texts["countries"]),
        }
        self.habits = Wheel((habit, float(habit["share"])) for habit in texts["habits"])
        self.personas = list(read_document("tastes")["personas"])
        self.styles = Wheel.of(STYLES)

    def make(self, number: int) -> Person:
        """Return the person with this id."""
        language: Language = "zh" if self.chance.random() < CHINESE_SHARE else "en"
        name, spelling = self.draw_name(language)
        country = self.countries[language].spin(self.chance)
        person = Person(
            id=number,
            name=name,
            email=self.draw_email(spelling),
            phone=fill_pattern(self.chance, country["phone"]),
            language=language,
            address=draw_address(self.chance, country),
            created_at=self.now,
            last_seen_at=self.now,
            persona=self.chance.choice(self.personas),
            style=self.styles.spin(self.chance),
        )
        return self.give_habit(person)

    def draw_name(self, language: Language) -> tuple[str, list[str]]:
        """Return a name and its parts as spelt in an e-mail address."""
        if language == "en":
            first, last = self.chance.choice(self.first_names), self.chance.choice(self.surnames)
            return f"{first} {last}", [first.lower(), last.lower()]
        surname = self.chance.choice(self.chinese_surnames)
        given = self.chance.choice(self.chinese_given_names)
        return surname[0] + given[0], [given[1], surname[1]]

    def draw_email(self, spelling: list[str]) -> str:
        """Return a free address at a host that is kept for examples."""
        stem = self.chance.choice((".", "_", "")).join(spelling)
        host = self.chance.choice(MAIL_HOSTS)
        email, number = f"{stem}@{host}", 1
        while email in self.taken:
            number += 1
            email = f"{stem}{number}@{host}"
        self.taken.add(email)
        return email

    def give_habit(self, person: Person) -> Person:
        """Return the person with a first day, a last day and a pace of buying."""
        habit = self.habits.spin(self.chance)
        opened = self.now - YEARS_OPEN
        # Some knew the shop before its records begin; the others came one by one.
        joined = opened + self.chance.random() ** 1.3 * YEARS_OPEN
        if self.chance.random() < 0.25:
            joined = opened - timedelta(days=self.chance.randint(1, 400))
        last_seen = self.now
        if habit["name"] == "new":
            joined = self.now - timedelta(days=self.chance.uniform(1, 60))
        elif habit["name"] == "lapsing":
            last_seen = self.now - timedelta(days=self.chance.uniform(110, 420))
            joined = min(joined, last_seen - timedelta(days=60))
        return replace(
            person,
            created_at=joined.replace(microsecond=0),
            last_seen_at=last_seen.replace(microsecond=0),
            pace=habit["pace"] * self.chance.lognormvariate(0, 0.4),
        )


def split_pairs(text: str) -> list[tuple[str, str]]:
    """Return the (name, spelling) pairs of "王:wang 李:li"."""
    return [(name, spelling) for name, spelling in (pair.split(":") for pair in text.split())]


def draw_address(chance: Random, country: Mapping[str, Any]) -> Address:
    """Return an address in the form of the country."""
    street = country["street_form"].format(
        number=chance.randint(1, 148), street=chance.choice(country["streets"])
    )
    postcode = fill_pattern(chance, country["postcode"])
    return Address(street, chance.choice(country["cities"]), postcode, country["name"])


def fill_pattern(chance: Random, pattern: str) -> str:
    """Put a digit for every "#" and a capital letter for every "@"."""
    digits = "".join(str(chance.randint(0, 9)) if sign == "#" else sign for sign in pattern)
    return "".join(chance.choice(ascii_uppercase) if sign == "@" else sign for sign in digits)

"""What every chart is: a picture with a title and a description, and its numbers as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from markupsafe import Markup

from kernel.turns import Language

Cell = str | int | float | None


@dataclass(frozen=True)
class Words:
    """What a chart says beside its data, in the language of its reader.

    `description` tells in a sentence what the picture shows; `table` is on what opens the table;
    `empty` stands in the place of a picture without data.
    """

    title: str
    description: str
    table: str
    empty: str
    language: Language = "en"


@dataclass(frozen=True)
class Chart:
    """A chart to put into a page: `{{ chart }}` in a template writes the whole figure."""

    words: Words
    picture: Markup
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __html__(self) -> Markup:
        """Return the figure; nothing in it is style or script, so any policy lets it through."""
        return Markup(
            '<figure class="chart"><figcaption>{}</figcaption>{}'
            "<details><summary>{}</summary>{}</details></figure>"
        ).format(self.words.title, self.picture, self.words.table, self.table)

    @property
    def table(self) -> Markup:
        """The numbers, exact, for everybody who cannot or would rather not see the picture."""
        head = Markup("").join(Markup('<th scope="col">{}</th>').format(name) for name in self.head)
        body = Markup("").join(_make_row(row) for row in self.rows)
        return Markup(
            '<div class="chart-table" tabindex="0" role="region" aria-label="{}"><table>'
            "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
        ).format(f"{self.words.table}: {self.words.title}", head, body)


def _make_row(row: Sequence[Cell]) -> Markup:
    first, *rest = row
    cells = Markup("").join(Markup("<td>{}</td>").format(_show(cell)) for cell in rest)
    return Markup('<tr><th scope="row">{}</th>{}</tr>').format(_show(first), cells)


def _show(cell: Cell) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, int):
        return f"{cell:,}"
    return f"{cell:,.2f}".rstrip("0").rstrip(".") if isinstance(cell, float) else cell


def tag(name: str, inner: str | Markup | None = None, /, **attributes: str | int | float) -> Markup:
    """Return an element; `class_` is class and `stroke_width` stroke-width, all values escaped."""
    written = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), value)
        for key, value in attributes.items()
    )
    if inner is None:
        return Markup("<{}{}/>").format(name, written)
    return Markup("<{}{}>{}</{}>").format(name, written, inner, name)


def draw(words: Words, kind: str, height: int, parts: Sequence[Markup]) -> Markup:
    """Return the picture: as wide as its place, `height` pixels high.

    There is no `viewBox`, since it would shrink the text on a phone: places across are percentages.
    """
    mark = sha256("\x1f".join([kind, words.title, words.description]).encode()).hexdigest()[:10]
    named = (
        tag("title", words.title, id=f"t{mark}"),
        tag("desc", words.description, id=f"d{mark}"),
    )
    return tag(
        "svg",
        Markup("").join([*named, *parts]),
        class_=f"chart-picture chart-{kind}",
        width="100%",
        height=height,
        role="img",
        aria_labelledby=f"t{mark}",
        aria_describedby=f"d{mark}",
    )


def say_empty(words: Words) -> Markup:
    """Return what stands in the place of a picture that would show nothing."""
    return Markup('<p class="chart-empty">{}</p>').format(words.empty)

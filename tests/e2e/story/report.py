"""What stands in the report, by the names a supervisor reads."""

from playwright.sync_api import Page

from .lines import squeeze


def read_figures(page: Page) -> dict[str, str]:
    """Return the headline figures by their names."""
    cards = page.locator(".figures > li")
    return {
        squeeze(card.locator("h3").inner_text()).removesuffix(" ?"): card.locator(".value")
        .inner_text()
        .strip()
        for card in cards.all()
    }


def read_table(page: Page, title: str) -> dict[str, dict[str, str]]:
    """Return a table by the name of its row and the head of its column."""
    table = page.get_by_role("region", name=title).locator("table")
    head = table.locator("thead th").all_text_contents()[1:]
    rows = table.locator("tbody tr").all()
    return {
        row.locator("th").inner_text(): dict(
            zip(head, map(squeeze, row.locator("td").all_inner_texts()), strict=True)
        )
        for row in rows
    }

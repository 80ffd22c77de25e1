"""A few things to be found by what people say of them."""

from sqlalchemy.orm import Session

from crm_backend.analytics.product_search import Found, find_described, read_wish
from tests.crm_backend.shop import NOW, Shop


class Store:
    """A few things to be found."""

    def __init__(self, session: Session) -> None:
        shop = Shop(session)
        self.session = session
        light, rugs = shop.category(), shop.category("rugs", "Rugs", "地毯")
        add = shop.product
        self.ember = add(
            "LL-1",
            light,
            "Ember table lamp (white)",
            "余烬台灯（白色）",
            description_en="Glows warm. A small base.",
            description_zh="温暖的光，小巧灯座。",
            price_cents=7_990,
        )
        self.bulb = add(
            "LL-2",
            light,
            "Warm LED bulb",
            "暖光灯泡",
            description_en="For small lamps.",
            description_zh="适合小灯具。",
            price_cents=1_290,
        )
        self.cold = add("LL-3", light, "Steel floor lamp (sage)", "钢落地灯", price_cents=9_900)
        self.rug = add("LL-4", rugs, "Wool rug 160 × 230 cm", "羊毛地毯", price_cents=28_900)
        self.mat = add("LL-5", rugs, "Jute rug 80 × 150 cm", "黄麻地毯", price_cents=4_900)

    def find(self, text: str, **more: object) -> Found | None:
        return find_described(
            self.session,
            wish=read_wish(text),
            customer_id=None,
            now=NOW,
            **more,  # type: ignore[arg-type]
        )

    def skus(self, text: str, **more: object) -> list[str]:
        found = self.find(text, **more)
        assert found is not None
        return [one.product.sku for one in found.matches]

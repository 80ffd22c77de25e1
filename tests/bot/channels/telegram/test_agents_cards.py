"""Cards that agents insert, on Telegram: a product as a photo with its price below, an order."""

from datetime import timedelta

from sqlalchemy.orm import Session

from bot.app import BotService
from bot.handoff.moves import Agent
from bot.ledger.models import Conversation
from console.customers.cards import make_cards_of_chat
from kernel.clock import utc_now
from kernel.db import Database
from kernel.messages import Card
from tests.bot.acting import take_over
from tests.bot.channels.telegram.conftest import read_one
from tests.crm_backend.shop import Shop
from tests.fakes.bot_api import FakeBotApi, User

MINA = Agent("1", "Mina")
REFERENCES = ["product:LL-0001", "order:FD-1000001"]


async def test_product_comes_as_a_photo_with_a_caption_and_the_order_after_it(
    api: FakeBotApi, user: User, service: BotService, database: Database
) -> None:
    await user.say("hello")
    await api.wait_sent(1)
    chat = read_one(database, Conversation).id

    def prepare(session: Session) -> None:
        shop = Shop(session)
        ada = shop.customer()
        picture = "https://shop.example/lamp.png"
        lamp = shop.product("LL-0001", shop.category(), "Arc Lamp", image_path=picture)
        shop.order(ada, (lamp, 1), number="FD-1000001")
        talk = session.get(Conversation, chat)
        assert talk is not None
        talk.customer_id, talk.level = ada.id, "verified"
        talk.verified_until = utc_now() + timedelta(hours=1)

    await service.ledger.write(prepare)
    await take_over(service, chat, MINA)

    def make_cards(session: Session) -> list[Card]:
        return make_cards_of_chat(session, REFERENCES, chat, now=utc_now())

    await service.post_agent_message(chat, MINA, "See here", cards=make_cards)
    sent = await api.wait_sent(5)
    words, photo, order = sent[-3:]
    assert words.method == "sendMessage"
    assert "See here" in words.values["text"]
    assert photo.method == "sendPhoto"
    assert "Arc Lamp" in photo.values["caption"]
    assert "€49.00" in photo.values["caption"]
    assert "FD-1000001" in (order.values.get("text") or order.values.get("caption"))

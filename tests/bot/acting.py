"""What an agent does, through the product's own use cases, in a running service."""

from bot import replying
from bot.app import BotService
from bot.handoff import ending, gazing
from bot.handoff import service as handoff
from bot.handoff.moves import Agent
from bot.ledger.staff_models import Gazing


async def take_over(service: BotService, chat: str, agent: Agent) -> None:
    await service.ledger.write(
        lambda session: handoff.take_over(
            session, conversation_id=chat, agent=agent, now=service.clock()
        )
    )


async def hand_back(service: BotService, chat: str, agent: Agent) -> None:
    await service.ledger.write(
        lambda session: ending.hand_back(
            session, conversation_id=chat, agent=agent, now=service.clock()
        )
    )


async def close_conversation(service: BotService, chat: str, agent: Agent) -> bool:
    return await service.ledger.write(
        lambda session: ending.close(
            session, conversation_id=chat, agent=agent, now=service.clock()
        )
    )


async def keep_gaze(
    service: BotService, chat: str, agent: Agent, state: Gazing = "looking"
) -> bool:
    return await gazing.keep_gaze(
        service.ledger, conversation_id=chat, agent=agent, state=state, now=service.clock()
    )


async def ask_proof(service: BotService, chat: str, agent: Agent, address: str) -> None:
    await service.ledger.write(
        lambda session: replying.ask_who(
            session,
            service.identity,
            conversation_id=chat,
            agent=agent,
            address=address,
            now=service.clock(),
        )
    )

"""What plainly asks to link or unlink Telegram, and what does not."""

import pytest

from bot.identity.wishes import find_wish


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("link my telegram", "link"),
        ("Please connect my Telegram account!", "link"),
        ("绑定 Telegram", "link"),
        ("我想把电报绑定一下", "link"),
        ("Unlink my Telegram", "unlink"),
        ("请解绑我的Telegram", "unlink"),
        ("取消绑定电报", "unlink"),
        ("don't link my telegram", None),
        ("不要绑定 Telegram", None),
        ("are you on telegram?", None),
        ("the link you sent is broken", None),
        ("link my telegram " + "and so on " * 20, None),
    ],
)
def test_wish_is_found_in_plain_words(text: str, wish: str | None) -> None:
    assert find_wish(text) == wish

"""What of a text is somebody's is not kept."""

import pytest

from crm_backend.analytics.feedback.masking import mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Write to ada@example.com!", "Write to [email]!"),
        ("order FD-1004217 is late", "order [order_number] is late"),
        ("ticket T-20481", "ticket [ticket_number]"),
        ("order 1004217", "order [number]"),
        ("call +44 20 7946 0958 now", "call [phone] now"),
        ("card 4111 1111 1111 1111", "card [card]"),
        ("see https://example.com/a?b=c", "see [link]"),
        ("I live at 12 Mill Lane, really", "I live at [address], really"),
        ("Dear Mrs Byron, no", "Dear [name], no"),
        ("My name is Ada Byron", "My name is [name]"),
        ("I'm Really annoyed", "I'm Really annoyed"),
        ("我叫王小明，快递没到", "我叫[name]，快递没到"),
        ("电话13800138000", "电话[phone]"),
        ("送到南京西路1038号", "送到[address]"),
        ("李先生没来", "[name]先生没来"),
        ("IBAN DE89 3704 0044 0532 0130 00.", "IBAN [account]."),
        ("账号DE89370400440532013000收", "账号[account]收"),
        ("de89 3704 0044 0532 0130 00", "[account]"),
        ("身份证11010519491231002X。", "身份证[identity]。"),
        ("身份证 110105194912310021", "身份证 [identity]"),
        ("手机+86 138-0013-8000", "手机[phone]"),
        ("call (020) 7946 0958", "call [phone]"),
        ("卡号6222 0202 0011 2233 445", "卡号[card]"),
        ("ada @ example . com", "[email]"),
        ("寄到上海市静安区南京西路1038号", "寄到[address]"),
        ("14 Park Terrace, LS1 4AB", "[address], [address]"),
        ("Two lamps for 45.50", "Two lamps for 45.50"),
    ],
)
def test_what_is_somebodys_is_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


def test_names_that_are_known_are_masked_wherever_they_stand() -> None:
    private = ("Ada Byron", "张伟", "A", "42")
    assert mask("ada said: Byron paid 42, Adamant", private) == (
        "[name] said: [name] paid 42, Adamant"
    )
    assert mask("张伟说快递没到", private) == "[name]说快递没到"

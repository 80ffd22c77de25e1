"""What the fake chat answers: pure, from the customer's words to frames."""

from typing import Any

Frame = dict[str, Any]

XSS = (
    "<img src=x onerror=alert(1)> <script>alert(2)</script> [click](javascript:alert(3)) "
    "[data](data:text/html,hi) **bold** [shop](https://shop.example/a) "
    "https://plain.example/x?y=1. [mail](mailto:help@shop.example)"
)

LAMPS = (
    ("Linen table lamp", "Warm light, 2700 K", "89.00 €", "Because you bought the Oak desk"),
    ("Brass floor lamp", "Dimmable, 160 cm", "249.00 €", "Bought together with your rug"),
    ("Paper pendant", "Rice paper, 45 cm", "39.00 €", "Customers like you chose it"),
    ("Clip reading light", "USB-C, 3 levels", "24.50 €", ""),
)


def show_lamps() -> Frame:
    """Return a message with four cards."""
    cards = [
        {
            "title": title,
            "subtitle": subtitle,
            "image": f"/pictures/{number}.svg",
            "price": price,
            "reason": reason,
            "buttons": [{"label": f"Choose {title.split()[0]}", "token": f"lamp-{number}"}],
        }
        for number, (title, subtitle, price, reason) in enumerate(LAMPS)
    ]
    return {"text": "These would go well with what you have:", "cards": cards}


def ask_which() -> Frame:
    """Return a question with three choices."""
    labels = ("Track it", "Change the address", "Cancel it")
    buttons = [{"label": label, "token": f"b-{n}"} for n, label in enumerate(labels)]
    text = "Order **FD-1004217** is on its way.\nWhat would you like to do?"
    return {"text": text, "buttons": buttons}


def answer(text: str) -> list[Frame]:
    """Return the frames that answer a text, without ids: messages, status or errors."""
    words = text.lower()
    answers: dict[str, list[Frame]] = {
        "lamp": [show_lamps()],
        "recommend": [show_lamps()],
        "order": [ask_which()],
        "订单": [{"text": "您的订单 **FD-1004217** 正在配送，预计明天送达。"}],
        "xss": [{"text": XSS, "name": "<b>bot</b>"}],
        "long": [{"text": "A long answer. " * 120}],
        "person": [
            {"type": "status", "owner": "waiting", "position": 2, "wait_seconds": 150},
            {"text": "I have asked a colleague to join."},
        ],
        "silence": [],
    }
    found = next((frames for key, frames in answers.items() if key in words), None)
    return [{"text": f"You said: {text}"}] if found is None else found

"""Projects made elsewhere are imported, trained, judged and talked to."""

import json
import subprocess
from typing import Any

import pytest

from bot.dialogue import DialogueFailed
from bot.dialogue.translate import read_answer
from console.studio.project.store import write_files
from frontdesk.paths import RASA_PYTHON, ROOT
from kernel.messages import Button, Card, Reply
from nlu.hollow import read_needs
from tests.dialogue.harness import MODEL_KEY, rasa_environment
from tests.projects.foreign import TAKEN, TALKS
from tests.projects.test_import import plan_for

LIMIT = 900  # seconds; three of them learn with TensorFlow, on a machine that may be busy
pytestmark = [pytest.mark.slow, pytest.mark.product, pytest.mark.timeout(LIMIT)]


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What came of each: those without TensorFlow in one process, the others in another."""
    if not RASA_PYTHON.exists():
        pytest.skip("the Rasa environment is not installed: make setup")
    root = tmp_path_factory.mktemp("foreign")
    groups: dict[bool, dict[str, Any]] = {}
    for name in TAKEN:
        folder = root / name
        write_files(folder, plan_for(name).changes)
        lines = [[said.text for said in talk] for talk in TALKS[name]]
        needs = read_needs(folder / "config.yml")
        groups.setdefault(needs, {})[name] = {"folder": str(folder), "talks": lines}
    done: dict[str, Any] = {}
    for needs, projects in groups.items():
        asked = root / f"asked-{needs}.json"
        asked.write_text(json.dumps({"key": MODEL_KEY, "projects": projects}), "utf-8")
        run = subprocess.run(
            [str(RASA_PYTHON), "-m", "tests.projects.try_projects", str(asked)],
            cwd=ROOT,
            env=rasa_environment(OMP_NUM_THREADS="2"),
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
        assert run.returncode == 0, run.stdout[-2_000:] + run.stderr[-6_000:]
        done |= json.loads(asked.with_suffix(".done.json").read_text("utf-8"))
    return done


def show(answer: dict[str, Any]) -> str:
    """Return the words of an answer as the customer sees them."""
    if answer["status"] != 200:
        return ""
    return "\n".join(reply.text for reply in replies(answer))


def replies(answer: dict[str, Any]) -> tuple[Reply, ...]:
    return read_answer(json.dumps(answer).encode()).replies


@pytest.mark.parametrize("name", [one for one in TAKEN if one != "rich_responses"])
def test_it_is_trained_and_talks(tried: dict[str, Any], name: str) -> None:
    for talk, answers in zip(TALKS[name], tried[name]["talks"], strict=True):
        for said, answer in zip(talk, answers, strict=True):
            assert answer["status"] == said.status, (said, answer)
            assert show(answer).endswith(said.answer), (said, answer)


@pytest.mark.parametrize("name", TAKEN)
def test_it_is_judged(tried: dict[str, Any], name: str) -> None:
    nlu, core = tried[name]["nlu"], tried[name]["core"]
    assert nlu["right"] / nlu["total"] > 0.8, nlu
    assert core is None or core["right"] == core["total"] > 0, core


def test_what_responses_hold_reaches_the_customer(tried: dict[str, Any]) -> None:
    lamps, choice, pages, custom, channel, watch, odd = (
        talk[0] for talk in tried["rich_responses"]["talks"]
    )
    shop = "https://shop.example"
    assert replies(lamps) == (
        Reply(
            text=f"**Our lamps**\n• **Arc**, see [its page]({shop}/arc)\n• **Dome**",
            cards=(
                Card(title="The dome", image=f"{shop}/dome.png"),
                Card(title="", image=f"{shop}/arc.png"),
            ),
        ),
    )
    arc, dome = Button(label="Arc", payload="/show"), Button(label="Dome", payload="/pages")
    assert replies(choice) == (Reply(text="Which one?", buttons=(arc, dome)),)
    take = Button(label="Take it", payload="/choose")
    card = Card(title="Arc", subtitle="brass", image=f"{shop}/arc.png", buttons=(take,))
    assert replies(pages) == (
        Reply(
            text=f"Have a look.\n[Open the shop]({shop}/)",
            buttons=(Button(label="Choose here", payload="/choose"),),
            cards=(card,),
        ),
    )
    picture = Card(title="", image=f"{shop}/custom.png")
    assert replies(custom) == (Reply(text="From custom JSON.", cards=(picture,)),)
    assert replies(channel) == (Reply(text="Said anywhere."),)
    assert replies(watch) == (Reply(text=f"This shows it.\n[How to hang it]({shop}/hang.mp4)"),)
    with pytest.raises(DialogueFailed):  # as its import has said
        replies(odd)

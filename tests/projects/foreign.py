"""Projects that use what ours does not: what is said of each when it comes, and how it talks."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.console.studio.exchange.zips import make_zip

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Said:
    """What a customer types, what the bot says in return (lines), or that the turn fails."""

    text: str
    answer: str
    status: int = 200


# Each line of an import's preview: level, what, where.
FOUND: dict[str, list[str]] = {
    "checkpoints": [],
    "words": [],
    "roles": [],
    "slots": [],
    "split_domain": [],
    "rich_responses": [
        "warns channel domain.yml:39 utter_channel",
        "warns custom domain.yml:50 utter_odd",
    ],
    "rasa3": [],
    "rasa2": [
        "changed form domain.yml:24 order_form",
        "changed mappings domain.yml:11 colour",
        "changed mappings domain.yml:14 quantity",
        "changed mappings domain.yml:17 is_sure",
        "changed mappings domain.yml:21 remark",
        "changed unfeaturized domain.yml:21 remark",
        "changed version_renewed data/nlu.yml:1",
        "changed version_renewed data/responses.yml:1",
        "changed version_renewed data/rules.yml:1",
        "changed version_renewed domain.yml:1",
    ],
    "end_to_end": [],
    "diet": [],
    "action_server": [
        "warns action_server endpoints.yml:2",
        "warns needs_actions domain.yml:10 action_weather",
        "warns needs_actions domain.yml:11 action_find_city",
    ],
    "own_code": [
        "stops code config.yml:7 shop.nlu.SpellChecker",
        "stops code config.yml:12 shop.policies.MoodPolicy",
        "stops importer config.yml:4 shop.importer.SheetImporter",
        "stops slot_code domain.yml:4 basket",
    ],
    "not_installed": [
        "stops not_installed config.yml:4 SpacyNLP",
        "stops not_installed config.yml:6 SpacyTokenizer",
        "stops not_installed config.yml:7 SpacyFeaturizer",
        "stops not_installed config.yml:8 MitieNLP",
        "stops not_installed config.yml:10 ConveRTFeaturizer",
        "stops not_installed config.yml:11 LanguageModelFeaturizer",
        "stops not_installed config.yml:13 DucklingEntityExtractor",
        "stops not_installed config.yml:15 JiebaTokenizer",
        "stops option_outside config.yml:17 tensorboard_log_directory",
        "stops replaced config.yml:19 KerasPolicy",
    ],
    "old_markdown": [
        "stops old_examples data/nlu.md:1",
        "stops old_stories data/stories.md:1",
        "warns no_examples",
        "changed templates domain.yml:3",
    ],
    "old_json": [
        "stops old_json data/nlu.json:2",
        "warns no_examples",
        "changed version_renewed domain.yml:1",
    ],
}
REFUSED = [name for name, found in FOUND.items() if any(one.startswith("stops") for one in found)]
TAKEN = [name for name in FOUND if name not in REFUSED]

TALKS: dict[str, list[list[Said]]] = {
    "checkpoints": [
        [Said("reserve a table please", "Shall I book it?"), Said("sure", "It is booked.")],
        [Said("book a table", "Shall I book it?"), Said("many thanks", "It is booked.")],
        [
            Said("I need a room for the night", "As a member you pay less.\nShall I book it?"),
            Said("no thanks", "I have booked nothing."),
        ],
    ],
    "words": [
        # In no example, but in the lookup table; a synonym; a regular expression.
        [Said("bring me a lemonade", "One lemonade.")],
        [Said("I would like a java", "One coffee.")],
        [Said("where is parcel ZZ5555", "Parcel ZZ5555 is on its way.")],
    ],
    "roles": [
        [Said("a train from Oslo to Madrid", "From Oslo to Madrid.")],
        [Said("one pizza with corn and another with ham", "The second with ham.")],
    ],
    "slots": [
        [
            Said("order a cake please", "What shall we write on it?"),
            Said("best wishes", "Is it a gift?"),
            Said(
                "/affirm",
                "Size None, note best wishes, gift True, from chat, count 1, tags ['new'].",
            ),
        ],
        [
            Said('/order{"size": "large"}', "What shall we write on it?"),
            Said("with love", "Is it a gift?"),
            Said(
                "/deny",
                "Size large, note with love, gift False, from chat, count 1, tags ['new'].",
            ),
        ],
    ],
    "split_domain": [[Said("hello", "Good day."), Said("see you later", "So long.")]],
    "rich_responses": [
        [Said("show me lamps", "")],  # its parts are looked at by themselves
        [Said("let me choose", "Which one?")],
        [Said("give me pages", "Have a look.")],
        [Said("something custom", "")],
        [Said("which channel is this", "Said anywhere.")],
        [Said("can I watch it", "This shows it.")],
        [Said("something odd", "")],
    ],
    "rasa3": [
        [Said("wonderful", "Sorry, say it in other words.")],
        [Said("/greet", "How are you?"), Said("/mood_great", "Great, carry on!")],
    ],
    "rasa2": [
        [
            Said("order a chair", "Which colour?"),
            Said("make it blue", "Are you sure?"),
            Said("/affirm", "A blue one: True."),
        ],
        [Said("when are you open", "We are open from 9 to 18.")],
        [Said("how can I pay", "By card or on account.")],
    ],
    "end_to_end": [
        [Said("I lost my umbrella in your shop", "Lost things are at the counter.")],
        [Said("what does it cost", "Five euros.")],
        [Said("hello", "Hello."), Said("is the counter open now", "The counter is open all day.")],
    ],
    "diet": [
        [Said("hello", "Welcome."), Said("bring me the pasta", "One pasta, gladly.")],
        [Said("what is your name", "I am the waiter.")],
        [Said("how is the weather", "It is sunny in here.")],
    ],
    "action_server": [
        [Said("hello", "Hello")],
        [Said("what is the weather like", "", status=502)],
    ],
}


def pack_folder(name: str) -> bytes:
    """Return a project as a download from GitHub: all it has, in one folder."""
    root = HERE / name
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in _walk(root)}
    return make_zip(dict(files), top=f"{name}-main/")


def _walk(root: Path) -> Iterator[Path]:
    return (path for path in sorted(root.rglob("*")) if path.is_file())

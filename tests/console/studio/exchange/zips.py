"""Archives as people and attackers make them."""

import stat
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

CONFIG = (
    "recipe: default.v1\nlanguage: en\npipeline:\n- name: WhitespaceTokenizer\n"
    "policies:\n- name: RulePolicy\n"
)
DOMAIN = 'version: "3.1"\nintents:\n- greet\nresponses:\n  utter_hi:\n  - text: Hi there\n'
NLU = 'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - hello\n    - good day\n'
RULES = 'version: "3.1"\nrules:\n- rule: Greet\n  steps:\n  - intent: greet\n  - action: utter_hi\n'
PROJECT = {
    "config.yml": CONFIG,
    "domain.yml": DOMAIN,
    "data/nlu.yml": NLU,
    "data/rules.yml": RULES,
}


def make_zip(files: dict[str, str | bytes], top: str = "", method: int = ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", method) as packed:
        for path, content in files.items():
            packed.writestr(top + path, content)
    return out.getvalue()


def make_members(*members: tuple[ZipInfo, bytes]) -> bytes:
    """Return an archive whose members are set by hand."""
    out = BytesIO()
    with ZipFile(out, "w") as packed:
        for info, content in members:
            packed.writestr(info, content)
    return out.getvalue()


def make_mode(name: str, mode: int) -> ZipInfo:
    """Return a member of a kind that is no ordinary file."""
    info = ZipInfo(name)
    info.create_system, info.external_attr = 3, (mode | 0o777) << 16
    return info


LINK = make_mode("data/nlu.yml", stat.S_IFLNK)
PIPE = make_mode("data/nlu.yml", stat.S_IFIFO)


def set_flag(content: bytes, bit: int) -> bytes:
    """Set a flag of every member, as a program that encrypts would."""
    changed = bytearray(content)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(signature)
        while at >= 0:
            changed[at + offset] |= bit & 0xFF
            changed[at + offset + 1] |= bit >> 8
            at = changed.find(signature, at + 4)
    return bytes(changed)


# Something of all that a preview can say.
FOREIGN = {
    "config.yml": "pipeline:\n- name: SpacyNLP\n- name: shop.nlu.Speller\npolicies:\n- name: "
    "FallbackPolicy\n",
    "domain.yml": 'version: "2.0"\nintents:\n- order\nentities:\n- size\nslots:\n  size:\n'
    "    type: text\nforms:\n  order_form:\n    required_slots:\n      size:\n"
    "      - type: from_entity\n        entity: size\nactions:\n- action_price\n- action_stock\n"
    "responses:\n  utter_hi:\n  - text: Hi\n    channel: slack\n  utter_map:\n  - custom: "
    "{map: here}\n",
    "data/nlu.yml": NLU,
    "data/stories.yml": "stories:\n- story: One\n  steps:\n  - intnet: order\n",
    "data/broken.yml": "nlu: [\n",
    "data/old.md": "## intent:order\n- I want a lamp\n",
    "actions/actions.py": "import os\n",
    "endpoints.yml": "action_endpoint:\n  url: http://localhost:5055/webhook\n",
    "models/m.tar.gz": "x",
    "README.md": "A bot.",
}

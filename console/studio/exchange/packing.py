"""Writes a project as a zip: the same files give the same bytes."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from nlu.core.project.files import Files

README = "README.md"
AT = (1980, 1, 1, 0, 0, 0)  # the first day that a zip knows
MODE, UNIX = 0o100644, 3
LEVEL = 9
ABOUT = (
    "A Rasa 3 project, exported from the studio of {shop} (Frontdesk). Components named"
    " `nlu.components.*` and the importer are Frontdesk's own; import the archive there, or put"
    " Rasa's own components into `config.yml` to train it elsewhere.\n"
)


def pack(files: Files, *, shop: str) -> bytes:
    """Return the archive of a project's files, with a line on what it is."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=LEVEL) as packed:
        for path, text in sorted({**files, README: ABOUT.format(shop=shop)}.items()):
            member = ZipInfo(path, AT)
            member.compress_type = ZIP_DEFLATED
            member.create_system, member.external_attr = UNIX, MODE << 16
            packed.writestr(member, text.encode(), compresslevel=LEVEL)
    return out.getvalue()

"""The pictures of products and categories, served to any site that shows the widget."""

from hashlib import sha256
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Header, Response
from fastapi import Path as PathPart

from kernel.errors import NotFound
from kernel.http import TheRuntime

FOLDER = "pictures"  # under the data folder
HEADERS = {
    # A picture opened as a page of its own must not run anything: SVG can hold scripts.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "public, max-age=86400",
}

router = APIRouter(tags=["pictures"])

# No dot and no slash: nothing outside the folder can be named.
PictureName = Annotated[str, PathPart(pattern=r"^[A-Za-z0-9_-]{1,60}$")]


@router.head("/pictures/{name}.svg", include_in_schema=False)
@router.get("/pictures/{name}.svg", response_class=Response)
def get_picture(
    name: PictureName,
    runtime: TheRuntime,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """Show the picture of a product (by SKU) or of a category."""
    content = _read(runtime.settings.data / FOLDER / f"{name}.svg")
    tag = f'"{sha256(content).hexdigest()[:16]}"'
    headers = HEADERS | {"ETag": tag}
    if if_none_match is not None and tag in if_none_match:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="image/svg+xml", headers=headers)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise NotFound("There is no such picture.") from error

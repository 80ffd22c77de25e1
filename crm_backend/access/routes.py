"""HTTP routes of API keys."""

from fastapi import APIRouter

from crm_backend.access import service
from crm_backend.access.guard import needs
from crm_backend.access.schemas import ApiKeyCreate, ApiKeyMade, ApiKeyRead
from crm_backend.http import API, ERRORS, PathId
from kernel.http import ReadSession, TheRuntime, WriteSession

router = APIRouter(
    prefix=f"{API}/api-keys",
    tags=["api keys"],
    dependencies=[needs("api_keys:write")],
    responses=ERRORS,
)


@router.get("")
def list_api_keys(session: ReadSession) -> list[ApiKeyRead]:
    """List all keys, revoked ones too."""
    return [ApiKeyRead.model_validate(key) for key in service.list_api_keys(session)]


@router.post("", status_code=201)
def create_api_key(body: ApiKeyCreate, session: WriteSession, runtime: TheRuntime) -> ApiKeyMade:
    """Make a key. It is shown in this answer and never again."""
    made, key = service.create_api_key(session, name=body.name, role=body.role, now=runtime.clock())
    return ApiKeyMade(**ApiKeyRead.model_validate(made).model_dump(), key=key)


@router.post("/{key_id}/revoke")
def revoke_api_key(key_id: PathId, session: WriteSession, runtime: TheRuntime) -> ApiKeyRead:
    """Let the key open nothing from now on."""
    revoked = service.revoke_api_key(session, key_id=key_id, now=runtime.clock())
    return ApiKeyRead.model_validate(revoked)

"""The scene in which the actions are tested."""

import pytest
from sqlalchemy.orm import Session

import crm_backend.models  # noqa: F401 (the tables must be known before they are made)
from kernel.runtime import Runtime
from tests.actions.scene import Scene


@pytest.fixture
def scene(session: Session, runtime: Runtime) -> Scene:
    return Scene(session, runtime)

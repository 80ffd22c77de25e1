"""What fails below a route is told in the one shape of errors."""

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError

from kernel.http import install_error_handler


def test_caller_is_told_to_try_again_when_the_database_takes_nothing() -> None:
    app = FastAPI()
    install_error_handler(app)

    @app.get("/")
    def read() -> None:
        raise OperationalError("SELECT secret", {}, Exception("database is locked"))

    answer = TestClient(app).get("/")
    assert answer.status_code == 503
    message = "The database did not take this; try again."
    assert answer.json() == {"error": {"code": "unavailable", "message": message, "data": {}}}

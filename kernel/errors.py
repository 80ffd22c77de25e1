"""The one error root; every error knows its code, its HTTP status and its data."""

from typing import Any


class FrontdeskError(Exception):
    """Something a caller can be told about. `message` says what to do; `data` is for programs."""

    code = "internal"
    status = 500

    def __init__(self, message: str, **data: Any) -> None:
        super().__init__(message)
        self.message = message
        self.data = data


class Invalid(FrontdeskError):
    """The input cannot be taken as it is."""

    code = "invalid"
    status = 422


class Unauthenticated(FrontdeskError):
    """Nobody, or somebody who could not prove who they are."""

    code = "unauthenticated"
    status = 401


class Forbidden(FrontdeskError):
    """A known somebody who may not do this."""

    code = "forbidden"
    status = 403


class NotFound(FrontdeskError):
    """The thing does not exist, or not for this caller."""

    code = "not_found"
    status = 404


class Conflict(FrontdeskError):
    """The thing is not in a state that allows this."""

    code = "conflict"
    status = 409


class TooLarge(FrontdeskError):
    """The input is larger than is taken here."""

    code = "too_large"
    status = 413


class TooMany(FrontdeskError):
    """The caller asks too often."""

    code = "too_many"
    status = 429


class Unavailable(FrontdeskError):
    """Something this depends on does not answer."""

    code = "unavailable"
    status = 503

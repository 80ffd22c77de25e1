"""Logging in by the shop's own identity provider: OpenID Connect, a code with PKCE (RFC 7636).

An account is known by issuer and subject, never by an address alone (OpenID Connect Core § 5.7).
The first time, an address that the provider has verified leads to the account an admin has made.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import httpx
import jwt
from jwt import PyJWK, PyJWKError, PyJWKSet
from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from bot.identity.tokens import LEEWAY, MAX_SUBJECT
from console.refusals import refusal
from console.staff.models import OidcAttempt, Staff, StaffIdentity
from console.staff.rules import STEP_LIFETIME
from console.staff.service import TOKEN_BYTES, hash_token, tidy_email
from kernel.errors import Unauthenticated, Unavailable
from kernel.settings import Settings

CALLBACK = "/staff/login/oidc/callback"
ALGORITHMS = frozenset({"RS256", "PS256", "ES256"})
TIMEOUT = 5.0  # seconds for each answer of the provider
CLAIMS = ("iss", "sub", "aud", "exp", "iat", "nonce")


@dataclass(frozen=True)
class Provider:
    """What a provider says of itself (OpenID Connect Discovery § 3)."""

    issuer: str
    authorize: str
    token: str
    keys: str


@dataclass(frozen=True)
class Attempt:
    """What a login that is at the provider must come back with, and the page to go on to."""

    nonce: str
    verifier: str
    back: str


@dataclass(frozen=True)
class Person:
    """Who has logged in there; `email` is empty where the provider has not verified it."""

    subject: str
    email: str


def discover(settings: Settings) -> Provider:
    """Ask the provider where things are; raise `Unavailable` for one that is away or odd."""
    issuer = settings.oidc_issuer
    found = _ask("GET", f"{issuer}/.well-known/openid-configuration")
    names = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
    told = [str(found.get(name, "")) for name in names]
    scheme = issuer.partition(":")[0] + "://"
    # Another's word for who issues, or an address without TLS, would hand logins to strangers.
    if told[0].rstrip("/") != issuer or not all(one.startswith(scheme) for one in told[1:]):
        raise refusal(Unavailable, "oidc_away")
    return Provider(*told)


def begin(
    session: Session, provider: Provider, settings: Settings, *, back: str, now: datetime
) -> tuple[str, str]:
    """Return where the browser is sent, and the token it is to keep until it is back."""
    token, state, nonce, verifier = (secrets.token_urlsafe(TOKEN_BYTES) for _ in range(4))
    session.execute(delete(OidcAttempt).where(OidcAttempt.created_at < now - STEP_LIFETIME))
    session.add(
        OidcAttempt(
            token_hash=hash_token(token),
            state_hash=hash_token(state),
            nonce=nonce,
            verifier=verifier,
            back=back,
            created_at=now,
        )
    )
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
    query = {
        "response_type": "code",
        "client_id": settings.oidc_client_id,
        "redirect_uri": settings.public_url + CALLBACK,
        "scope": "openid email",
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge.decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    mark = "&" if "?" in provider.authorize else "?"
    return f"{provider.authorize}{mark}{urlencode(query)}", token


def take_attempt(session: Session, *, token: str, state: str, now: datetime) -> Attempt | None:
    """Return the attempt of this browser, which ends with that; None where it is not its state."""
    taken = (
        OidcAttempt.token_hash == hash_token(token),
        OidcAttempt.created_at >= now - STEP_LIFETIME,
    )
    columns = (OidcAttempt.state_hash, OidcAttempt.nonce, OidcAttempt.verifier, OidcAttempt.back)
    found = session.execute(delete(OidcAttempt).where(*taken).returning(*columns)).one_or_none()
    if found is None or not hmac.compare_digest(found.state_hash, hash_token(state)):
        return None
    return Attempt(found.nonce, found.verifier, found.back)


def redeem(
    provider: Provider, settings: Settings, attempt: Attempt, *, code: str, now: datetime
) -> Person:
    """Return who has logged in; raises `Unauthenticated` for what proves nobody."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": settings.public_url + CALLBACK,
        "code_verifier": attempt.verifier,
    }
    secret = settings.oidc_client_secret
    auth = (settings.oidc_client_id, secret.get_secret_value() if secret else "")
    answer = _ask("POST", provider.token, data=form, auth=auth)
    keys = _ask("GET", provider.keys)
    try:
        claims = _decode(str(answer.get("id_token", "")), keys, provider, settings)
    except (jwt.InvalidTokenError, PyJWKError) as error:
        raise refusal(Unauthenticated, "oidc_refused") from error
    if not _is_timely(claims, now) or not _is_for(claims, attempt, settings):
        raise refusal(Unauthenticated, "oidc_refused")
    is_verified = claims.get("email_verified") is True
    return Person(str(claims["sub"]), tidy_email(str(claims["email"])) if is_verified else "")


def find_account(session: Session, *, issuer: str, person: Person, now: datetime) -> Staff:
    """Return whose account it is; the first time, that of the verified address.

    Raises `Unauthenticated` where there is none, where it is switched off, and where another
    subject of the provider has it already.
    """
    known = session.get(StaffIdentity, (issuer, person.subject))
    staff = (
        session.get_one(Staff, known.staff_id)
        if known is not None
        else _link(session, issuer, person, now)
    )
    if staff is None or not staff.is_active:
        raise refusal(Unauthenticated, "oidc_unknown")
    return staff


def _link(session: Session, issuer: str, person: Person, now: datetime) -> Staff | None:
    """Give the account of a verified address to a subject, unless it is another's already."""
    has_login = exists().where(StaffIdentity.staff_id == Staff.id, StaffIdentity.issuer == issuer)
    query = select(Staff).where(Staff.email == person.email, Staff.is_active, ~has_login)
    found = session.scalar(query) if person.email else None
    if found is not None:
        session.add(
            StaffIdentity(issuer=issuer, subject=person.subject, staff_id=found.id, linked_at=now)
        )
        session.flush()
    return found


def _ask(method: str, address: str, **what: Any) -> Mapping[str, Any]:
    """Return an answer of the provider as JSON; it is followed nowhere else."""
    try:
        answer = httpx.request(method, address, timeout=TIMEOUT, follow_redirects=False, **what)
        if method == "POST" and answer.is_client_error:  # a code of somebody else's, or a used one
            raise refusal(Unauthenticated, "oidc_refused")
        answer.raise_for_status()
        found = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise refusal(Unavailable, "oidc_away") from error
    if not isinstance(found, dict):
        raise refusal(Unavailable, "oidc_away")
    return found


def _decode(
    token: str, keys: Mapping[str, Any], provider: Provider, settings: Settings
) -> Mapping[str, Any]:
    header = jwt.get_unverified_header(token)
    key = _find_key(PyJWKSet.from_dict(dict(keys)).keys, header.get("kid"))
    algorithm = header.get("alg")
    if algorithm not in ALGORITHMS or (key.key_type == "EC") != (algorithm == "ES256"):
        raise jwt.InvalidAlgorithmError("not an algorithm of this key")
    found: Mapping[str, Any] = jwt.decode(
        token,
        key.key,
        algorithms=[algorithm],
        audience=settings.oidc_client_id,
        issuer=provider.issuer,
        # Our clock judges the times.
        options={"require": list(CLAIMS), "verify_exp": False, "verify_iat": False},
    )
    return found


def _find_key(keys: list[PyJWK], kid: str | None) -> PyJWK:
    fitting = [key for key in keys if kid is None or key.key_id == kid]
    if len(fitting) != 1:
        raise jwt.InvalidKeyError("no key of this name")
    return fitting[0]


def _is_timely(claims: Mapping[str, Any], now: datetime) -> bool:
    expires, issued = claims["exp"], claims["iat"]
    if not isinstance(expires, int | float) or not isinstance(issued, int | float):
        return False
    late, early = expires + LEEWAY.total_seconds(), issued - LEEWAY.total_seconds()
    return early <= now.timestamp() < late


def _is_for(claims: Mapping[str, Any], attempt: Attempt, settings: Settings) -> bool:
    """Tell whether it is of this attempt, for us alone, and names somebody."""
    audience, subject = claims["aud"], claims["sub"]
    is_ours = audience in (settings.oidc_client_id, [settings.oidc_client_id]) or (
        claims.get("azp") == settings.oidc_client_id
    )
    is_of_attempt = hmac.compare_digest(str(claims["nonce"]).encode(), attempt.nonce.encode())
    return is_ours and is_of_attempt and 0 < len(str(subject)) <= MAX_SUBJECT

"""Tokens by which the shop's own site says who is logged in: signed JWTs, read with suspicion.

The algorithm is a property of the key, never of the token (RFC 8725 § 3.1); no address in a header
is ever fetched. What a site must put in: docs/embedding.md.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from jwt import PyJWK, PyJWKError
from pydantic import TypeAdapter, ValidationError

from crm_backend.customers.schemas import Email
from kernel.errors import Invalid, Unauthenticated

ALGORITHMS = ("HS256", "RS256")
LEEWAY = timedelta(seconds=60)  # clocks of two hosts differ; more would lengthen a stolen token
LEAST_SECRET_BYTES = 32  # RFC 7518 § 3.2: as long as the hash
LEAST_RSA_BITS = 2048  # RFC 7518 § 3.3
MAX_SUBJECT = 200
# What only an OpenID Connect ID token carries: that one speaks to the site, not to us.
ID_TOKEN_CLAIMS = frozenset({"nonce", "at_hash", "c_hash"})

_EMAIL: TypeAdapter[str] = TypeAdapter(Email)


class TokenRefused(Unauthenticated):
    """A token that proves nothing; the message says why to the site's developers."""

    code = "token_invalid"


@dataclass(frozen=True)
class SiteClaims:
    """Who the site says is logged in. `subject` is the site's own id of them.

    `customer_id` is ours, for sites that know it; `token_id` makes one token revocable.
    """

    subject: str
    expires_at: datetime
    issued_at: datetime | None = None
    email: str | None = None
    name: str = ""
    customer_id: int | None = None
    token_id: str | None = None


@dataclass(frozen=True)
class SiteKeys:
    """The keys a site may sign with, by `kid`, and the audience its tokens must name."""

    keys: Mapping[str, PyJWK] = field(default_factory=dict)
    audience: str = "frontdesk"

    def read(self, token: str, now: datetime) -> SiteClaims:
        """Return the claims of a token, or raise `TokenRefused`."""
        try:
            key = self._find_key(jwt.get_unverified_header(token))
            claims = jwt.decode(
                token,
                key,
                algorithms=[key.algorithm_name],
                audience=self.audience,
                # Our clock judges the times, below.
                options={
                    "require": ["exp", "aud", "sub"],
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                    "strict_aud": True,
                },
            )
        except jwt.InvalidTokenError as error:
            raise TokenRefused(f"The token was refused: {error}.") from error
        if found := ID_TOKEN_CLAIMS & set(claims):
            raise TokenRefused(
                f"This is an ID token ({', '.join(sorted(found))}), made for the site."
            )
        return _read_claims(claims, now)

    def _find_key(self, header: Mapping[str, Any]) -> PyJWK:
        kid = header.get("kid")
        if kid is None and len(self.keys) == 1:
            (key,) = self.keys.values()
        else:
            found = self.keys.get(kid) if isinstance(kid, str) else None
            if found is None:
                raise TokenRefused("The token names no key of ours (`kid`).")
            key = found
        if header.get("alg") != key.algorithm_name:
            raise TokenRefused(f"This key signs with {key.algorithm_name} and nothing else.")
        return key


def _read_claims(claims: Mapping[str, Any], now: datetime) -> SiteClaims:
    expires, starts, issued = (_read_time(claims, name) for name in ("exp", "nbf", "iat"))
    if expires is None or expires + LEEWAY <= now:
        raise TokenRefused("The token has expired.")
    if starts is not None and starts - LEEWAY > now:
        raise TokenRefused("The token is not valid yet (`nbf`).")
    if issued is not None and issued - LEEWAY > now:
        raise TokenRefused("The token was issued in the future (`iat`).")
    subject = claims["sub"]
    if not subject.strip() or len(subject) > MAX_SUBJECT:
        raise TokenRefused(f"`sub` has 1 to {MAX_SUBJECT} characters.")
    customer_id, token_id = claims.get("customer_id"), claims.get("jti")
    if customer_id is not None and (not isinstance(customer_id, int) or customer_id is True):
        raise TokenRefused("`customer_id` is a whole number.")
    return SiteClaims(
        subject=subject,
        expires_at=expires,
        issued_at=issued,
        email=_read_email(claims),
        name=str(claims.get("name") or "").strip()[:200],
        customer_id=customer_id,
        token_id=str(token_id)[:200] if token_id is not None else None,
    )


def _read_time(claims: Mapping[str, Any], name: str) -> datetime | None:
    value = claims.get(name)
    if value is None:
        return None
    try:
        if isinstance(value, bool):
            raise TypeError("a truth value is no time")
        return datetime.fromtimestamp(float(value), UTC)
    except (TypeError, ValueError, OverflowError, OSError) as error:
        raise TokenRefused(f"`{name}` is a time in seconds since 1970.") from error


def _read_email(claims: Mapping[str, Any]) -> str | None:
    """Return the address; one that the site itself has not verified counts for nothing."""
    if claims.get("email") is None or claims.get("email_verified") is False:
        return None
    try:
        return _EMAIL.validate_python(claims["email"])
    except ValidationError as error:
        raise TokenRefused("`email` is no e-mail address.") from error


def load_keys(*, path: Path | None, secret: str | None, audience: str) -> SiteKeys:
    """Return the keys of a JSON Web Key Set, or the one shared secret; without either, none.

    Raises `Invalid`, which says what is wrong with them.
    """
    found: list[dict[str, Any]] = []
    if path is not None:
        found += _read_key_set(path)
    if secret is not None:
        encoded = jwt.utils.base64url_encode(secret.encode()).decode()
        found.append({"kty": "oct", "alg": "HS256", "kid": "secret", "k": encoded})
    return SiteKeys({str(one["kid"]): _make_key(one) for one in found}, audience)


def _read_key_set(path: Path) -> Sequence[dict[str, Any]]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))["keys"]
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise TypeError("no list of keys")
    except OSError as error:
        raise Invalid(f"FRONTDESK_SITE_KEYS: {path}: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid(f'FRONTDESK_SITE_KEYS: {path} is no key set: {{"keys": [...]}}.') from error
    kids = [one.get("kid") for one in found]
    if len(set(map(str, kids))) < len(kids) or not all(isinstance(kid, str) for kid in kids):
        raise Invalid("FRONTDESK_SITE_KEYS: each key needs a `kid` of its own.")
    return found


def _make_key(found: Mapping[str, Any]) -> PyJWK:
    where = f"FRONTDESK_SITE_KEYS: key {found['kid']}"
    if found.get("alg") not in ALGORITHMS:
        raise Invalid(f"{where}: `alg` must be one of {', '.join(ALGORITHMS)}.")
    try:
        key = PyJWK.from_dict(dict(found))
    except (PyJWKError, jwt.InvalidKeyError, ValueError) as error:
        raise Invalid(f"{where}: {error}.") from error
    if isinstance(key.key, RSAPrivateKey):
        raise Invalid(f"{where}: this is the private key; it stays with the site.")
    if isinstance(key.key, RSAPublicKey):
        if key.key.key_size < LEAST_RSA_BITS:
            raise Invalid(f"{where}: an RSA key has {LEAST_RSA_BITS} bits or more.")
    elif len(key.key) < LEAST_SECRET_BYTES:
        raise Invalid(f"{where}: a secret has {LEAST_SECRET_BYTES} bytes or more.")
    return key

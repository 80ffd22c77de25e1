"""A fake identity provider over real HTTP: OpenID Connect, as far as a login needs it."""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "frontdesk", "c" * 40


def make_key() -> rsa.RSAPrivateKey:
    """Return a key that ID tokens are signed with."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class FakeProvider:
    """Whoever is sent here is `subject` at once; `claims` and `signs_with` may be made wrong."""

    key: rsa.RSAPrivateKey = field(default_factory=make_key)
    address: str = ""
    subject: str = "ben-1"
    claims: dict[str, Any] = field(default_factory=dict)
    says_issuer: str = ""
    signs_with: Any = None
    algorithm: str = "RS256"
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def authorize(self, address: str) -> dict[str, str]:
        """Answer the browser that was sent to `address`: the query it comes back with."""
        asked = {name: value[0] for name, value in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"], "iss": self.address}

    def make_token(self, asked: dict[str, str], now: int) -> str:
        """Return the ID token of a login."""
        claims = {
            "iss": self.address,
            "sub": self.subject,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "email": "ben@desk.example",
            "email_verified": True,
            **self.claims,
        }
        kept = {name: value for name, value in claims.items() if value is not None}
        key = self.signs_with if self.signs_with is not None else self.key
        return jwt.encode(kept, key, self.algorithm, headers={"kid": "1"})


def create_provider(provider: FakeProvider, now: Any) -> FastAPI:
    """Return the provider's routes; `now` tells the time as the product sees it."""
    app = FastAPI()

    @app.get("/.well-known/openid-configuration")
    def discover() -> dict[str, str]:
        at = provider.address
        return {
            "issuer": provider.says_issuer or at,
            "authorization_endpoint": f"{at}/authorize",
            "token_endpoint": f"{at}/token",
            "jwks_uri": f"{at}/keys",
        }

    @app.get("/keys")
    def keys() -> dict[str, Any]:
        public = json.loads(RSAAlgorithm.to_jwk(provider.key.public_key()))
        return {"keys": [public | {"kid": "1", "use": "sig"}]}

    @app.post("/token")
    async def token(request: Request) -> JSONResponse:
        form = await request.form()
        asked = provider.codes.pop(str(form.get("code")), None)  # of one use
        digest = hashlib.sha256(str(form.get("code_verifier")).encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        login = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        is_client = request.headers.get("authorization") == f"Basic {login}"
        if asked is None or asked["code_challenge"] != challenge or not is_client:
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        return JSONResponse({"id_token": provider.make_token(asked, int(now().timestamp()))})

    return app

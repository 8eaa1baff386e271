"""A real provider of OpenID Connect on loopback, made of Authlib's own server side: it signs with a real key, and can lie."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import flask
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode, UserInfo
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

CLIENT, SECRET = "integrationskollen", "en-hemlighet-som-ar-lang-nog"


@dataclass
class Code:
    """What the provider remembers of a code that it has given."""

    code: str
    redirect_uri: str
    nonce: str | None
    code_challenge: str | None
    code_challenge_method: str | None
    scope: str = "openid"

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str | None:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(time.time())

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


class Client:
    """The dashboard, as the provider knows it."""

    client_id = CLIENT

    def __init__(self, back: str) -> None:
        self.back = back

    def get_client_id(self) -> str:
        return CLIENT

    def get_default_redirect_uri(self) -> str:
        return self.back

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, address: str) -> bool:
        return address == self.back

    def check_client_secret(self, secret: str) -> bool:
        return secret == SECRET

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, kind: str) -> bool:
        return kind == "code"

    def check_grant_type(self, kind: str) -> bool:
        return kind == "authorization_code"


@dataclass
class Provider:
    """The provider: `lie` is what it lies about, `asked` the paths that it was asked for."""

    back: str
    lie: str = ""
    issuer: str = ""
    asked: list[str] = field(default_factory=list)
    codes: dict[str, Code] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"}))
    other: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"}))

    def application(self) -> flask.Flask:
        app = flask.Flask("provider")
        server = AuthorizationServer(app, query_client=lambda _: Client(self.back), save_token=lambda *_: None)
        server.register_grant(self._grant(), [self._tokens(), CodeChallenge(required=True)])

        @app.before_request
        def note() -> None:
            self.asked.append(flask.request.path)

        @app.get("/.well-known/openid-configuration")
        def metadata() -> Any:
            return self.metadata()

        @app.get("/keys")
        def keys() -> Any:
            return ("gone", 404) if self.lie == "no keys" else {"keys": [self.key.as_dict(private=False)]}

        @app.get("/authorize")
        def authorize() -> Any:
            grant = server.get_consent_grant(end_user={"id": "1"})
            return server.create_authorization_response(grant=grant, grant_user={"id": "1"})

        @app.post("/token")
        def token() -> Any:
            if self.lie == "token 500":
                return "<html>Internal error</html>", 500
            if self.lie == "no token":
                return {"access_token": "x", "token_type": "Bearer"}
            if self.lie == "odd token":
                return {"access_token": "x", "token_type": "Bearer", "id_token": ["ingen", "sträng"]}
            return server.create_token_response()

        return app

    def metadata(self) -> Any:
        """What it says of itself."""
        if self.lie == "no discovery":
            return "gone", 404
        if self.lie == "odd discovery":
            return '["a list"]'
        if self.lie == "endless discovery":
            return flask.Response(("x" * 65536 for _ in range(10_000)), mimetype="application/json")
        named = "https://en-annan.example.se" if self.lie == "another name" else self.issuer
        token = "http://en-annan.example.se/token" if self.lie == "unsafe token" else f"{self.issuer}/token"
        ends = {"authorization_endpoint": f"{self.issuer}/authorize", "token_endpoint": token, "jwks_uri": f"{self.issuer}/keys"}
        return {"issuer": named, **ends}

    def _grant(provider) -> type:  # noqa: N805 - the class within has its own self
        class Grant(grants.AuthorizationCodeGrant):
            TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)

            def save_authorization_code(self, code: str, request: Any) -> None:
                asked = request.payload.data
                given = [asked.get(name) for name in ("nonce", "code_challenge", "code_challenge_method")]
                provider.codes[code] = Code(code, asked["redirect_uri"], *given)

            def query_authorization_code(self, code: str, _client: Any) -> Code | None:
                return provider.codes.get(code)

            def delete_authorization_code(self, code: Code) -> None:
                del provider.codes[code.code]

            def authenticate_user(self, _code: Code) -> Any:
                return {"id": "1"}

        return Grant

    def _tokens(provider) -> OpenIDCode:  # noqa: N805
        class Tokens(OpenIDCode):
            def exists_nonce(self, _nonce: str, _request: Any) -> bool:
                return False

            def resolve_client_private_key(self, _client: Any) -> RSAKey:
                return provider.other if provider.lie == "signature" else provider.key

            def get_client_algorithm(self, _client: Any) -> str:
                return "none" if provider.lie == "no signature" else "RS256"

            def get_client_claims(self, _client: Any) -> dict[str, Any]:
                issuer = "https://en-annan.example.se" if provider.lie == "issuer" else provider.issuer
                whom = "nagon-annan" if provider.lie == "audience" else CLIENT
                return {"iss": issuer, "aud": [whom], "exp": int(time.time()) + (-3600 if provider.lie == "expired" else 3600)}

            def get_authorization_code_claims(self, code: Any) -> dict[str, Any]:
                claims = super().get_authorization_code_claims(code)
                return {**claims, "nonce": "en-annan"} if provider.lie == "nonce" else claims

            def generate_user_info(self, _user: Any, _scope: str) -> UserInfo:
                more = {"azp": CLIENT} if provider.lie == "audience" else {}
                return UserInfo(sub="1", **more)

        return Tokens()


@contextmanager
def running(back: str) -> Iterator[Provider]:
    """The provider on a port of its own; it sends readers back to that address."""
    provider = Provider(back)
    server = make_server("127.0.0.1", 0, provider.application(), threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield provider
    server.shutdown()
    thread.join()
    server.server_close()

"""Signs a user in as an application with Authlib does. It prints each address to which it sends the browser, and reads a line
with what came of that: the headings of the pages that were shown, and the request that reached the application.

Arguments: issuer, client ID, secret, how the secret is sent, PKCE's method or none, redirect URI, post-logout redirect URI."""

import json
import sys
from urllib.parse import parse_qs, urlsplit

from authlib.common.security import generate_token
from authlib.common.urls import add_params_to_uri
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.jose import JsonWebKey, JsonWebToken
from authlib.oauth2.rfc8414 import get_well_known_url
from authlib.oidc.core import CodeIDToken, UserInfo

issuer, client_id, secret, method, pkce, redirect_uri, after = sys.argv[-7:]
session = OAuth2Session(
    client_id,
    secret,
    token_endpoint_auth_method=method,
    scope="openid profile email",
    redirect_uri=redirect_uri,
    code_challenge_method=None if pkce == "none" else pkce,
)
metadata = session.get(get_well_known_url(issuer, external=True), withhold_token=True).json()
keys = JsonWebKey.import_key_set(session.get(metadata["jwks_uri"], withhold_token=True).json())


def send(address):
    print(address, flush=True)
    return json.loads(sys.stdin.readline())


def ask(**parameters):
    verifier = None if pkce == "none" else generate_token(48)
    address, state = session.create_authorization_url(
        metadata["authorization_endpoint"], code_verifier=verifier, **parameters
    )
    outcome = send(address)
    redeem = lambda: session.fetch_token(
        metadata["token_endpoint"], authorization_response=outcome["url"], state=state, code_verifier=verifier
    )
    return outcome["pages"], redeem, parse_qs(urlsplit(outcome["url"]).query).get("error")


def refused(error, call):
    try:
        call()
    except OAuthError as found:
        assert found.error == error, found
        return
    raise AssertionError(f"{error} was expected")


def verified(token, **parameters):
    """The claims of the ID token, its signature and its digest of the access token verified."""
    jwt = JsonWebToken(metadata["id_token_signing_alg_values_supported"])
    parameters |= {"client_id": client_id, "access_token": token["access_token"]}
    options = {"iss": {"essential": True, "value": issuer}, "at_hash": {"essential": True}}
    claims = jwt.decode(token["id_token"], keys, CodeIDToken, options, parameters)
    claims.validate()
    return claims


def about():
    answer = session.get(metadata["userinfo_endpoint"])
    answer.raise_for_status()
    return UserInfo(answer.json())


pages, redeem, error = ask(prompt="none")
assert (pages, error) == ([], ["login_required"])
pages, redeem, error = ask(nonce="a nonce")
assert pages == ["Sign in to Shop", "Check your email", "Create your account", "Returning to Shop"], pages
token = redeem()
claims = verified(token, nonce="a nonce")
assert (about().sub, about().name, about().email) == (claims.sub, "Grace Hopper", "grace@example.com")

again = session.refresh_token(metadata["token_endpoint"], token["refresh_token"])
assert again["refresh_token"] != token["refresh_token"]
renewed = verified(again)
assert (renewed.sub, renewed.auth_time) == (claims.sub, claims.auth_time)
assert about().email_verified is True

pages, redeem, error = ask(prompt="none", max_age=10000)
assert pages == [], pages
silent = verified(redeem(), max_age=10000, auth_time=claims.auth_time)
assert silent.sub == claims.sub and "nonce" not in silent
refused("invalid_grant", redeem)
assert session.get(metadata["userinfo_endpoint"]).status_code == 401

sign_out = {"id_token_hint": again["id_token"], "post_logout_redirect_uri": after, "state": "a state"}
ended = send(add_params_to_uri(metadata["end_session_endpoint"], list(sign_out.items())))
assert ended == {"pages": [], "url": f"{after}?state=a+state", "body": None}, ended
pages, redeem, error = ask(prompt="none")
assert (pages, error) == ([], ["login_required"])
refused("invalid_grant", lambda: session.refresh_token(metadata["token_endpoint"], again["refresh_token"]))
print("accepted")

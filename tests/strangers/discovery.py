"""Reads the provider as an application with Authlib would. Arguments: the issuer, and a file with one token a line."""

import sys

from authlib.integrations.requests_client import OAuth2Session
from authlib.jose import JsonWebKey, JsonWebToken
from authlib.jose.errors import BadSignatureError
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata, get_well_known_url

issuer, tokens = sys.argv[1:]
session = OAuth2Session("any")
for name, external in [("openid-configuration", "openid-configuration"), ("oauth-authorization-server",) * 2]:
    address = get_well_known_url(issuer, external=True, suffix=name)
    metadata = AuthorizationServerMetadata(session.get(address, withhold_token=True).json())
    assert metadata["issuer"] == issuer
    keys = JsonWebKey.import_key_set(session.get(metadata["jwks_uri"], withhold_token=True).json())
    algorithms = metadata["id_token_signing_alg_values_supported"]
    jwt = JsonWebToken(algorithms)
    with open(tokens, encoding="ascii") as file:
        read = file.read().split()
    assert len(read) == len(algorithms)
    for token in read:
        claims = jwt.decode(token, keys, claims_options={"iss": {"essential": True, "value": issuer}})
        claims.validate()
        assert claims["sub"] == "somebody"
        try:
            jwt.decode(token[:-4] + "AAAA", keys)
        except BadSignatureError:
            continue
        raise AssertionError("a token with another signature was accepted")
print("accepted")

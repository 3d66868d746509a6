"""Checks an access token with PyJWT, by the issuer alone: metadata, key set, signature, claims.

Reads {"issuer", "token", "audience"} from standard input and prints the claims, or {"refused": …}.
"""

import json
import sys
import urllib.request

import jwt

asked = json.load(sys.stdin)
where = asked["issuer"] + "/.well-known/openid-configuration"
with urllib.request.urlopen(where, timeout=20) as answer:
    metadata = json.load(answer)
assert metadata["issuer"] == asked["issuer"], metadata["issuer"]
try:
    key = jwt.PyJWKClient(metadata["jwks_uri"]).get_signing_key_from_jwt(asked["token"])
    claims = jwt.decode(
        asked["token"],
        key.key,
        algorithms=metadata["id_token_signing_alg_values_supported"],
        issuer=metadata["issuer"],
        audience=asked["audience"],
        options={"require": ["iss", "sub", "aud", "exp", "iat", "jti"]},
    )
    print(json.dumps(claims))
except jwt.PyJWTError as refusal:
    print(json.dumps({"refused": type(refusal).__name__}))

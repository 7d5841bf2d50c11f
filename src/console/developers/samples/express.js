// npm install express express-session openid-client{{packages}}
// Save this as app.mjs. {{secret}}
import express from "express";
import session from "express-session";
import * as oidc from "openid-client";

const redirectUri = {{redirect_uri}};
const config = await oidc.discovery(new URL({{issuer}}), {{client_id}}, undefined, {{authentication}}{{insecure}});

const app = express();
app.use(session({ secret: process.env.SESSION_SECRET, resave: false, saveUninitialized: false }));

app.get("/sign-in", async (request, response) => {
  const [verifier, state, nonce] = [oidc.randomPKCECodeVerifier(), oidc.randomState(), oidc.randomNonce()];
  request.session.signIn = { verifier, state, nonce };
  const address = oidc.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: {{scope}},
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    nonce,
  });
  response.redirect(address.href);
});

app.get({{redirect_path}}, async (request, response) => {
  const { verifier, state, nonce } = request.session.signIn;
  const tokens = await oidc.authorizationCodeGrant(config, new URL(request.originalUrl, redirectUri), {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
  });
  response.json(tokens.claims());
});

app.listen(3000);

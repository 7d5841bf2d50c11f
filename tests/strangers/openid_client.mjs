// Signs a user in as an application with openid-client does. It prints each address to which it sends the browser, and reads
// a line with what came of that: the headings of the pages that were shown, and the request that reached the application.
// Arguments: issuer, client ID, secret, how the secret is sent, whether PKCE is used, redirect URI, post-logout redirect URI.
import assert from 'node:assert/strict';
import { createInterface } from 'node:readline';
import { webcrypto } from 'node:crypto';

globalThis.crypto ??= webcrypto;
const client = await import('openid-client');
const [issuer, id, secret, method, pkce, redirect_uri, post_logout_redirect_uri] = process.argv.slice(-7);
const config = await client.discovery(new URL(issuer), id, undefined, client[method](secret), {
  // Also the signature of an ID token that comes straight from the token endpoint is verified.
  execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
});
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

async function send(address) {
  console.log(address.href);
  return JSON.parse((await lines.next()).value);
}

// Asks for a code: what the browser was shown, and how the application goes on with the answer.
async function ask(parameters) {
  const [verifier, state, nonce] = [client.randomPKCECodeVerifier(), client.randomState(), client.randomNonce()];
  const challenge = pkce === 'S256' ? await client.calculatePKCECodeChallenge(verifier) : undefined;
  const asked = { redirect_uri, scope: 'openid profile email', state, nonce, ...parameters };
  if (challenge) Object.assign(asked, { code_challenge: challenge, code_challenge_method: 'S256' });
  const { pages, url, body } = await send(client.buildAuthorizationUrl(config, asked));
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = body === null ? new URL(url) : new Request(url, { method: 'POST', headers, body });
  const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: challenge && verifier };
  if (parameters.max_age !== undefined) checks.maxAge = Number(parameters.max_age);
  const redeem = (others) => client.authorizationCodeGrant(config, answer, { ...checks, ...others });
  return { pages, answer, redeem };
}

const silent = { prompt: 'none' };
let asked = await ask(silent);
await assert.rejects(asked.redeem(), { error: 'login_required' });

asked = await ask({});
assert.deepEqual(asked.pages, ['Sign in to Shop', 'Check your email', 'Create your account', 'Returning to Shop']);
await assert.rejects(asked.redeem({ expectedState: 'another' }), { code: 'OAUTH_INVALID_RESPONSE' });
const tokens = await asked.redeem();
const claims = tokens.claims();
assert.equal(claims.aud, id);
assert.equal(tokens.expires_in, 900);
const about = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
assert.deepEqual([about.name, about.email, about.email_verified], ['Grace Hopper', 'grace@example.com', true]);

const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
assert.deepEqual([refreshed.claims().sub, refreshed.claims().auth_time], [claims.sub, claims.auth_time]);
await client.fetchUserInfo(config, refreshed.access_token, claims.sub);
assert.notEqual(refreshed.refresh_token, tokens.refresh_token);

asked = await ask(silent);
assert.deepEqual(asked.pages, []);
const again = await asked.redeem();
assert.equal(again.claims().sub, claims.sub);
await assert.rejects(asked.redeem(), { error: 'invalid_grant' });
await assert.rejects(client.fetchUserInfo(config, again.access_token, claims.sub), { status: 401 });

asked = await ask({ max_age: '10000', id_token_hint: tokens.id_token });
assert.deepEqual(asked.pages, []);
assert.equal((await asked.redeem()).claims().auth_time, claims.auth_time);

asked = await ask({ response_mode: 'form_post' });
assert.deepEqual([asked.pages, asked.answer.method, asked.answer.url], [[], 'POST', redirect_uri]);
assert.equal((await asked.redeem()).claims().sub, claims.sub);
asked = await ask({ response_mode: 'form_post', prompt: 'none login' });
assert.equal(asked.answer.method, 'POST');
await assert.rejects(asked.redeem(), { error: 'invalid_request' });

const end = { id_token_hint: refreshed.id_token, post_logout_redirect_uri, state: 'a state' };
const ended = await send(client.buildEndSessionUrl(config, end));
assert.deepEqual(ended.pages, []);
assert.equal(ended.url, `${post_logout_redirect_uri}?state=a+state`);
asked = await ask(silent);
await assert.rejects(asked.redeem(), { error: 'login_required' });
await assert.rejects(client.refreshTokenGrant(config, refreshed.refresh_token), { error: 'invalid_grant' });
await assert.rejects(client.fetchUserInfo(config, refreshed.access_token, claims.sub), { status: 401 });
console.log('accepted');
process.exit();

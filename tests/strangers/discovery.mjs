// Reads the provider as an application with openid-client would, and checks tokens with jose.
// Arguments: the issuer, and a file with one signed token a line.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { webcrypto } from 'node:crypto';

globalThis.crypto ??= webcrypto;
const client = await import('openid-client');
const jose = await import('jose');
const [issuer, tokens] = process.argv.slice(2);

for (const algorithm of ['oidc', 'oauth2']) {
  const config = await client.discovery(new URL(issuer), 'any', undefined, undefined, {
    algorithm,
    execute: [client.allowInsecureRequests],
  });
  const metadata = config.serverMetadata();
  assert.equal(metadata.issuer, issuer);
  const keys = jose.createRemoteJWKSet(new URL(metadata.jwks_uri));
  const read = readFileSync(tokens, 'utf8').trim().split('\n');
  const algorithms = [];
  for (const token of read) {
    const { payload, protectedHeader } = await jose.jwtVerify(token, keys, { issuer });
    assert.equal(payload.sub, 'somebody');
    algorithms.push(protectedHeader.alg);
    await assert.rejects(jose.jwtVerify(token.replace(/.{4}$/, 'AAAA'), keys), { code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
  }
  assert.deepEqual(algorithms.sort(), [...metadata.id_token_signing_alg_values_supported].sort());
}
console.log('accepted');

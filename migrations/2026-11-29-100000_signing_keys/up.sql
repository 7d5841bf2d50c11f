-- A constant that was sealed with the key file that belongs to the database, so that another one is noticed; see
-- src/domain/keys.
ALTER TABLE installation ADD COLUMN key_check BLOB;

-- The keys that the provider signs with. kid is the thumbprint of RFC 7638, public a JSON Web Key, and private is sealed;
-- it is kept only as long as it may be signed with.
CREATE TABLE signing_keys (
    kid TEXT PRIMARY KEY NOT NULL,
    algorithm TEXT NOT NULL CHECK (algorithm IN ('RS256', 'ES256', 'EdDSA')),
    state TEXT NOT NULL CHECK (state IN ('next', 'current', 'previous', 'retired')),
    private BLOB CHECK ((private IS NOT NULL) = (state IN ('next', 'current'))),
    public TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- When it began to sign, and when it stopped or was given up.
    activated_at BIGINT,
    retired_at BIGINT
);
CREATE UNIQUE INDEX signing_keys_that_sign ON signing_keys (algorithm, state) WHERE state IN ('next', 'current');

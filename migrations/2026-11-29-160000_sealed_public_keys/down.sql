DROP TABLE signing_keys;
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

CREATE TABLE signing_keys_published (
    kid TEXT PRIMARY KEY NOT NULL,
    algorithm TEXT NOT NULL CHECK (algorithm IN ('RS256', 'ES256', 'EdDSA')),
    state TEXT NOT NULL CHECK (state IN ('next', 'current', 'previous', 'retired')),
    private BLOB CHECK ((private IS NOT NULL) = (state IN ('next', 'current'))),
    public BLOB CHECK ((public IS NOT NULL) = (state <> 'retired')),
    created_at BIGINT NOT NULL,
    -- When it began to sign, and when it stopped or was given up.
    activated_at BIGINT,
    retired_at BIGINT
);
INSERT INTO signing_keys_published
    SELECT kid, algorithm, state, private, iif(state = 'retired', NULL, public), created_at, activated_at, retired_at
        FROM signing_keys;
DROP TABLE signing_keys;
ALTER TABLE signing_keys_published RENAME TO signing_keys;
CREATE UNIQUE INDEX signing_keys_that_sign ON signing_keys (algorithm, state) WHERE state IN ('next', 'current');

-- The secrets of confidential clients, of which only the SHA-256 digest and the first characters are kept.
-- number is their order for each client, whatever the clock said; the highest is the latest.
-- ends_at is when a rotation lets a secret end, overlap the hours that it was given; both are null while it is the present
-- one. Once ended_at is there the secret stays ended, whatever the clock says. See domain/client/credentials.rs.
CREATE TABLE client_secrets (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    client BLOB NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    number BIGINT NOT NULL CHECK (number >= 1),
    digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
    beginning TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by BLOB,
    created_by_name TEXT,
    expires_at BIGINT,
    overlap INTEGER,
    ends_at BIGINT,
    ended_at BIGINT,
    how_ended TEXT,
    last_used_day BIGINT,
    UNIQUE (client, number),
    CHECK ((ended_at IS NULL) = (how_ended IS NULL)),
    CHECK ((ends_at IS NULL) = (overlap IS NULL))
);
-- Those whose time may have run out.
CREATE INDEX client_secrets_by_end ON client_secrets (ends_at) WHERE ended_at IS NULL AND ends_at IS NOT NULL;
CREATE INDEX client_secrets_by_expiry ON client_secrets (expires_at) WHERE ended_at IS NULL AND expires_at IS NOT NULL;

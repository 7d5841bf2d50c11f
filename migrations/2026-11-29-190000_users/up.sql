-- Users, who sign in to clients, and what a sign-in leaves; see src/domain/user.rs.
CREATE TABLE users (
    seq INTEGER PRIMARY KEY NOT NULL,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    -- What clients know the user by; never given to anybody else.
    subject TEXT NOT NULL UNIQUE CHECK (length(subject) BETWEEN 1 AND 255),
    given_name TEXT,
    family_name TEXT,
    display_name TEXT,
    birthdate TEXT,
    address TEXT,
    locale TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    disabled_at BIGINT
);

-- How a user is reached. Only a verified one says who somebody is.
CREATE TABLE user_identifiers (
    user BLOB NOT NULL REFERENCES users (id),
    kind TEXT NOT NULL CHECK (kind IN ('email', 'mobile')),
    value TEXT NOT NULL,
    verified_at BIGINT,
    PRIMARY KEY (user, kind)
) WITHOUT ROWID;
CREATE UNIQUE INDEX verified_identifiers ON user_identifiers (kind, value) WHERE verified_at IS NOT NULL;

-- Which users have a place at which client.
CREATE TABLE client_users (
    client BLOB NOT NULL REFERENCES clients (id),
    user BLOB NOT NULL REFERENCES users (id),
    how TEXT NOT NULL CHECK (how IN ('registered', 'joined')),
    joined_at BIGINT NOT NULL,
    last_day BIGINT,
    PRIMARY KEY (client, user)
) WITHOUT ROWID;
CREATE INDEX client_users_by_user ON client_users (user);

-- The version of each document of a client that a user has accepted last.
CREATE TABLE user_acceptances (
    user BLOB NOT NULL REFERENCES users (id),
    client BLOB NOT NULL REFERENCES clients (id),
    document TEXT NOT NULL CHECK (document IN ('terms', 'privacy')),
    version TEXT NOT NULL,
    accepted_at BIGINT NOT NULL,
    PRIMARY KEY (user, client, document)
) WITHOUT ROWID;

CREATE TABLE user_sessions (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    user BLOB NOT NULL REFERENCES users (id),
    auth_time BIGINT NOT NULL,
    proofs TEXT NOT NULL,
    remembered BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    -- When no client is served by it any more.
    ends_at BIGINT NOT NULL,
    address TEXT,
    browser TEXT NOT NULL
);
CREATE INDEX user_sessions_by_user ON user_sessions (user);
CREATE INDEX user_sessions_by_end ON user_sessions (ends_at);

-- The sign-ins under way. One that is done keeps its row, without what it held, so that it never answers twice.
CREATE TABLE journeys (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    client BLOB NOT NULL REFERENCES clients (id),
    browser_hash BLOB NOT NULL CHECK (length(browser_hash) = 32),
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    done_at BIGINT,
    swept_after BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX journeys_to_sweep ON journeys (swept_after);

-- What a user lets a client do. Its code and refresh tokens are derived from its id, so none is stored; to delete it is to
-- revoke them all.
CREATE TABLE grants (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    client BLOB NOT NULL REFERENCES clients (id),
    user BLOB NOT NULL REFERENCES users (id),
    -- None once the session has ended, or where the grant outlives it.
    session BLOB,
    redirect_uri TEXT NOT NULL,
    challenge TEXT,
    nonce TEXT,
    scopes TEXT NOT NULL,
    claims TEXT,
    auth_time BIGINT NOT NULL,
    proofs TEXT NOT NULL,
    offline BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    code_ends_at BIGINT NOT NULL,
    exchanged_at BIGINT,
    generation BIGINT NOT NULL DEFAULT 0,
    parent BIGINT,
    rotated_at BIGINT,
    idle_ends_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    -- A whole day, so that most changes leave its index alone.
    swept_after BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX grants_by_client ON grants (client);
CREATE INDEX grants_by_user ON grants (user);
CREATE INDEX grants_by_session ON grants (session) WHERE session IS NOT NULL;
CREATE INDEX grants_to_sweep ON grants (swept_after);

-- What users did and met. The revision is that of the client's settings which decided it.
CREATE TABLE user_events (
    seq INTEGER PRIMARY KEY NOT NULL,
    user BLOB,
    client BLOB,
    revision BIGINT,
    session BLOB,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT,
    address TEXT,
    browser TEXT
);
CREATE INDEX user_events_by_user ON user_events (user, seq) WHERE user IS NOT NULL;
CREATE INDEX user_events_by_client ON user_events (client, seq) WHERE client IS NOT NULL;
CREATE INDEX user_events_by_time ON user_events (at);

-- The requests of clients that were refused, each kind once, with how often. No secret, code or token is in them.
CREATE TABLE refusals (
    client BLOB NOT NULL REFERENCES clients (id),
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    -- What a user who has met it can tell an operator.
    reference TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    error TEXT NOT NULL,
    reason TEXT NOT NULL,
    sent TEXT,
    expected TEXT,
    revision BIGINT NOT NULL,
    times BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (client, digest)
) WITHOUT ROWID;
CREATE INDEX refusals_by_reference ON refusals (reference);
CREATE INDEX refusals_by_time ON refusals (last_at);

-- The origins from which scripts of a client may call the provider, found by origin.
CREATE TABLE client_origins (
    origin TEXT NOT NULL,
    client BLOB NOT NULL REFERENCES clients (id),
    PRIMARY KEY (origin, client)
) WITHOUT ROWID;
CREATE INDEX client_origins_by_client ON client_origins (client);
INSERT INTO client_origins
SELECT DISTINCT origin.value, clients.id
FROM clients
JOIN client_revisions ON client_revisions.client = clients.id AND client_revisions.number = clients.revision,
    json_each(client_revisions.settings, '$.integration.allowed_origins') AS origin
WHERE json_valid(client_revisions.settings) AND origin.type = 'text';

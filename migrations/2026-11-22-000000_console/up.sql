-- Ids are 16-byte UUIDv7 BLOBs, times are milliseconds since 1970 in UTC, choices are their tokens.

-- One row: whether the first administrator has ever been made. Set-up never opens again after that.
CREATE TABLE installation (
    id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
    set_up_at BIGINT
);
INSERT INTO installation (id, set_up_at) VALUES (1, NULL);

CREATE TABLE operators (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('viewer', 'application-manager', 'secret-rotator', 'administrator')),
    password_hash TEXT NOT NULL,
    disabled_at BIGINT,
    created_at BIGINT NOT NULL
);

CREATE TABLE operator_sessions (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    operator_id BLOB NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    address TEXT,
    browser TEXT NOT NULL
);
CREATE INDEX operator_sessions_by_operator ON operator_sessions (operator_id);
CREATE INDEX operator_sessions_by_age ON operator_sessions (created_at);

-- Browsers in which an operator has signed in before; see domain/throttle.rs.
CREATE TABLE known_browsers (
    token_hash BLOB NOT NULL CHECK (length(token_hash) = 32),
    operator_id BLOB NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
    last_used_at BIGINT NOT NULL,
    PRIMARY KEY (token_hash, operator_id)
);
CREATE INDEX known_browsers_by_operator ON known_browsers (operator_id);
CREATE INDEX known_browsers_by_age ON known_browsers (last_used_at);

-- Tries of sign-in per bucket; the bucket's name is kept as its SHA-256 digest.
CREATE TABLE sign_in_tries (
    bucket BLOB PRIMARY KEY NOT NULL CHECK (length(bucket) = 32),
    failures INTEGER NOT NULL,
    last_at BIGINT NOT NULL
);
CREATE INDEX sign_in_tries_by_age ON sign_in_tries (last_at);

-- seq is the order of creation, whatever the clock said, and the row that the search index refers to.
CREATE TABLE clients (
    seq INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    client_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    app_type TEXT NOT NULL CHECK (app_type IN ('web_app', 'single_page_app', 'mobile_app')),
    integration_type TEXT NOT NULL CHECK (integration_type IN ('hosted_journey', 'api')),
    primary_identifier TEXT NOT NULL CHECK (primary_identifier IN ('email', 'mobile')),
    method TEXT NOT NULL CHECK (method IN ('one_time_password', 'password')),
    passkeys BOOLEAN NOT NULL CHECK (passkeys IN (0, 1)),
    registration_type TEXT NOT NULL CHECK (registration_type IN ('self_registration', 'invitation_only')),
    status TEXT NOT NULL CHECK (status IN ('active', 'disabled')),
    created_by BLOB,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX clients_by_updated ON clients (updated_at);

-- The version of each card, and who changed it last.
CREATE TABLE client_cards (
    client BLOB NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    card TEXT NOT NULL CHECK (card IN ('general', 'authentication', 'registration', 'profile')),
    version BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (client, card)
) WITHOUT ROWID;

CREATE TABLE client_profiles (
    client BLOB PRIMARY KEY NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    change_identifier BOOLEAN NOT NULL CHECK (change_identifier IN (0, 1)),
    personal_details BOOLEAN NOT NULL CHECK (personal_details IN (0, 1)),
    security BOOLEAN NOT NULL CHECK (security IN (0, 1))
);

-- The number of clients, kept so that no page has to count them.
CREATE TABLE client_total (
    id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
    total BIGINT NOT NULL
);
INSERT INTO client_total (id, total) VALUES (1, 0);
CREATE TRIGGER clients_counted AFTER INSERT ON clients BEGIN
    UPDATE client_total SET total = total + 1 WHERE id = 1;
END;
CREATE TRIGGER clients_uncounted AFTER DELETE ON clients BEGIN
    UPDATE client_total SET total = total - 1 WHERE id = 1;
END;

-- Any part of a name, a client ID or a description, from three characters on.
CREATE VIRTUAL TABLE clients_search USING fts5 (
    name, client_id, description,
    content = 'clients', content_rowid = 'seq', tokenize = 'trigram', detail = 'full'
);
CREATE TRIGGER clients_search_insert AFTER INSERT ON clients BEGIN
    INSERT INTO clients_search (rowid, name, client_id, description)
    VALUES (new.seq, new.name, new.client_id, new.description);
END;
CREATE TRIGGER clients_search_delete AFTER DELETE ON clients BEGIN
    INSERT INTO clients_search (clients_search, rowid, name, client_id, description)
    VALUES ('delete', old.seq, old.name, old.client_id, old.description);
END;
CREATE TRIGGER clients_search_update AFTER UPDATE OF name, client_id, description ON clients BEGIN
    INSERT INTO clients_search (clients_search, rowid, name, client_id, description)
    VALUES ('delete', old.seq, old.name, old.client_id, old.description);
    INSERT INTO clients_search (rowid, name, client_id, description)
    VALUES (new.seq, new.name, new.client_id, new.description);
END;

-- The record. Rows are only ever added; seq is their order, whatever the clock said. The names are those of the time.
CREATE TABLE activity (
    seq INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    at BIGINT NOT NULL,
    actor_kind TEXT NOT NULL CHECK (actor_kind IN ('operator', 'command_line', 'anonymous')),
    actor_id BLOB,
    actor_name TEXT,
    address TEXT,
    action TEXT NOT NULL,
    client BLOB
);
CREATE INDEX activity_by_client ON activity (client, seq) WHERE client IS NOT NULL;

CREATE TABLE activity_changes (
    activity_seq INTEGER NOT NULL REFERENCES activity (seq),
    position INTEGER NOT NULL,
    field TEXT NOT NULL,
    before TEXT,
    after TEXT,
    PRIMARY KEY (activity_seq, position)
) WITHOUT ROWID;

CREATE TRIGGER activity_is_append_only_update BEFORE UPDATE ON activity BEGIN
    SELECT RAISE(ABORT, 'activity is append-only');
END;
CREATE TRIGGER activity_is_append_only_delete BEFORE DELETE ON activity BEGIN
    SELECT RAISE(ABORT, 'activity is append-only');
END;
CREATE TRIGGER activity_changes_are_append_only_update BEFORE UPDATE ON activity_changes BEGIN
    SELECT RAISE(ABORT, 'activity is append-only');
END;
CREATE TRIGGER activity_changes_are_append_only_delete BEFORE DELETE ON activity_changes BEGIN
    SELECT RAISE(ABORT, 'activity is append-only');
END;

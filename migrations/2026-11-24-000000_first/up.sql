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

-- What the list shows, sorts, filters and finds of a client. Its settings are in client_revisions, and the columns from
-- name to registration_type repeat some of those of the present revision.
-- seq is the order of creation, whatever the clock said, and the row that the search index refers to.
-- words is the name as the search index has it: every word of it begins after a space, the first as well.
-- facet is what a client can be filtered by, as one value: a letter for its app type, one for its integration type, and
-- one for its registration type and status together. Three characters are one token of the search index.
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
    revision BIGINT NOT NULL CHECK (revision >= 1),
    created_by BLOB,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    words TEXT GENERATED ALWAYS AS (' ' || name) VIRTUAL,
    facet TEXT GENERATED ALWAYS AS (
        substr(app_type, 1, 1) || substr(integration_type, 1, 1)
        || substr('sixy', 1 + (registration_type = 'invitation_only') + 2 * (status = 'disabled'), 1)
    ) VIRTUAL
);
CREATE INDEX clients_by_updated ON clients (updated_at);
-- A filter allows some of the 24 facets. Within each, these have every order of the list ready, so that no filter, however
-- rare its clients are, reads more than a page of each facet. The order of creation is the row's own number.
CREATE INDEX clients_by_facet ON clients (facet);
CREATE INDEX clients_by_facet_and_name ON clients (facet, name_key);
CREATE INDEX clients_by_facet_and_updated ON clients (facet, updated_at);

-- The facets, and how many clients each has, kept so that no page has to count them.
CREATE TABLE client_facets (
    facet TEXT PRIMARY KEY NOT NULL,
    app_type TEXT NOT NULL,
    integration_type TEXT NOT NULL,
    registration_type TEXT NOT NULL,
    status TEXT NOT NULL,
    total BIGINT NOT NULL
) WITHOUT ROWID;
WITH
    app_types (app_type, a) AS (VALUES ('web_app', 'w'), ('single_page_app', 's'), ('mobile_app', 'm')),
    integration_types (integration_type, i) AS (VALUES ('hosted_journey', 'h'), ('api', 'a')),
    rest (registration_type, status, r) AS (VALUES
        ('self_registration', 'active', 's'), ('invitation_only', 'active', 'i'),
        ('self_registration', 'disabled', 'x'), ('invitation_only', 'disabled', 'y'))
INSERT INTO client_facets
SELECT a || i || r, app_type, integration_type, registration_type, status, 0
FROM app_types, integration_types, rest;

CREATE TRIGGER clients_counted AFTER INSERT ON clients BEGIN
    UPDATE client_facets SET total = total + 1 WHERE facet = new.facet;
END;
CREATE TRIGGER clients_uncounted AFTER DELETE ON clients BEGIN
    UPDATE client_facets SET total = total - 1 WHERE facet = old.facet;
END;
CREATE TRIGGER clients_recounted
AFTER UPDATE OF app_type, integration_type, registration_type, status ON clients WHEN old.facet <> new.facet BEGIN
    UPDATE client_facets SET total = total - 1 WHERE facet = old.facet;
    UPDATE client_facets SET total = total + 1 WHERE facet = new.facet;
END;

-- Any part of a name, a client ID or a description, from three characters on, and of a name alone, so that a search can
-- begin with the names without looking at every description. Both know the facet, for a search within a filter.
CREATE VIRTUAL TABLE clients_search USING fts5 (
    name, client_id, description, facet, content = 'clients', content_rowid = 'seq', tokenize = 'trigram'
);
CREATE VIRTUAL TABLE client_names_search USING fts5 (
    words, facet, content = 'clients', content_rowid = 'seq', tokenize = 'trigram'
);

-- The record. Rows are only ever added; seq is their order, whatever the clock said. The names are those of the time.
-- hash chains an entry to the one before it; see domain/activity/chain.rs.
CREATE TABLE activity (
    seq INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    at BIGINT NOT NULL,
    actor_kind TEXT NOT NULL CHECK (actor_kind IN ('operator', 'command_line', 'anonymous')),
    actor_id BLOB,
    actor_name TEXT,
    address TEXT,
    action TEXT NOT NULL,
    client BLOB,
    hash BLOB CHECK (length(hash) = 32)
);
-- Every index ends with the order of recording, which is the order of every page.
CREATE INDEX activity_by_client ON activity (client, seq) WHERE client IS NOT NULL;
CREATE INDEX activity_by_actor ON activity (actor_id, seq) WHERE actor_id IS NOT NULL;
CREATE INDEX activity_by_action ON activity (action, seq);

-- The settings that an entry changed, by their path, with both values as JSON; see domain/activity/change.rs.
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

-- Where in the order of recording a day (counted from 1970 in UTC) begins. A clock that steps makes a day begin anew, so
-- a time leads to a stretch of that order whatever the clock has done.
CREATE TABLE activity_days (
    first_seq INTEGER PRIMARY KEY NOT NULL,
    day BIGINT NOT NULL
);
CREATE INDEX activity_days_by_day ON activity_days (day, first_seq);

-- The words of the entries, and what the filters compare. They are not kept a second time, and nothing is ranked, so
-- neither are their counts.
CREATE VIRTUAL TABLE activity_search USING fts5 (
    words, keys, content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
);

-- All settings of a client as one JSON document for each saved state, never changed. Who saved it and when is in the
-- entry of the record that belongs to it.
CREATE TABLE client_revisions (
    activity_seq INTEGER PRIMARY KEY NOT NULL REFERENCES activity (seq),
    client BLOB NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    number BIGINT NOT NULL CHECK (number >= 1),
    settings TEXT NOT NULL,
    UNIQUE (client, number)
);
CREATE TRIGGER client_revisions_are_append_only BEFORE UPDATE ON client_revisions BEGIN
    SELECT RAISE(ABORT, 'client_revisions is append-only');
END;

-- What the search indexes do not know yet. FTS5 writes to the disk at every savepoint, and each change has one, so the
-- program moves what is here into the indexes once for all changes of a commit. The values are those that the index has.
CREATE TABLE clients_to_index (
    seq INTEGER PRIMARY KEY NOT NULL,
    name TEXT,
    client_id TEXT,
    description TEXT,
    facet TEXT
);
CREATE TABLE activity_to_index (
    seq INTEGER PRIMARY KEY NOT NULL,
    words TEXT NOT NULL,
    keys TEXT NOT NULL
);
CREATE TRIGGER clients_search_insert AFTER INSERT ON clients BEGIN
    INSERT INTO clients_to_index (seq) VALUES (new.seq) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER clients_search_delete AFTER DELETE ON clients BEGIN
    INSERT INTO clients_to_index VALUES (old.seq, old.name, old.client_id, old.description, old.facet)
    ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER clients_search_update AFTER UPDATE ON clients
WHEN old.name <> new.name OR old.client_id <> new.client_id OR old.description <> new.description
    OR old.facet <> new.facet BEGIN
    INSERT INTO clients_to_index VALUES (old.seq, old.name, old.client_id, old.description, old.facet)
    ON CONFLICT DO NOTHING;
END;

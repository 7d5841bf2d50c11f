-- A name as the search index has it: every word of it begins after a space, the first as well.
ALTER TABLE clients ADD COLUMN words TEXT GENERATED ALWAYS AS (' ' || name) VIRTUAL;

-- What a client can be filtered by, as one value: a letter for its app type, one for its integration type, and one for
-- its registration type and status together. Three characters are one token of the search index.
ALTER TABLE clients ADD COLUMN facet TEXT GENERATED ALWAYS AS (
    substr(app_type, 1, 1) || substr(integration_type, 1, 1)
    || substr('sixy', 1 + (registration_type = 'invitation_only') + 2 * (status = 'disabled'), 1)
) VIRTUAL;

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
SELECT a || i || r, app_type, integration_type, registration_type, status,
    (SELECT count(*) FROM clients WHERE clients.facet = a || i || r)
FROM app_types, integration_types, rest;

DROP TRIGGER clients_counted;
DROP TRIGGER clients_uncounted;
DROP TABLE client_total;
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
DROP TRIGGER clients_search_insert;
DROP TRIGGER clients_search_delete;
DROP TRIGGER clients_search_update;
DROP TABLE clients_search;
CREATE VIRTUAL TABLE clients_search USING fts5 (
    name, client_id, description, facet, content = 'clients', content_rowid = 'seq', tokenize = 'trigram'
);
CREATE VIRTUAL TABLE client_names_search USING fts5 (
    words, facet, content = 'clients', content_rowid = 'seq', tokenize = 'trigram'
);
INSERT INTO clients_search (clients_search) VALUES ('rebuild');
INSERT INTO client_names_search (client_names_search) VALUES ('rebuild');

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

ALTER TABLE clients ADD COLUMN words TEXT GENERATED ALWAYS AS (' ' || name) VIRTUAL;
CREATE VIRTUAL TABLE clients_search USING fts5 (
    name, client_id, description, facet, content = 'clients', content_rowid = 'seq', tokenize = 'trigram'
);
CREATE VIRTUAL TABLE client_names_search USING fts5 (
    words, facet, content = 'clients', content_rowid = 'seq', tokenize = 'trigram'
);
CREATE VIRTUAL TABLE activity_search USING fts5 (
    words, keys, content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
);
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
-- What was indexed in the other file has no words here; the clients are all there, of the record only what comes next is found.
INSERT INTO clients_search (clients_search) VALUES ('rebuild');
INSERT INTO client_names_search (client_names_search) VALUES ('rebuild');

DROP TRIGGER clients_search_insert;
DROP TRIGGER clients_search_delete;
DROP TRIGGER clients_search_update;
DROP TABLE clients_search;
DROP TABLE client_names_search;
DROP TABLE clients_to_index;
DROP TABLE activity_to_index;
DROP TRIGGER clients_counted;
DROP TRIGGER clients_uncounted;
DROP TRIGGER clients_recounted;
DROP TABLE client_facets;
DROP INDEX clients_by_facet;
DROP INDEX clients_by_facet_and_name;
DROP INDEX clients_by_facet_and_updated;
ALTER TABLE clients DROP COLUMN facet;
ALTER TABLE clients DROP COLUMN words;

CREATE TABLE client_total (
    id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
    total BIGINT NOT NULL
);
INSERT INTO client_total (id, total) SELECT 1, count(*) FROM clients;
CREATE TRIGGER clients_counted AFTER INSERT ON clients BEGIN
    UPDATE client_total SET total = total + 1 WHERE id = 1;
END;
CREATE TRIGGER clients_uncounted AFTER DELETE ON clients BEGIN
    UPDATE client_total SET total = total - 1 WHERE id = 1;
END;

CREATE VIRTUAL TABLE clients_search USING fts5 (
    name, client_id, description,
    content = 'clients', content_rowid = 'seq', tokenize = 'trigram', detail = 'full'
);
INSERT INTO clients_search (clients_search) VALUES ('rebuild');
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

DROP TRIGGER clients_counted;
DROP TRIGGER clients_uncounted;
DROP TRIGGER clients_recounted;
DROP INDEX clients_by_facet;
DROP INDEX clients_by_facet_and_name;
DROP INDEX clients_by_facet_and_updated;
DROP INDEX clients_by_updated;
DROP TABLE client_facets;
ALTER TABLE clients DROP COLUMN facet;

-- The kinds of clients: a row for each combination of what clients are filtered by, made when a client first needs it and
-- never removed. The tokens are checked where they are read.
CREATE TABLE client_kinds (
    id INTEGER PRIMARY KEY NOT NULL,
    app_type TEXT NOT NULL,
    integration_type TEXT NOT NULL,
    primary_identifier TEXT NOT NULL,
    method TEXT NOT NULL,
    passkeys TEXT NOT NULL,
    two_step TEXT NOT NULL,
    registration_type TEXT NOT NULL,
    status TEXT NOT NULL,
    -- How many clients are of it, kept so that no page has to count them.
    total BIGINT NOT NULL DEFAULT 0,
    UNIQUE (
        app_type, integration_type, primary_identifier, method, passkeys, two_step, registration_type, status
    )
);
-- One row: how often a total has changed, so that whoever knows the totals need not read them again. Never 0.
CREATE TABLE client_totals (
    id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
    changes BIGINT NOT NULL
);
INSERT INTO client_totals (id, changes) VALUES (1, 1);

-- There is no kind 0. name_sort is what the name is sorted by; see domain/collation.rs.
ALTER TABLE clients ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;
ALTER TABLE clients ADD COLUMN name_sort BLOB NOT NULL DEFAULT x'';

CREATE TEMP TABLE kinds_of_clients AS
SELECT
    seq, app_type, integration_type, primary_identifier, method,
    iif(passkeys, 'with', 'without') AS passkeys,
    -- A document that cannot be read has the default.
    CASE iif(json_valid(settings), settings ->> '$.authentication.two_step.policy', NULL)
        WHEN 'optional' THEN 'optional' WHEN 'required' THEN 'required' ELSE 'disabled'
    END AS two_step,
    registration_type, status
FROM clients LEFT JOIN client_revisions r ON r.client = clients.id AND r.number = clients.revision;
INSERT INTO client_kinds (
    app_type, integration_type, primary_identifier, method, passkeys, two_step, registration_type, status, total
)
SELECT app_type, integration_type, primary_identifier, method, passkeys, two_step, registration_type, status, count(*)
FROM temp.kinds_of_clients
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;
UPDATE clients SET name_sort = name_sort_key(name), kind = found.id
FROM (
    SELECT k.seq AS number, id
    FROM temp.kinds_of_clients k
    JOIN client_kinds USING (
        app_type, integration_type, primary_identifier, method, passkeys, two_step, registration_type, status
    )
) found
WHERE clients.seq = found.number;
DROP TABLE temp.kinds_of_clients;

ALTER TABLE clients DROP COLUMN app_type;
ALTER TABLE clients DROP COLUMN integration_type;
ALTER TABLE clients DROP COLUMN primary_identifier;
ALTER TABLE clients DROP COLUMN method;
ALTER TABLE clients DROP COLUMN passkeys;
ALTER TABLE clients DROP COLUMN registration_type;
ALTER TABLE clients DROP COLUMN status;

-- Every order of the list, of all clients and of those of a kind. The order of creation is the row's own number, which
-- every index ends with. The indexes of all clients say the kind, so that clients of many kinds are picked out of them.
CREATE INDEX clients_by_name ON clients (name_sort, seq, kind);
CREATE INDEX clients_by_updated ON clients (updated_at, seq, kind);
CREATE INDEX clients_by_kind ON clients (kind);
CREATE INDEX clients_by_kind_and_name ON clients (kind, name_sort);
CREATE INDEX clients_by_kind_and_updated ON clients (kind, updated_at);

CREATE TRIGGER clients_counted AFTER INSERT ON clients BEGIN
    SELECT RAISE(ABORT, 'there is no such kind of clients')
    WHERE NOT EXISTS (SELECT 1 FROM client_kinds WHERE id = new.kind);
    UPDATE client_kinds SET total = total + 1 WHERE id = new.kind;
    UPDATE client_totals SET changes = changes + 1;
END;
CREATE TRIGGER clients_uncounted AFTER DELETE ON clients BEGIN
    UPDATE client_kinds SET total = total - 1 WHERE id = old.kind;
    UPDATE client_totals SET changes = changes + 1;
END;
CREATE TRIGGER clients_recounted AFTER UPDATE OF kind ON clients WHEN old.kind <> new.kind BEGIN
    SELECT RAISE(ABORT, 'there is no such kind of clients')
    WHERE NOT EXISTS (SELECT 1 FROM client_kinds WHERE id = new.kind);
    UPDATE client_kinds SET total = total - 1 WHERE id = old.kind;
    UPDATE client_kinds SET total = total + 1 WHERE id = new.kind;
    UPDATE client_totals SET changes = changes + 1;
END;

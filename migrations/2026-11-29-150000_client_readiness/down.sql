DROP INDEX clients_to_judge;
ALTER TABLE clients DROP COLUMN judge_again_at;
DROP TRIGGER clients_counted;
DROP TRIGGER clients_uncounted;
DROP TRIGGER clients_recounted;
CREATE TABLE kinds (
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
INSERT INTO kinds
SELECT min(id), app_type, integration_type, primary_identifier, method, passkeys, two_step, registration_type, status, sum(total)
FROM client_kinds
GROUP BY app_type, integration_type, primary_identifier, method, passkeys, two_step, registration_type, status;
UPDATE clients SET kind = found.to_id
FROM (SELECT k.id AS from_id, n.id AS to_id FROM client_kinds k JOIN kinds n USING (app_type, integration_type, primary_identifier, method, passkeys, two_step, registration_type, status)) found
WHERE clients.kind = found.from_id;
DROP TABLE client_kinds;
ALTER TABLE kinds RENAME TO client_kinds;

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

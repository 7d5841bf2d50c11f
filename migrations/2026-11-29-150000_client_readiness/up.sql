-- Whether something is to be done about a client is one more thing that it is filtered by; see
-- src/domain/client/readiness.rs. Of the clients that there are, the program works it out soon after its start.
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
    readiness TEXT NOT NULL,
    status TEXT NOT NULL,
    -- How many clients are of it, kept so that no page has to count them.
    total BIGINT NOT NULL DEFAULT 0,
    UNIQUE (
        app_type, integration_type, primary_identifier, method, passkeys, two_step, registration_type, readiness, status
    )
);
INSERT INTO kinds
SELECT id, app_type, integration_type, primary_identifier, method, passkeys, two_step, registration_type,
    'needs_attention', status, total
FROM client_kinds;
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

-- When a client's readiness is to be worked out again: it changes then by the clock alone. None where only a change of the
-- client can change it. A version with other rules sets it to 0 for all.
ALTER TABLE clients ADD COLUMN judge_again_at BIGINT;
UPDATE clients SET judge_again_at = 0;
CREATE INDEX clients_to_judge ON clients (judge_again_at) WHERE judge_again_at IS NOT NULL;

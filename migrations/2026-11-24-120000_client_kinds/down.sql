DROP TRIGGER clients_counted;
DROP TRIGGER clients_uncounted;
DROP TRIGGER clients_recounted;
DROP INDEX clients_by_name;
DROP INDEX clients_by_kind;
DROP INDEX clients_by_kind_and_name;
DROP INDEX clients_by_kind_and_updated;
DROP INDEX clients_by_updated;

-- A column that is added needs a default; it is filled at once, and whoever inserts a client gives all of them.
ALTER TABLE clients ADD COLUMN app_type TEXT NOT NULL DEFAULT 'web_app'
    CHECK (app_type IN ('web_app', 'single_page_app', 'mobile_app'));
ALTER TABLE clients ADD COLUMN integration_type TEXT NOT NULL DEFAULT 'hosted_journey'
    CHECK (integration_type IN ('hosted_journey', 'api'));
ALTER TABLE clients ADD COLUMN primary_identifier TEXT NOT NULL DEFAULT 'email'
    CHECK (primary_identifier IN ('email', 'mobile'));
ALTER TABLE clients ADD COLUMN method TEXT NOT NULL DEFAULT 'one_time_password'
    CHECK (method IN ('one_time_password', 'password'));
ALTER TABLE clients ADD COLUMN passkeys BOOLEAN NOT NULL DEFAULT 0 CHECK (passkeys IN (0, 1));
ALTER TABLE clients ADD COLUMN registration_type TEXT NOT NULL DEFAULT 'self_registration'
    CHECK (registration_type IN ('self_registration', 'invitation_only'));
ALTER TABLE clients ADD COLUMN status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'disabled'));
UPDATE clients SET
    app_type = k.app_type, integration_type = k.integration_type, primary_identifier = k.primary_identifier,
    method = k.method, passkeys = k.passkeys = 'with', registration_type = k.registration_type, status = k.status
FROM client_kinds k
WHERE k.id = clients.kind;
ALTER TABLE clients DROP COLUMN kind;
ALTER TABLE clients DROP COLUMN name_sort;
DROP TABLE client_kinds;
DROP TABLE client_totals;

ALTER TABLE clients ADD COLUMN facet TEXT GENERATED ALWAYS AS (
    substr(app_type, 1, 1) || substr(integration_type, 1, 1)
    || substr('sixy', 1 + (registration_type = 'invitation_only') + 2 * (status = 'disabled'), 1)
) VIRTUAL;
CREATE INDEX clients_by_updated ON clients (updated_at);
CREATE INDEX clients_by_facet ON clients (facet);
CREATE INDEX clients_by_facet_and_name ON clients (facet, name_key);
CREATE INDEX clients_by_facet_and_updated ON clients (facet, updated_at);

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

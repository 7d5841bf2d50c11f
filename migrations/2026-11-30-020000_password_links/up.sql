-- An operator who has not chosen a password yet has none.
ALTER TABLE operators ALTER COLUMN password_hash DROP NOT NULL;

-- Links with which operators choose a password, by the digest of their token: making one deletes the one before. It is used
-- up by choosing, and worth nothing a day after it was made.
CREATE TABLE password_links (
    token_hash BLOB PRIMARY KEY NOT NULL CHECK (length(token_hash) = 32),
    operator_id BLOB NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL
);
CREATE INDEX password_links_by_operator ON password_links (operator_id);
CREATE INDEX password_links_by_age ON password_links (created_at);

-- As before, and who is kept out has no link either.
DROP TRIGGER operators_disabled;
CREATE TRIGGER operators_disabled AFTER UPDATE OF disabled_at ON operators WHEN new.disabled_at IS NOT NULL BEGIN
    DELETE FROM operator_sessions WHERE operator_id = new.id;
    DELETE FROM known_browsers WHERE operator_id = new.id;
    DELETE FROM password_links WHERE operator_id = new.id;
END;

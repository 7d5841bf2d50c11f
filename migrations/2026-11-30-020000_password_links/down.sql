DROP TRIGGER operators_disabled;
CREATE TRIGGER operators_disabled AFTER UPDATE OF disabled_at ON operators WHEN new.disabled_at IS NOT NULL BEGIN
    DELETE FROM operator_sessions WHERE operator_id = new.id;
    DELETE FROM known_browsers WHERE operator_id = new.id;
END;
DROP TABLE password_links;
DELETE FROM operators WHERE password_hash IS NULL;
ALTER TABLE operators ALTER COLUMN password_hash SET NOT NULL;

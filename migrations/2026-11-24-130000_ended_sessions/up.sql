-- Who disables an operator, in whatever way, ends their sessions: enabling the operator later opens none of them again. Nor
-- are their browsers known any more. When an operator is removed, both go with the row.
CREATE TRIGGER operators_disabled AFTER UPDATE OF disabled_at ON operators WHEN new.disabled_at IS NOT NULL BEGIN
    DELETE FROM operator_sessions WHERE operator_id = new.id;
    DELETE FROM known_browsers WHERE operator_id = new.id;
END;

DELETE FROM operator_sessions WHERE operator_id IN (SELECT id FROM operators WHERE disabled_at IS NOT NULL);
DELETE FROM known_browsers WHERE operator_id IN (SELECT id FROM operators WHERE disabled_at IS NOT NULL);

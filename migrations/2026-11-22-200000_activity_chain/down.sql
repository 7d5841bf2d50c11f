DROP TABLE activity_search;
DROP TABLE activity_days;
DROP INDEX activity_by_action;
DROP INDEX activity_by_actor;
DROP TRIGGER activity_hash_is_append_only;
DROP TRIGGER activity_is_append_only_update;
ALTER TABLE activity DROP COLUMN hash;
CREATE TRIGGER activity_is_append_only_update BEFORE UPDATE ON activity BEGIN
    SELECT RAISE(ABORT, 'activity is append-only');
END;

-- The digest that chains an entry to the one before it; see domain/activity/chain.rs. The program fills it in for what
-- was recorded before, in the transaction of this migration; once filled it stays as the rest of its row does.
ALTER TABLE activity ADD COLUMN hash BLOB CHECK (length(hash) = 32);
DROP TRIGGER activity_is_append_only_update;
CREATE TRIGGER activity_is_append_only_update
BEFORE UPDATE OF seq, at, actor_kind, actor_id, actor_name, address, action, client ON activity BEGIN
    SELECT RAISE(ABORT, 'activity is append-only');
END;
CREATE TRIGGER activity_hash_is_append_only BEFORE UPDATE OF hash ON activity WHEN old.hash IS NOT NULL BEGIN
    SELECT RAISE(ABORT, 'activity is append-only');
END;

-- Every index ends with the order of recording, which is the order of every page.
CREATE INDEX activity_by_actor ON activity (actor_id, seq) WHERE actor_id IS NOT NULL;
CREATE INDEX activity_by_action ON activity (action, seq);

-- Where in the order of recording a day (counted from 1970 in UTC) begins. A clock that steps makes a day begin anew, so
-- a time leads to a stretch of that order whatever the clock has done.
CREATE TABLE activity_days (
    first_seq INTEGER PRIMARY KEY NOT NULL,
    day BIGINT NOT NULL
);
CREATE INDEX activity_days_by_day ON activity_days (day, first_seq);

-- The words of the entries, and what the filters compare. They are not kept a second time, and nothing is ranked, so
-- neither are their counts.
CREATE VIRTUAL TABLE activity_search USING fts5 (
    words, keys, content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
);

-- Messages to people, written in the transaction of what causes them and sent by src/work/mail.rs. The id is also in the
-- Message-ID. body holds subject and texts, sealed and bound to the row, and only until the message is sent or given up.
-- next_try_at is there while a message waits; see src/domain/message.rs.
CREATE TABLE messages (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    template TEXT NOT NULL,
    body BLOB CHECK ((body IS NOT NULL) = (state IN ('waiting', 'sending'))),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'failed')),
    tries INTEGER NOT NULL DEFAULT 0,
    next_try_at BIGINT CHECK ((next_try_at IS NOT NULL) = (state = 'waiting')),
    give_up_at BIGINT NOT NULL,
    last_error TEXT,
    created_at BIGINT NOT NULL,
    -- When it was sent or given up.
    ended_at BIGINT CHECK ((ended_at IS NOT NULL) = (state IN ('sent', 'failed')))
);
CREATE INDEX messages_to_send ON messages (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX messages_by_state ON messages (state, id);
CREATE INDEX messages_by_age ON messages (created_at);

DROP INDEX messages_to_send;
CREATE INDEX messages_to_send ON messages (next_try_at) WHERE next_try_at IS NOT NULL;

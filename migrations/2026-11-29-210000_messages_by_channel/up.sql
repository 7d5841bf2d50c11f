-- Each channel has a queue of its own, so that what waits for one is not looked at by the other.
DROP INDEX messages_to_send;
CREATE INDEX messages_to_send ON messages (channel, next_try_at) WHERE next_try_at IS NOT NULL;

-- The identifier that was proved in a journey under way, so that it ends with its user's sessions.
ALTER TABLE journeys ADD COLUMN proved TEXT;
CREATE INDEX journeys_by_proved ON journeys (proved) WHERE proved IS NOT NULL;

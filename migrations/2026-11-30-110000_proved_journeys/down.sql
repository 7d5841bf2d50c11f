DROP INDEX journeys_by_proved;
ALTER TABLE journeys DROP COLUMN proved;

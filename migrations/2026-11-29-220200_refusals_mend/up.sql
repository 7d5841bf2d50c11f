-- Where an operator mends what was refused: a setting's path, or secrets or status. None where only the application can.
ALTER TABLE refusals ADD COLUMN mend TEXT;

-- The day, counted from 1970 in UTC, on which an application last used the client; null until one does.
ALTER TABLE clients ADD COLUMN last_used_day BIGINT;

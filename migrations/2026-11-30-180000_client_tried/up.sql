-- The day, counted from 1970 in UTC, on which an operator last tried the client's sign-in to its end; null until one does.
ALTER TABLE clients ADD COLUMN tried_day BIGINT;

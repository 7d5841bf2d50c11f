ALTER TABLE clients DROP COLUMN tried_day;

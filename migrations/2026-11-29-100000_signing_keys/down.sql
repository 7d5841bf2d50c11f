DROP TABLE signing_keys;
ALTER TABLE installation DROP COLUMN key_check;

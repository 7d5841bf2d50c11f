ALTER TABLE clients DROP COLUMN addresses;

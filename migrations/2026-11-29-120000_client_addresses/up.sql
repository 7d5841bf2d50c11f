-- The addresses on a client's Integration card, one a line, by which it is found. No client has any yet.
ALTER TABLE clients ADD COLUMN addresses TEXT NOT NULL DEFAULT '';

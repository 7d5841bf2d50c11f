-- A secret never becomes another one, and one that has ended stays so.
CREATE TRIGGER client_secrets_stay_ended BEFORE UPDATE OF digest, ended_at ON client_secrets
WHEN new.digest <> old.digest OR (old.ended_at IS NOT NULL AND new.ended_at IS NOT old.ended_at) BEGIN
    SELECT RAISE(ABORT, 'a secret that has ended stays so');
END;

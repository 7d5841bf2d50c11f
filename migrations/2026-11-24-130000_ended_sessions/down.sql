DROP TRIGGER operators_disabled;

-- The settings of the cards beside the basic ones, which stay in clients. Lengths of time say their unit.

CREATE TABLE client_authentications (
    client BLOB PRIMARY KEY NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    code_length INTEGER NOT NULL CHECK (code_length BETWEEN 6 AND 8),
    code_lifetime_minutes INTEGER NOT NULL CHECK (code_lifetime_minutes BETWEEN 1 AND 15),
    code_tries INTEGER NOT NULL CHECK (code_tries BETWEEN 3 AND 10),
    resend_after_seconds INTEGER NOT NULL CHECK (resend_after_seconds BETWEEN 30 AND 300),
    password_length INTEGER NOT NULL CHECK (password_length BETWEEN 8 AND 64),
    two_step TEXT NOT NULL CHECK (two_step IN ('disabled', 'optional', 'required')),
    two_step_authenticator_app BOOLEAN NOT NULL CHECK (two_step_authenticator_app IN (0, 1)),
    two_step_email BOOLEAN NOT NULL CHECK (two_step_email IN (0, 1)),
    two_step_mobile BOOLEAN NOT NULL CHECK (two_step_mobile IN (0, 1)),
    session_idle_seconds INTEGER NOT NULL CHECK (session_idle_seconds BETWEEN 300 AND 2592000),
    session_absolute_seconds INTEGER NOT NULL CHECK (session_absolute_seconds BETWEEN session_idle_seconds AND 7776000)
) WITHOUT ROWID;
INSERT INTO client_authentications SELECT id, 6, 10, 5, 60, 15, 'disabled', 1, 0, 0, 1209600, 2592000 FROM clients;

CREATE TABLE client_registrations (
    client BLOB PRIMARY KEY NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    terms_link TEXT,
    terms_version TEXT CHECK ((terms_link IS NULL) = (terms_version IS NULL)),
    privacy_link TEXT,
    privacy_version TEXT CHECK ((privacy_link IS NULL) = (privacy_version IS NULL)),
    invitation_days INTEGER NOT NULL CHECK (invitation_days BETWEEN 1 AND 30)
) WITHOUT ROWID;
INSERT INTO client_registrations SELECT id, NULL, NULL, NULL, NULL, 7 FROM clients;

-- The profile fields that registration asks for, in the order of their position.
CREATE TABLE client_asked_fields (
    client BLOB NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    field TEXT NOT NULL,
    position INTEGER NOT NULL,
    required BOOLEAN NOT NULL CHECK (required IN (0, 1)),
    PRIMARY KEY (client, field)
) WITHOUT ROWID;
INSERT INTO client_asked_fields SELECT id, 'given_name', 0, 1 FROM clients;
INSERT INTO client_asked_fields SELECT id, 'family_name', 1, 1 FROM clients;

CREATE TABLE client_email_domains (
    client BLOB NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    domain TEXT NOT NULL,
    allowed BOOLEAN NOT NULL CHECK (allowed IN (0, 1)),
    PRIMARY KEY (client, domain)
) WITHOUT ROWID;

CREATE TABLE client_contacts (
    client BLOB NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    PRIMARY KEY (client, email)
) WITHOUT ROWID;

ALTER TABLE client_profiles ADD COLUMN sign_out_everywhere BOOLEAN NOT NULL DEFAULT 0 CHECK (sign_out_everywhere IN (0, 1));
ALTER TABLE client_profiles ADD COLUMN delete_account BOOLEAN NOT NULL DEFAULT 0 CHECK (delete_account IN (0, 1));
ALTER TABLE client_profiles ADD COLUMN given_name TEXT NOT NULL DEFAULT 'editable' CHECK (given_name IN ('hidden', 'read_only', 'editable'));
ALTER TABLE client_profiles ADD COLUMN family_name TEXT NOT NULL DEFAULT 'editable' CHECK (family_name IN ('hidden', 'read_only', 'editable'));
ALTER TABLE client_profiles ADD COLUMN display_name TEXT NOT NULL DEFAULT 'hidden' CHECK (display_name IN ('hidden', 'read_only', 'editable'));
ALTER TABLE client_profiles ADD COLUMN birthdate TEXT NOT NULL DEFAULT 'hidden' CHECK (birthdate IN ('hidden', 'read_only', 'editable'));
ALTER TABLE client_profiles ADD COLUMN second_contact TEXT NOT NULL DEFAULT 'hidden' CHECK (second_contact IN ('hidden', 'read_only', 'editable'));
ALTER TABLE client_profiles ADD COLUMN address TEXT NOT NULL DEFAULT 'hidden' CHECK (address IN ('hidden', 'read_only', 'editable'));
ALTER TABLE client_profiles ADD COLUMN locale TEXT NOT NULL DEFAULT 'hidden' CHECK (locale IN ('hidden', 'read_only', 'editable'));

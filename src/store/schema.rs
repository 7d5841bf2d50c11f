// The tables of `migrations/`, written by hand: SQLite's INTEGER is BigInt where it counts rows.

diesel::table! {
    activity (seq) {
        seq -> BigInt,
        at -> BigInt,
        actor_kind -> Text,
        actor_id -> Nullable<Binary>,
        actor_name -> Nullable<Text>,
        address -> Nullable<Text>,
        action -> Text,
        client -> Nullable<Binary>,
        hash -> Nullable<Binary>,
    }
}

diesel::table! {
    activity_changes (activity_seq, position) {
        activity_seq -> BigInt,
        position -> Integer,
        field -> Text,
        before -> Nullable<Text>,
        after -> Nullable<Text>,
    }
}

diesel::table! {
    client_asked_fields (client, field) {
        client -> Binary,
        field -> Text,
        position -> Integer,
        required -> Bool,
    }
}

diesel::table! {
    activity_days (first_seq) {
        first_seq -> BigInt,
        day -> BigInt,
    }
}

diesel::table! {
    client_authentications (client) {
        client -> Binary,
        code_length -> Integer,
        code_lifetime_minutes -> Integer,
        code_tries -> Integer,
        resend_after_seconds -> Integer,
        password_length -> Integer,
        two_step -> Text,
        two_step_authenticator_app -> Bool,
        two_step_email -> Bool,
        two_step_mobile -> Bool,
        session_idle_seconds -> Integer,
        session_absolute_seconds -> Integer,
    }
}

diesel::table! {
    activity_to_index (seq) {
        seq -> BigInt,
        words -> Text,
        keys -> Text,
    }
}

diesel::table! {
    client_cards (client, card) {
        client -> Binary,
        card -> Text,
        version -> BigInt,
        changed_at -> BigInt,
        changed_by -> Text,
    }
}

diesel::table! {
    client_contacts (client, email) {
        client -> Binary,
        email -> Text,
    }
}

diesel::table! {
    client_email_domains (client, domain) {
        client -> Binary,
        domain -> Text,
        allowed -> Bool,
    }
}

diesel::table! {
    client_facets (facet) {
        facet -> Text,
        app_type -> Text,
        integration_type -> Text,
        registration_type -> Text,
        status -> Text,
        total -> BigInt,
    }
}

diesel::table! {
    client_profiles (client) {
        client -> Binary,
        change_identifier -> Bool,
        personal_details -> Bool,
        security -> Bool,
        sign_out_everywhere -> Bool,
        delete_account -> Bool,
        given_name -> Text,
        family_name -> Text,
        display_name -> Text,
        birthdate -> Text,
        second_contact -> Text,
        address -> Text,
        locale -> Text,
    }
}

diesel::table! {
    client_registrations (client) {
        client -> Binary,
        terms_link -> Nullable<Text>,
        terms_version -> Nullable<Text>,
        privacy_link -> Nullable<Text>,
        privacy_version -> Nullable<Text>,
        invitation_days -> Integer,
    }
}

diesel::table! {
    clients (seq) {
        seq -> BigInt,
        id -> Binary,
        client_id -> Text,
        name -> Text,
        name_key -> Text,
        description -> Text,
        app_type -> Text,
        integration_type -> Text,
        primary_identifier -> Text,
        method -> Text,
        passkeys -> Bool,
        registration_type -> Text,
        status -> Text,
        created_by -> Nullable<Binary>,
        created_at -> BigInt,
        updated_at -> BigInt,
        facet -> Text,
    }
}

diesel::table! {
    clients_to_index (seq) {
        seq -> BigInt,
        name -> Nullable<Text>,
        client_id -> Nullable<Text>,
        description -> Nullable<Text>,
        facet -> Nullable<Text>,
    }
}

diesel::table! {
    installation (id) {
        id -> Integer,
        set_up_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    known_browsers (token_hash, operator_id) {
        token_hash -> Binary,
        operator_id -> Binary,
        last_used_at -> BigInt,
    }
}

diesel::table! {
    operator_sessions (id) {
        id -> Binary,
        token_hash -> Binary,
        operator_id -> Binary,
        created_at -> BigInt,
        last_seen_at -> BigInt,
        address -> Nullable<Text>,
        browser -> Text,
    }
}

diesel::table! {
    operators (id) {
        id -> Binary,
        email -> Text,
        name -> Text,
        role -> Text,
        password_hash -> Text,
        disabled_at -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    sign_in_tries (bucket) {
        bucket -> Binary,
        failures -> Integer,
        last_at -> BigInt,
    }
}

// SQLite's own: the last number that each table has given.
diesel::table! {
    sqlite_sequence (name) {
        name -> Text,
        seq -> BigInt,
    }
}

diesel::joinable!(operator_sessions -> operators (operator_id));

diesel::allow_tables_to_appear_in_same_query!(
    activity,
    activity_changes,
    activity_days,
    activity_to_index,
    client_asked_fields,
    client_authentications,
    client_cards,
    client_contacts,
    client_email_domains,
    client_facets,
    client_profiles,
    client_registrations,
    clients,
    clients_to_index,
    installation,
    known_browsers,
    operator_sessions,
    operators,
    sign_in_tries,
    sqlite_sequence,
);

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
    client_cards (client, card) {
        client -> Binary,
        card -> Text,
        version -> BigInt,
        changed_at -> BigInt,
        changed_by -> Text,
    }
}

diesel::table! {
    client_profiles (client) {
        client -> Binary,
        change_identifier -> Bool,
        personal_details -> Bool,
        security -> Bool,
    }
}

diesel::table! {
    client_total (id) {
        id -> Integer,
        total -> BigInt,
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

diesel::joinable!(operator_sessions -> operators (operator_id));

diesel::allow_tables_to_appear_in_same_query!(
    activity,
    activity_changes,
    client_cards,
    client_profiles,
    client_total,
    clients,
    installation,
    known_browsers,
    operator_sessions,
    operators,
    sign_in_tries,
);

// The tables of `migrations/`, written by hand: SQLite's INTEGER is BigInt where it counts rows.

mod provider;

pub use provider::*;

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
    activity_days (first_seq) {
        first_seq -> BigInt,
        day -> BigInt,
    }
}

diesel::table! {
    activity_keys (first_seq) {
        first_seq -> BigInt,
        proof -> Nullable<Binary>,
    }
}

diesel::table! {
    client_kinds (id) {
        id -> BigInt,
        app_type -> Text,
        integration_type -> Text,
        primary_identifier -> Text,
        method -> Text,
        passkeys -> Text,
        two_step -> Text,
        registration_type -> Text,
        readiness -> Text,
        status -> Text,
        total -> BigInt,
    }
}

diesel::table! {
    client_revisions (activity_seq) {
        activity_seq -> BigInt,
        client -> Binary,
        number -> BigInt,
        settings -> Text,
    }
}

diesel::table! {
    client_secrets (id) {
        id -> Binary,
        client -> Binary,
        number -> BigInt,
        digest -> Binary,
        beginning -> Text,
        created_at -> BigInt,
        created_by -> Nullable<Binary>,
        created_by_name -> Nullable<Text>,
        expires_at -> Nullable<BigInt>,
        overlap -> Nullable<Integer>,
        ends_at -> Nullable<BigInt>,
        ended_at -> Nullable<BigInt>,
        how_ended -> Nullable<Text>,
        last_used_day -> Nullable<BigInt>,
    }
}

diesel::table! {
    client_totals (id) {
        id -> Integer,
        changes -> BigInt,
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
        revision -> BigInt,
        created_by -> Nullable<Binary>,
        created_at -> BigInt,
        updated_at -> BigInt,
        kind -> BigInt,
        name_sort -> Binary,
        addresses -> Text,
        last_used_day -> Nullable<BigInt>,
        judge_again_at -> Nullable<BigInt>,
        tried_day -> Nullable<BigInt>,
    }
}

diesel::table! {
    installation (id) {
        id -> Integer,
        set_up_at -> Nullable<BigInt>,
        key_check -> Nullable<Binary>,
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
    messages (id) {
        id -> Binary,
        channel -> Text,
        recipient -> Text,
        template -> Text,
        body -> Nullable<Binary>,
        state -> Text,
        tries -> Integer,
        next_try_at -> Nullable<BigInt>,
        give_up_at -> BigInt,
        last_error -> Nullable<Text>,
        created_at -> BigInt,
        ended_at -> Nullable<BigInt>,
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
        password_hash -> Nullable<Text>,
        disabled_at -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    password_links (token_hash) {
        token_hash -> Binary,
        operator_id -> Binary,
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

diesel::table! {
    signing_keys (kid) {
        kid -> Text,
        algorithm -> Text,
        state -> Text,
        private -> Nullable<Binary>,
        public -> Nullable<Binary>,
        created_at -> BigInt,
        activated_at -> Nullable<BigInt>,
        retired_at -> Nullable<BigInt>,
    }
}

diesel::joinable!(operator_sessions -> operators (operator_id));
diesel::joinable!(password_links -> operators (operator_id));

diesel::allow_tables_to_appear_in_same_query!(
    activity,
    activity_changes,
    activity_days,
    client_kinds,
    client_origins,
    client_revisions,
    client_secrets,
    client_totals,
    client_users,
    clients,
    grants,
    installation,
    journeys,
    known_browsers,
    messages,
    operator_sessions,
    operators,
    password_links,
    refusals,
    sign_in_tries,
    signing_keys,
    user_acceptances,
    user_events,
    user_identifiers,
    user_sessions,
    users,
);

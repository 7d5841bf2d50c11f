// Users, and what their sign-ins leave.

diesel::table! {
    users (seq) {
        seq -> BigInt,
        id -> Binary,
        subject -> Text,
        given_name -> Nullable<Text>,
        family_name -> Nullable<Text>,
        display_name -> Nullable<Text>,
        birthdate -> Nullable<Text>,
        address -> Nullable<Text>,
        locale -> Nullable<Text>,
        created_at -> BigInt,
        updated_at -> BigInt,
        disabled_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    user_identifiers (user, kind) {
        user -> Binary,
        kind -> Text,
        value -> Text,
        verified_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    client_users (client, user) {
        client -> Binary,
        user -> Binary,
        how -> Text,
        joined_at -> BigInt,
        last_day -> Nullable<BigInt>,
    }
}

diesel::table! {
    user_acceptances (user, client, document) {
        user -> Binary,
        client -> Binary,
        document -> Text,
        version -> Text,
        accepted_at -> BigInt,
    }
}

diesel::table! {
    user_sessions (id) {
        id -> Binary,
        token_hash -> Binary,
        user -> Binary,
        auth_time -> BigInt,
        proofs -> Text,
        remembered -> Bool,
        created_at -> BigInt,
        last_seen_at -> BigInt,
        ends_at -> BigInt,
        address -> Nullable<Text>,
        browser -> Text,
    }
}

diesel::table! {
    journeys (id) {
        id -> Binary,
        client -> Binary,
        browser_hash -> Binary,
        state -> Text,
        created_at -> BigInt,
        done_at -> Nullable<BigInt>,
        swept_after -> BigInt,
        proved -> Nullable<Text>,
    }
}

diesel::table! {
    grants (id) {
        id -> Binary,
        client -> Binary,
        user -> Binary,
        session -> Nullable<Binary>,
        redirect_uri -> Text,
        challenge -> Nullable<Text>,
        nonce -> Nullable<Text>,
        scopes -> Text,
        claims -> Nullable<Text>,
        auth_time -> BigInt,
        proofs -> Text,
        offline -> Bool,
        created_at -> BigInt,
        code_ends_at -> BigInt,
        exchanged_at -> Nullable<BigInt>,
        generation -> BigInt,
        parent -> Nullable<BigInt>,
        rotated_at -> Nullable<BigInt>,
        idle_ends_at -> BigInt,
        ends_at -> BigInt,
        swept_after -> BigInt,
    }
}

diesel::table! {
    user_events (seq) {
        seq -> BigInt,
        user -> Nullable<Binary>,
        client -> Nullable<Binary>,
        revision -> Nullable<BigInt>,
        session -> Nullable<Binary>,
        at -> BigInt,
        kind -> Text,
        reason -> Nullable<Text>,
        address -> Nullable<Text>,
        browser -> Nullable<Text>,
    }
}

diesel::table! {
    refusals (client, digest) {
        client -> Binary,
        digest -> Binary,
        reference -> Text,
        endpoint -> Text,
        error -> Text,
        reason -> Text,
        sent -> Nullable<Text>,
        expected -> Nullable<Text>,
        revision -> BigInt,
        times -> BigInt,
        first_at -> BigInt,
        last_at -> BigInt,
        mend -> Nullable<Text>,
    }
}

diesel::table! {
    client_origins (origin, client) {
        origin -> Text,
        client -> Binary,
    }
}

diesel::table! {
    user_words (word, user) {
        word -> Text,
        user -> BigInt,
    }
}

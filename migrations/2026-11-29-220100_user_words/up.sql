-- The words by whose beginnings users are found; see src/store/users/words.rs. No reference to users: one that is deleted
-- takes its words along in the same transaction.
CREATE TABLE user_words (
    word TEXT NOT NULL,
    user BIGINT NOT NULL,
    PRIMARY KEY (word, user)
) WITHOUT ROWID;
CREATE INDEX user_words_by_user ON user_words (user, word);

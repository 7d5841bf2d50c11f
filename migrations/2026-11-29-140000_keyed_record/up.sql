-- From which entry on the digests of the activity are keyed: proof is made for its number with the key that they are keyed
-- with. Where there is none, they are plain again, which a lost key file leads to. Before the first of these they are plain.
CREATE TABLE activity_keys (
    first_seq INTEGER PRIMARY KEY NOT NULL CHECK (first_seq >= 1),
    proof BLOB CHECK (length(proof) = 32)
);

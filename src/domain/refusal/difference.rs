//! In which characters two texts differ.

/// The most steps that a comparison takes; beyond, what lies between the first and the last difference is taken for one.
const MOST_STEPS: usize = 16_384;

/// A part of two texts that are compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Same(String),
    /// What the one has here, and what the other has.
    Differs(String, String),
}

/// Two texts, side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference(pub Vec<Piece>);

impl Difference {
    /// In how many characters they differ; one that is another counts once.
    #[must_use]
    pub fn characters(&self) -> usize {
        let differing = self.0.iter().map(|piece| match piece {
            Piece::Same(_) => 0,
            Piece::Differs(one, other) => one.chars().count().max(other.chars().count()),
        });
        differing.sum()
    }

    /// The first text in parts, and whether each differs.
    pub fn sent(&self) -> impl Iterator<Item = (&str, bool)> {
        self.0.iter().map(|piece| match piece {
            Piece::Same(text) => (text.as_str(), false),
            Piece::Differs(sent, _) => (sent.as_str(), true),
        })
    }

    /// The second text.
    pub fn expected(&self) -> impl Iterator<Item = (&str, bool)> {
        self.0.iter().map(|piece| match piece {
            Piece::Same(text) => (text.as_str(), false),
            Piece::Differs(_, expected) => (expected.as_str(), true),
        })
    }
}

/// Compares two texts character by character.
#[must_use]
pub fn difference(sent: &str, expected: &str) -> Difference {
    let (sent, expected): (Vec<char>, Vec<char>) = (sent.chars().collect(), expected.chars().collect());
    let beginning = sent.iter().zip(&expected).take_while(|(one, other)| one == other).count();
    let (start, sent) = sent.split_at(beginning);
    let (_, expected) = expected.split_at(beginning);
    let end = sent.iter().rev().zip(expected.iter().rev()).take_while(|(one, other)| one == other).count();
    let (sent, rest) = sent.split_at(sent.len() - end);
    let (expected, _) = expected.split_at(expected.len() - end);
    let mut pieces = Pieces::default();
    for c in start {
        pieces.same(*c);
    }
    if sent.len().saturating_mul(expected.len()) <= MOST_STEPS {
        align(sent, expected, &mut pieces);
    } else {
        pieces.differs(sent, expected);
    }
    for c in rest {
        pieces.same(*c);
    }
    Difference(pieces.0)
}

/// The one of these texts that differs in the fewest characters.
#[must_use]
pub fn nearest<'a>(sent: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    candidates.min_by_key(|candidate| difference(sent, candidate).characters())
}

/// Adds two texts with as few differing characters as there can be: a table of how many there are in their ends, read from
/// the beginning.
fn align(sent: &[char], expected: &[char], pieces: &mut Pieces) {
    let width = expected.len() + 1;
    let mut left = vec![0_usize; (sent.len() + 1) * width];
    let at = |left: &[usize], i: usize, j: usize| left.get(i * width + j).copied().unwrap_or(usize::MAX / 2);
    for i in (0..=sent.len()).rev() {
        for j in (0..=expected.len()).rev() {
            let fewest = match (sent.get(i), expected.get(j)) {
                (None, None) => 0,
                (Some(one), Some(other)) if one == other => at(&left, i + 1, j + 1),
                (one, other) => {
                    let skipped = one.map(|_| at(&left, i + 1, j)).into_iter();
                    let added = other.map(|_| at(&left, i, j + 1));
                    let replaced = one.and(other).map(|_| at(&left, i + 1, j + 1));
                    1 + skipped.chain(added).chain(replaced).min().unwrap_or(0)
                }
            };
            if let Some(cell) = left.get_mut(i * width + j) {
                *cell = fewest;
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    loop {
        let here = at(&left, i, j);
        match (sent.get(i..=i), expected.get(j..=j)) {
            (None, None) => return,
            (Some([one]), Some([other])) if one == other => {
                pieces.same(*one);
                (i, j) = (i + 1, j + 1);
            }
            (Some(one), Some(other)) if at(&left, i + 1, j + 1) + 1 == here => {
                pieces.differs(one, other);
                (i, j) = (i + 1, j + 1);
            }
            (Some(one), other) if other.is_none() || at(&left, i + 1, j) + 1 == here => {
                pieces.differs(one, &[]);
                i += 1;
            }
            (_, other) => {
                pieces.differs(&[], other.unwrap_or_default());
                j += 1;
            }
        }
    }
}

#[derive(Default)]
struct Pieces(Vec<Piece>);

impl Pieces {
    fn same(&mut self, c: char) {
        if let Some(Piece::Same(text)) = self.0.last_mut() {
            text.push(c);
        } else {
            self.0.push(Piece::Same(c.to_string()));
        }
    }

    fn differs(&mut self, sent: &[char], expected: &[char]) {
        if let Some(Piece::Differs(one, other)) = self.0.last_mut() {
            one.extend(sent);
            other.extend(expected);
        } else {
            self.0.push(Piece::Differs(sent.iter().collect(), expected.iter().collect()));
        }
    }
}

#[cfg(test)]
#[path = "difference/tests.rs"]
mod tests;

//! Pages of lists: by key on an index, never by offset.

use super::StoreError;

pub const PAGE: usize = 25;

/// Which page is wanted; `P` is a row's place in the order of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paging<P> {
    First,
    /// The page that begins behind this place.
    After(P),
    /// The page that ends before this place.
    Before(P),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T, P> {
    pub rows: Vec<T>,
    /// The place before which the previous page ends, when there is one.
    pub previous: Option<P>,
    /// The place behind which the next page begins, when there is one.
    pub next: Option<P>,
}

/// How many rows there are on all pages together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    Exactly(i64),
    /// More than were counted.
    MoreThan(i64),
}

impl<P> Paging<P> {
    /// The place from which rows are read; `None` for the beginning of the list.
    pub fn place(&self) -> Option<&P> {
        match self {
            Self::First => None,
            Self::After(place) | Self::Before(place) => Some(place),
        }
    }

    pub fn is_backwards(&self) -> bool {
        matches!(self, Self::Before(_))
    }
}

impl<T, P> Page<T, P> {
    #[must_use]
    pub fn empty() -> Self {
        Self { rows: Vec::new(), previous: None, next: None }
    }
}

/// Reads a page. `nearest` reads the rows that are nearest to the place of a paging, nearest first (so those before a place
/// come in reverse), and no more than a number of them; `place` is the place of a row.
///
/// A page that has become empty is replaced by the first one. So is a page on the way back that would be short: it has
/// reached the beginning of the list.
pub fn page<T, P>(
    paging: &Paging<P>,
    limit: usize,
    place: impl Fn(&T) -> P,
    mut nearest: impl FnMut(&Paging<P>, usize) -> Result<Vec<T>, StoreError>,
) -> Result<Page<T, P>, StoreError> {
    let mut rows = nearest(paging, limit + 1)?;
    if paging.place().is_some() && (rows.is_empty() || (paging.is_backwards() && rows.len() <= limit)) {
        return page(&Paging::First, limit, place, nearest);
    }
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    if paging.is_backwards() {
        rows.reverse();
    }
    let previous = rows.first().filter(|_| paging.place().is_some()).map(&place);
    let next = rows.last().filter(|_| paging.is_backwards() || has_more).map(&place);
    Ok(Page { rows, previous, next })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of a list that holds these numbers in ascending order.
    fn read(list: &[u32], paging: Paging<u32>, limit: usize) -> Page<u32, u32> {
        let nearest = |paging: &Paging<u32>, most: usize| {
            let numbers = list.iter().copied();
            let found: Vec<u32> = match paging {
                Paging::First => numbers.take(most).collect(),
                Paging::After(place) => numbers.filter(|number| number > place).take(most).collect(),
                Paging::Before(place) => numbers.rev().filter(|number| number < place).take(most).collect(),
            };
            Ok(found)
        };
        page(&paging, limit, |number| *number, nearest).unwrap()
    }

    #[test]
    fn a_page_that_has_run_empty_and_a_short_way_back_are_the_first_page() {
        let first = Page { rows: vec![1, 2], previous: None, next: Some(2) };
        for paging in [Paging::First, Paging::After(3), Paging::Before(3), Paging::Before(2), Paging::Before(0)] {
            assert_eq!(read(&[1, 2, 3], paging, 2), first, "{paging:?}");
        }
        assert_eq!(read(&[1, 2, 3], Paging::Before(4), 2), Page { rows: vec![2, 3], previous: Some(2), next: Some(3) });
        for paging in [Paging::First, Paging::After(1), Paging::Before(1)] {
            assert_eq!(read(&[], paging, 2), Page::empty(), "{paging:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn the_pages_forward_are_the_whole_list_and_the_pages_back_are_the_same(length in 0u32..40, limit in 1usize..7) {
            let list: Vec<u32> = (0..length).collect();
            let mut pages = vec![read(&list, Paging::First, limit)];
            while let Some(next) = pages[pages.len() - 1].next {
                pages.push(read(&list, Paging::After(next), limit));
            }
            let seen: Vec<u32> = pages.iter().flat_map(|page| page.rows.clone()).collect();
            proptest::prop_assert_eq!(seen, list.clone());
            proptest::prop_assert_eq!(pages[0].previous, None);
            for pair in pages.windows(2) {
                let back = read(&list, Paging::Before(pair[1].previous.unwrap()), limit);
                proptest::prop_assert_eq!((&back.rows, back.next), (&pair[0].rows, pair[0].next));
            }
        }
    }
}

//! A sorted map whose copies share what is the same in both.
//!
//! The preview keeps the site that is shown while it makes the next one, which differs in one text of ten
//! thousand. A copy of this map takes a step for every few dozen entries, and not one for each; a change
//! copies the entries around it. Everything else is as in a `BTreeMap`.

use std::borrow::Borrow;
use std::collections::HashSet;
use std::fmt;
use std::iter::FusedIterator;
use std::sync::Arc;

/// So many entries are copied together, or twice as many.
const RUN: usize = 64;

/// A sorted map whose copies share what is the same in both.
pub struct SharedMap<K, V> {
    // The entries in runs, none of them empty, all in the order of their keys.
    runs: Vec<Arc<Vec<(K, V)>>>,
    len: usize,
}

impl<K: Ord, V> SharedMap<K, V> {
    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let run = self.runs.get(self.run_of(key)?)?;
        let at = run.binary_search_by(|(own, _)| own.borrow().cmp(key)).ok()?;
        Some(&run[at].1)
    }

    /// Whether there is a value of a key.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.get(key).is_some()
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All entries, in the order of their keys.
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter { runs: self.runs.iter(), run: [].iter(), left: self.len }
    }

    /// All keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = &K> + Clone {
        self.iter().map(|(key, _)| key)
    }

    /// All values, in the order of their keys.
    pub fn values(&self) -> impl Iterator<Item = &V> + Clone {
        self.iter().map(|(_, value)| value)
    }

    /// The entries from a key on, in the order of their keys.
    pub fn from_key<'a, Q: Ord + ?Sized>(
        &'a self,
        key: &Q,
    ) -> impl Iterator<Item = (&'a K, &'a V)> + use<'a, Q, K, V>
    where
        K: Borrow<Q>,
    {
        let first = self.run_of(key).unwrap_or(0);
        let run = self.runs.get(first).map_or(&[][..], |run| &run[..]);
        let begin = run.partition_point(|(own, _)| own.borrow() < key);
        let later = self.runs.iter().skip(first + 1).flat_map(|run| run.iter());
        run[begin..].iter().chain(later).map(|(key, value)| (key, value))
    }

    /// The entries that may not be those of another map, in the order of their keys: all but those that a copy has
    /// shared since.
    pub fn unlike<'a>(&'a self, other: &Self) -> impl Iterator<Item = (&'a K, &'a V)> + use<'a, K, V> {
        let shared: HashSet<*const Vec<(K, V)>> = other.runs.iter().map(Arc::as_ptr).collect();
        let own = self.runs.iter().filter(move |run| !shared.contains(&Arc::as_ptr(run)));
        own.flat_map(|run| run.iter()).map(|(key, value)| (key, value))
    }

    /// The run in which a key has its place, if there is any before which it does not come.
    fn run_of<Q: Ord + ?Sized>(&self, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
    {
        self.runs
            .partition_point(|run| run.first().is_some_and(|(own, _)| own.borrow() <= key))
            .checked_sub(1)
    }
}

impl<K: Ord + Clone, V: Clone> SharedMap<K, V> {
    /// Puts a value in its place; gives the one that was there.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let at = self.run_of(&key).unwrap_or(0);
        let Some(run) = self.runs.get_mut(at) else {
            self.runs.push(Arc::new(vec![(key, value)]));
            self.len = 1;
            return None;
        };
        let run = Arc::make_mut(run);
        match run.binary_search_by(|(own, _)| own.cmp(&key)) {
            Ok(place) => Some(std::mem::replace(&mut run[place].1, value)),
            Err(place) => {
                run.insert(place, (key, value));
                self.len += 1;
                if run.len() > 2 * RUN {
                    let rest = run.split_off(RUN);
                    self.runs.insert(at + 1, Arc::new(rest));
                }
                None
            }
        }
    }

    /// The value of a key, to be changed.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let at = self.run_of(key)?;
        let place = self.runs[at].binary_search_by(|(own, _)| own.borrow().cmp(key)).ok()?;
        Some(&mut Arc::make_mut(&mut self.runs[at])[place].1)
    }
}

/// All entries of a [`SharedMap`].
pub struct Iter<'a, K, V> {
    runs: std::slice::Iter<'a, Arc<Vec<(K, V)>>>,
    run: std::slice::Iter<'a, (K, V)>,
    left: usize,
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<(&'a K, &'a V)> {
        let (key, value) = loop {
            match self.run.next() {
                Some(entry) => break entry,
                None => self.run = self.runs.next()?.iter(),
            }
        };
        self.left -= 1;
        Some((key, value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<K, V> ExactSizeIterator for Iter<'_, K, V> {}
impl<K, V> FusedIterator for Iter<'_, K, V> {}

impl<K, V> Clone for Iter<'_, K, V> {
    fn clone(&self) -> Self {
        Iter { runs: self.runs.clone(), run: self.run.clone(), left: self.left }
    }
}

impl<'a, K: Ord, V> IntoIterator for &'a SharedMap<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Iter<'a, K, V> {
        self.iter()
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for SharedMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut sorted: Vec<(K, V)> = entries.into_iter().collect();
        sorted.sort_by(|(one, _), (other, _)| one.cmp(other));
        let mut map = SharedMap::default();
        let mut run: Vec<(K, V)> = Vec::with_capacity(RUN.min(sorted.len()));
        for (key, value) in sorted {
            match run.last_mut() {
                // The last of several counts.
                Some(last) if last.0 == key => last.1 = value,
                _ => {
                    if run.len() == RUN {
                        let full = std::mem::replace(&mut run, Vec::with_capacity(RUN));
                        map.len += full.len();
                        map.runs.push(Arc::new(full));
                    }
                    run.push((key, value));
                }
            }
        }
        map.len += run.len();
        if !run.is_empty() {
            map.runs.push(Arc::new(run));
        }
        map
    }
}

impl<K: Ord + Clone, V: Clone> Extend<(K, V)> for SharedMap<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<K, V> Default for SharedMap<K, V> {
    fn default() -> Self {
        SharedMap { runs: Vec::new(), len: 0 }
    }
}

impl<K, V> Clone for SharedMap<K, V> {
    fn clone(&self) -> Self {
        SharedMap { runs: self.runs.clone(), len: self.len }
    }
}

impl<K: Ord, V: PartialEq> PartialEq for SharedMap<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.iter().eq(other.iter())
    }
}

impl<K: Ord + fmt::Debug, V: fmt::Debug> fmt::Debug for SharedMap<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn it_is_what_a_map_is_and_a_copy_stays_as_it_was(
            first in proptest::collection::vec((0..400u32, any::<u8>()), 0..600),
            then in proptest::collection::vec((0..400u32, any::<u8>()), 0..300),
            from in 0..410u32,
        ) {
            let mut model: BTreeMap<u32, u8> = first.iter().copied().collect();
            let mut map: SharedMap<u32, u8> = first.into_iter().collect();
            let (copy, before) = (map.clone(), model.clone());
            for (key, value) in then {
                prop_assert_eq!(map.insert(key, value), model.insert(key, value));
                if let Some(value) = map.get_mut(&(key / 2)) {
                    *value ^= 1;
                    model.entry(key / 2).and_modify(|value| *value ^= 1);
                }
            }
            let unlike: BTreeMap<u32, u8> = map.unlike(&copy).map(|(key, value)| (*key, *value)).collect();
            let changed = model.iter().filter(|(key, value)| before.get(key) != Some(value));
            prop_assert!(changed.into_iter().all(|(key, value)| unlike.get(key) == Some(value)));
            prop_assert!(copy.unlike(&copy).next().is_none());
            for (map, model) in [(&map, &model), (&copy, &before)] {
                prop_assert!(map.iter().eq(model.iter()));
                prop_assert_eq!(map.len(), model.len());
                prop_assert_eq!(map.iter().len(), model.len());
                prop_assert!((0..400).all(|key| map.get(&key) == model.get(&key)));
                prop_assert!(map.from_key(&from).eq(model.range(from..)));
            }
        }
    }
}

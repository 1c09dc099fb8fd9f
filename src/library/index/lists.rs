//! Many short lists in one piece of memory.

/// A list for each number from 0 on.
#[derive(Debug, Default)]
pub(crate) struct Lists<T> {
    /// Where each list begins in `all`; one more than there are lists.
    starts: Vec<u32>,
    all: Vec<T>,
}

impl<T: Copy + Default> Lists<T> {
    /// So many lists, of what `items` says of each: the number of its list and the item. It is asked twice, and says
    /// the same both times.
    pub(crate) fn new<I: Iterator<Item = (usize, T)>>(n: usize, items: impl Fn() -> I) -> Self {
        let mut starts = vec![0_u32; n + 1];
        for (list, _) in items() {
            starts[list + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut all = vec![T::default(); starts[n] as usize];
        for (list, item) in items() {
            all[next[list] as usize] = item;
            next[list] += 1;
        }
        Self { starts, all }
    }

    /// The items of a list, in the order in which they came.
    pub(crate) fn get(&self, list: usize) -> &[T] {
        &self.all[self.starts[list] as usize..self.starts[list + 1] as usize]
    }
}

/// A number of things that are fewer than 2^32; the largest there is where they are more.
pub(crate) fn as_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

//! Numbers that a statement is given together: `WHERE id IN (…)`.

use crate::Param;

/// As many placeholders as one of a few counts, so that there are few statements to prepare: the last number stands more than once.
const COUNTS: [usize; 4] = [1, 10, 51, 200];

/// The placeholders for these numbers, from `$first` on, and what is bound to them. `None` where there is no number: nothing is
/// among none.
///
/// ```
/// let (places, params) = store::several(&[7, 9], 3).unwrap();
/// assert_eq!((&places[..10], params.len()), ("$3, $4, $5", 10));
/// assert!(store::several::<i64>(&[], 1).is_none());
/// ```
pub fn several<N>(numbers: &[N], first: usize) -> Option<(String, Vec<Param<'static>>)>
where
    N: Copy + Into<Param<'static>>,
{
    let last = numbers.last()?;
    let count = COUNTS.into_iter().find(|count| numbers.len() <= *count).unwrap_or(numbers.len());
    let places: Vec<String> = (first..first + count).map(|number| format!("${number}")).collect();
    let params = numbers.iter().chain(std::iter::repeat(last)).take(count).map(|number| (*number).into()).collect();
    Some((places.join(", "), params))
}

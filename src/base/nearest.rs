//! "Did you mean": the nearest of some words or names.

/// Returns the candidates that are close to `name`, the closest first, at most three.
pub fn nearest<'n>(name: &str, candidates: impl IntoIterator<Item = &'n str>) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let length = letters.len();
    let mut rows = Rows::default();
    let allowed = match length {
        0 | 1 => 0,
        2..=4 => 1,
        5..=8 => 2,
        _ => 3,
    };
    let mut found: Vec<(usize, &str)> = Vec::new();
    for candidate in candidates {
        let distance = distance(&letters, candidate, allowed, &mut rows);
        // A part of a longer name, as people shorten them: 慢阻肺 for 慢阻肺病, 高血压 for 高血压病.
        let part =
            length >= 2 && (candidate.contains(name) || (candidate.chars().count() >= 2 && name.contains(candidate)));
        match distance {
            Some(distance) => found.push((distance, candidate)),
            None if part => found.push((allowed + 1, candidate)),
            None => {}
        }
    }
    found.sort();
    found.dedup();
    found.into_iter().take(3).map(|(_, candidate)| candidate.to_owned()).collect()
}

/// What `distance` writes on, kept from one candidate to the next: thousands of unknown names meet thousands of known
/// ones.
#[derive(Default)]
struct Rows {
    candidate: Vec<char>,
    before: Vec<usize>,
    previous: Vec<usize>,
    current: Vec<usize>,
}

/// Returns the number of edits (a swap of neighbours counts as one), when it is at most `limit`.
fn distance(a: &[char], b: &str, limit: usize, rows: &mut Rows) -> Option<usize> {
    // A character has one to four bytes.
    if a.len() > 200 || b.len() > 4 * (a.len() + limit) || b.len() < a.len().saturating_sub(limit) {
        return None;
    }
    let Rows { candidate, before, previous, current } = rows;
    candidate.clear();
    candidate.extend(b.chars());
    let b = candidate;
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    previous.clear();
    previous.extend(0..=b.len());
    before.clear();
    for i in 1..=a.len() {
        current.clear();
        current.push(i);
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (previous[j] + 1).min(current[j - 1] + 1).min(previous[j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            current.push(best);
        }
        // A swap looks two rows back, so one row above the limit does not decide yet.
        let least = |row: &[usize]| row.iter().min().is_none_or(|least| *least > limit);
        if least(current) && least(previous) {
            return None;
        }
        std::mem::swap(before, previous);
        std::mem::swap(previous, current);
    }
    let edits = previous[b.len()];
    (edits <= limit && edits < a.len()).then_some(edits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_close_names_only() {
        assert_eq!(nearest("高雪压", ["高血压", "糖尿病"]), ["高血压"]);
        assert_eq!(nearest("高血压病", ["高血压", "糖尿病"]), ["高血压"]);
        assert!(nearest("哮喘", ["高血压", "糖尿病"]).is_empty());
        assert_eq!(nearest("eligibel_cost", ["eligible_cost", "gross_cost"]), ["eligible_cost"]);
    }
}

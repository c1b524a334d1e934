//! "Did you mean": the nearest of some words or names.

/// Returns the candidates that are close to `name`, the closest first, at most three.
pub fn nearest<'n>(name: &str, candidates: impl IntoIterator<Item = &'n str>) -> Vec<String> {
    let length = name.chars().count();
    let allowed = match length {
        0 | 1 => 0,
        2..=4 => 1,
        5..=8 => 2,
        _ => 3,
    };
    let mut found: Vec<(usize, &str)> = Vec::new();
    for candidate in candidates {
        let distance = distance(name, candidate, allowed);
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

/// Returns the number of edits (a swap of neighbours counts as one), when it is at most `limit`.
fn distance(a: &str, b: &str, limit: usize) -> Option<usize> {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    if a.len().abs_diff(b.len()) > limit || a.len() > 200 {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut previous: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut current = vec![i];
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (previous[j] + 1).min(current[j - 1] + 1).min(previous[j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            current.push(best);
        }
        before = std::mem::replace(&mut previous, current);
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

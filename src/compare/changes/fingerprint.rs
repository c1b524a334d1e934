//! A change to a short mark that holds no wording of messages, no place and no path: the same change has the same mark
//! wherever its text stands, and another change has another.

use super::Finding;

/// Returns the mark of a finding: its rule, jurisdiction, subject, cell, days, old and new value.
pub(crate) fn mark(own: &Finding) -> String {
    let mut parts: Vec<String> = vec![own.rule.name()];
    parts.push(own.home.code.clone().unwrap_or_else(|| own.home.name.clone()));
    if let Some(subject) = &own.subject {
        parts.push(format!("{:?}", subject.kind));
        parts.push(subject.key.clone());
    }
    if let Some(item) = &own.item {
        parts.push(format!("{:?} {:?} {:?}", item.word, item.period, item.cases));
        parts.push(item.label.clone().unwrap_or_default());
        if item.word.is_none() {
            parts.push(item.text.zh.clone());
        }
    }
    let mut keys: Vec<String> = own.keys.iter().map(|key| format!("{}={}", key.question.zh, key.answers.zh)).collect();
    keys.sort();
    parts.extend(keys);
    let day = |day: Option<crate::base::date::Date>| day.map_or_else(|| "-".to_owned(), |day| day.to_string());
    parts.push(format!("{} {}", day(own.days.from), day(own.days.until)));
    for told in [&own.sides.a, &own.sides.b] {
        parts.push(told.as_ref().map_or_else(String::new, |own| own.exact.clone()));
    }
    hashed(&parts)
}

/// FNV-1a over parts that cannot run into each other, of 128 bits, folded to 64.
fn hashed(parts: &[String]) -> String {
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    for part in parts {
        for byte in part.bytes().chain([0xff]) {
            hash ^= u128::from(byte);
            hash = hash.wrapping_mul(PRIME);
        }
    }
    format!("{:016x}", (hash >> 64) as u64 ^ hash as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_into_each_other() {
        let own = |parts: &[&str]| hashed(&parts.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>());
        assert_ne!(own(&["ab", "c"]), own(&["a", "bc"]));
        assert_eq!(own(&["ab", "c"]).len(), 16);
    }
}

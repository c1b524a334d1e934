//! Names by the letters with which they are typed: the name itself, its pinyin, the first letters of that. A character
//! with several readings is found by each of them.

use pinyin::{ToPinyin, ToPinyinMulti};

/// The longest name and query that are compared.
const MOST_LETTERS: usize = 64;

/// A name by itself comes before one that only begins so, and letters before pinyin.
const EQUAL: u32 = 0;
const BEGINS: u32 = 1;
const WHOLE_PINYIN: u32 = 2;
const BEGINS_PINYIN: u32 = 3;
const HOLDS: u32 = 4;
const HOLDS_PINYIN: u32 = 5;

/// How well letters fit a name; the least is the best.
pub(super) fn matches(query: &str, name: &str) -> Option<u32> {
    let fold = |text: &str| text.chars().flat_map(char::to_lowercase).take(MOST_LETTERS).collect::<Vec<char>>();
    let (query, name) = (fold(query), fold(name));
    let length = name.len() as u32;
    if query.is_empty() {
        return Some(BEGINS * 1000 + length);
    }
    let class = if name == query {
        EQUAL
    } else if name.starts_with(&query) {
        BEGINS
    } else {
        let readings: Vec<Vec<&'static str>> = name.iter().map(|letter| readings(*letter)).collect();
        match spelled(&query, &name, &readings) {
            Some(true) => WHOLE_PINYIN,
            Some(false) => BEGINS_PINYIN,
            None if name.windows(query.len()).any(|part| part == query) => HOLDS,
            None => {
                let inner =
                    |at: usize| !readings[at].is_empty() && spelled(&query, &name[at..], &readings[at..]).is_some();
                (1..name.len()).find(|at| inner(*at)).map(|_| HOLDS_PINYIN)?
            }
        }
    };
    Some(class * 1000 + length)
}

/// Returns the spellings of a name by which an editor may look for it: first letters, then whole syllables.
pub(super) fn spellings(name: &str) -> Vec<String> {
    const MOST: usize = 4;
    let mut initials = vec![String::new()];
    let mut whole = String::new();
    let mut chinese = false;
    for letter in name.chars().take(MOST_LETTERS) {
        let known = readings(letter);
        let Some(first) = known.first() else {
            initials.iter_mut().for_each(|own| own.extend(letter.to_lowercase()));
            whole.extend(letter.to_lowercase());
            continue;
        };
        chinese = true;
        whole.push_str(first);
        let mut firsts: Vec<char> = Vec::new();
        for first in known.iter().filter_map(|own| own.chars().next()) {
            if !firsts.contains(&first) {
                firsts.push(first);
            }
        }
        let mut next = Vec::new();
        for own in &initials {
            next.extend(firsts.iter().map(|first| format!("{own}{first}")));
        }
        next.truncate(MOST);
        initials = next;
    }
    if !chinese {
        return Vec::new();
    }
    initials.push(whole);
    initials
}

/// Whether a query spells the beginning of a name, each character by its letters or by some first letters of a reading;
/// `Some(true)`: the whole of it.
fn spelled(query: &[char], name: &[char], readings: &[Vec<&'static str>]) -> Option<bool> {
    // How much of the query the characters so far can have read.
    let mut reached = vec![false; query.len() + 1];
    reached[0] = true;
    for (at, letter) in name.iter().enumerate() {
        let mut next = vec![false; query.len() + 1];
        for from in (0..query.len()).filter(|from| reached[*from]) {
            if query[from] == *letter {
                next[from + 1] = true;
            }
            for reading in &readings[at] {
                for (taken, own) in reading.chars().enumerate() {
                    let matched = query.get(from + taken).is_some_and(|asked| is_same_letter(*asked, own));
                    if !matched {
                        break;
                    }
                    next[from + taken + 1] = true;
                }
            }
        }
        if next[query.len()] {
            return Some(at + 1 == name.len());
        }
        reached = next;
    }
    None
}

/// `ü` is typed as `v` or `u`.
fn is_same_letter(asked: char, own: char) -> bool {
    asked == own || own == 'ü' && matches!(asked, 'v' | 'u')
}

/// Returns every reading of a character without its tone; none for what is no Chinese character.
fn readings(letter: char) -> Vec<&'static str> {
    if letter.is_ascii() {
        return Vec::new();
    }
    let mut all: Vec<&'static str> = letter.to_pinyin().map(pinyin::Pinyin::plain).into_iter().collect();
    for other in letter.to_pinyin_multi().into_iter().flatten().map(pinyin::Pinyin::plain) {
        if !all.contains(&other) {
            all.push(other);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_letters_syllables_and_both() {
        for query in ["gxy", "gaoxueya", "gaoxy", "高xy", "高血", "GXY", "gxya", "g"] {
            assert!(matches(query, "高血压").is_some(), "{query}");
        }
        for query in ["gyx", "xg", "tnb", "gxyz"] {
            assert_eq!(matches(query, "高血压"), None, "{query}");
        }
    }

    #[test]
    fn every_reading_of_a_character_counts() {
        for query in ["cqs", "zqs", "chongqing", "zhongqing"] {
            assert!(matches(query, "重庆市").is_some(), "{query}");
        }
        assert!(matches("lvshui", "绿水县").is_some() && matches("lushui", "绿水县").is_some());
        assert!(spellings("重庆").iter().any(|own| own == "cq") && spellings("重庆").iter().any(|own| own == "zq"));
    }

    #[test]
    fn what_begins_so_comes_before_what_holds_it() {
        let (begins, holds) = (matches("gxy", "高血压"), matches("gxy", "慢性高血压"));
        assert!(begins < holds && holds.is_some());
        assert!(matches("高血压", "高血压") < matches("高血压", "高血压病"));
    }
}

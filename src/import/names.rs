//! What tables call things against what the vocabulary calls them: the same name, an alias, a usual way of writing; a
//! near name is a question, never an answer.

use crate::base::nearest::nearest;
use crate::ir::{Owner, Program, Type};

/// What is known where the policy of a jurisdiction will stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    pub facts: Vec<Fact>,
    pub domains: Vec<Domain>,
    /// Names of kinds of benefits.
    pub identities: Vec<String>,
    /// Benefits that the parents state: name, kind.
    pub benefits: Vec<(String, Option<String>)>,
    pub lists: Vec<String>,
    /// Documents: name, number.
    pub documents: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub name: String,
    pub owner: Owner,
    /// The domain of its values; `None` for yes and no.
    pub domain: Option<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domain {
    pub name: String,
    pub ordered: bool,
    pub catalogue: bool,
    pub entries: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub name: String,
    pub code: Option<String>,
    pub aliases: Vec<String>,
}

/// What a word of a table means in a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    Entries(Vec<String>),
    /// No distinction is made: `不限`, `全部`.
    Any,
    /// `其他`
    Else,
    Near(Vec<String>),
    Unknown,
}

impl Known {
    /// Returns what a program knows.
    pub fn of(program: &Program) -> Known {
        let domains = program
            .domains
            .iter()
            .map(|domain| Domain {
                name: domain.name.clone(),
                ordered: domain.ordered,
                catalogue: domain.catalogue,
                entries: domain
                    .entries
                    .iter()
                    .map(|own| Entry { name: own.name.clone(), code: own.code.clone(), aliases: own.aliases.clone() })
                    .collect(),
            })
            .collect();
        let facts = program.facts.iter().filter_map(|fact| {
            let domain = match &fact.ty {
                Type::Entry(id) | Type::Several(id) => Some(id.0 as usize),
                Type::Bool => None,
                _ => return None,
            };
            Some(Fact { name: fact.name.clone(), owner: fact.owner, domain })
        });
        Known {
            facts: facts.collect(),
            domains,
            identities: program.identities.iter().map(|(name, _)| name.clone()).collect(),
            benefits: program.benefits.iter().map(|own| (own.name.clone(), own.identity.clone())).collect(),
            documents: program.documents.iter().map(|own| (own.name.clone(), own.number.clone())).collect(),
            lists: program.lists.iter().map(|own| own.name.clone()).collect(),
        }
    }

    pub fn fact(&self, name: &str) -> Option<&Fact> {
        self.facts.iter().find(|own| own.name == name)
    }

    pub fn domain_of(&self, fact: &str) -> Option<&Domain> {
        self.domains.get(self.fact(fact)?.domain?)
    }

    /// Returns what a word means as a value of a fact.
    pub fn value(&self, fact: &str, word: &str) -> Found {
        match self.domain_of(fact) {
            Some(domain) => domain.find(fact, word),
            None => Found::Unknown,
        }
    }

    /// Returns the one fact of which a word is a value, with the value: a heading that says `三级`, a column of several
    /// things.
    pub fn anywhere(&self, word: &str) -> Option<(String, Vec<String>)> {
        let mut found = None;
        for fact in &self.facts {
            let own = match fact.domain {
                Some(at) => match self.domains[at].find(&fact.name, word) {
                    Found::Entries(entries) => Some(entries),
                    Found::Any | Found::Else | Found::Near(_) | Found::Unknown => None,
                },
                None => (fact.name == word).then(|| vec!["是".to_owned()]),
            };
            let Some(entries) = own else { continue };
            // Two facts of one domain: the first is the usual one.
            let same =
                |(known, _): &(String, Vec<String>)| self.fact(known).is_some_and(|own| own.domain == fact.domain);
            match &found {
                None => found = Some((fact.name.clone(), entries)),
                Some(known) if same(known) => {}
                Some(_) => return None,
            }
        }
        found
    }
}

impl Domain {
    fn exact(&self, word: &str) -> Option<usize> {
        let by_name = self.entries.iter().position(|own| own.name == word);
        let fits = |own: &Entry| own.code.as_deref() == Some(word) || own.aliases.iter().any(|alias| alias == word);
        by_name.or_else(|| self.entries.iter().position(fits))
    }

    /// Returns what a word means; `fact` tells which usual ways of writing apply.
    pub fn find(&self, fact: &str, word: &str) -> Found {
        if let Some(at) = self.exact(word) {
            return Found::Entries(vec![self.entries[at].name.clone()]);
        }
        if matches!(word, "不限" | "全部" | "所有" | "任意" | "各级" | "不区分" | "所有人员" | "全体" | "各类")
        {
            return Found::Any;
        }
        if matches!(word, "其他" | "其它" | "其余" | "其他人员" | "其余人员" | "其他病种") {
            return Found::Else;
        }
        for spelled in usual(fact, word) {
            if let Some(at) = self.exact(&spelled) {
                return Found::Entries(vec![self.entries[at].name.clone()]);
            }
        }
        if self.ordered {
            for (end, up) in [("及以下", false), ("以下", false), ("及以上", true), ("以上", true)] {
                let Some(head) = word.strip_suffix(end) else { continue };
                let found = usual(fact, head).into_iter().chain([head.to_owned()]).find_map(|own| self.exact(&own));
                if let Some(at) = found {
                    let range = if up { at..self.entries.len() } else { 0..at + 1 };
                    return Found::Entries(self.entries[range].iter().map(|own| own.name.clone()).collect());
                }
            }
        }
        let names = self
            .entries
            .iter()
            .flat_map(|own| std::iter::once(own.name.as_str()).chain(own.aliases.iter().map(String::as_str)));
        let near = nearest(word, names).into_iter().filter(|own| shares_enough(word, own));
        let mut known: Vec<String> = Vec::new();
        for own in near {
            let name = self.exact(&own).map_or(own, |at| self.entries[at].name.clone());
            if !known.contains(&name) {
                known.push(name);
            }
        }
        if known.is_empty() { Found::Unknown } else { Found::Near(known) }
    }
}

/// How names of diseases end: that two names end so makes them no more alike.
const ENDINGS: &str = "病症炎癌瘤";

/// Whether a name has at least half of the letters of a word that say something: `怪病` is not near to `布病`.
fn shares_enough(word: &str, name: &str) -> bool {
    let telling: Vec<char> = word.chars().filter(|own| !ENDINGS.contains(*own)).collect();
    let shared = telling.iter().filter(|own| name.contains(**own)).count();
    telling.is_empty() || shared > 0 && shared * 2 >= telling.len()
}

/// Returns the ways in which a word may be written shorter without meaning anything else.
fn usual(fact: &str, word: &str) -> Vec<String> {
    let mut found = Vec::new();
    let endings: &[&str] = match fact {
        "机构等级" => &["医院", "医疗机构", "定点医疗机构", "定点医院", "机构", "级医院"],
        "人群" => &["人员", "对象", "群众", "家庭", "户"],
        "险种" => &["医保", "基本医疗保险", "医疗保险", "基本医保", "参保人员"],
        "就医类别" => &["待遇", "医疗", "就医"],
        _ => &[],
    };
    found.extend(endings.iter().filter_map(|end| word.strip_suffix(end)).map(str::to_owned));
    let full: &[(&str, &str)] = match fact {
        "险种" => &[("城乡居民", "居民"), ("城镇居民", "居民"), ("城镇职工", "职工")],
        "机构等级" => &[("卫生院", "乡镇卫生院"), ("卫生室", "村卫生室"), ("村级", "村卫生室")],
        "就医地" => &[("统筹区内", "市内"), ("本地", "县内"), ("本县", "县内"), ("本市", "市内"), ("跨省", "省外")],
        "转诊" => {
            &[("急诊抢救", "急诊"), ("转诊", "按规定转诊"), ("已转诊", "按规定转诊"), ("规范转诊", "按规定转诊")]
        }
        "人群" => &[("普通居民", "普通"), ("一般居民", "普通"), ("低保户", "低保"), ("特困供养", "特困")],
        _ => &[],
    };
    let heads: Vec<String> = found.iter().cloned().chain([word.to_owned()]).collect();
    found.extend(
        full.iter().filter(|(own, _)| heads.iter().any(|head| head == own)).map(|(_, name)| (*name).to_owned()),
    );
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ending_alone_makes_no_name_near() {
        assert!(!shares_enough("怪病", "布病"));
        assert!(!shares_enough("怪症", "干燥症"));
        assert!(shares_enough("肝病", "肝炎"));
        assert!(shares_enough("高血亚", "高血压"));
        assert!(shares_enough("低宝", "低保"));
    }
}

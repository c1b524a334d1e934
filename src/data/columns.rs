//! Headings to what the columns under them mean: by the names that the vocabulary declares, by the names that exports
//! of national and county systems have, or as `--map` says.
//!
//! Two columns that claim one meaning are an error; a column that means nothing to polcheck is said to be unused.

use super::sheets::column_letters;
use super::table::{Cell, Row, plain};
use super::words;
use crate::base::date::Date;
use crate::base::nearest::nearest;
use crate::base::number::Number;
use crate::base::text::{Text, listed, quoted};
use crate::column::{BenefitSlot, Field, Kind, Run, Vocabulary};
use crate::ir::{Owner, Type};
use indexmap::IndexMap;

/// What a column means.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Meaning {
    /// By what a person is known.
    Person,
    /// Never read, only handed on.
    Name,
    Date,
    Claim,
    /// Whose policy holds.
    County,
    Household,
    /// From when on a row of persons or households holds.
    Since,
    /// A fact, by its place in [`Schema::facts`].
    Fact(usize),
    /// What a benefit has paid already, by its place in [`Schema::benefits`]; only with `--compare`.
    Paid(usize),
    /// What all benefits have paid together; only with `--compare`.
    PaidInAll,
}

/// The headings under which the columns stand that every table has, the best first.
const USUAL: &[(Meaning, &[&[&str]])] = &[
    (
        Meaning::Person,
        &[
            &["个人编号", "人员编号", "个人编码", "psn_no", "person", "person_id"],
            &[
                "身份证号",
                "身份证号码",
                "身份证",
                "证件号码",
                "证件号",
                "公民身份号码",
                "社会保障号码",
                "certno",
                "id_card",
            ],
        ],
    ),
    (Meaning::Name, &[&["姓名", "患者姓名", "参保人姓名", "人员姓名", "psn_name", "name"]]),
    (
        Meaning::Date,
        &[
            &["结算日期", "结算时间", "setl_time", "setl_date", "date", "日期"],
            &["出院日期", "dscg_date"],
            &["就诊日期", "就医日期", "费用日期", "费用发生日期", "adm_date"],
        ],
    ),
    (
        Meaning::Claim,
        &[
            &["结算号", "结算id", "结算编号", "结算流水号", "setl_id", "claim", "claim_id"],
            &["单据号", "票据号", "发票号", "流水号"],
        ],
    ),
    (
        Meaning::County,
        &[
            &["参保地", "参保县区", "统筹区", "统筹地区", "县区", "区县", "县", "insu_admdvs", "county"],
            &["认定地", "参保地医保区划", "poolarea_no"],
        ],
    ),
    (Meaning::Household, &[&["户编号", "户号", "家庭编号", "家庭户编号", "household", "household_id"]]),
    (
        Meaning::Since,
        &[&["变更日期", "生效日期", "变更生效日期", "since", "valid_from"], &["起始日期", "开始日期", "begndate"]],
    ),
    (Meaning::PaidInAll, &[&["基金支付总额", "fund_pay_sumamt"], &["报销合计", "报销金额", "已报销", "合计已付"]]),
];

/// A fact that a column may hold, with what cells must know of it beside its field in the run.
#[derive(Clone, Debug, PartialEq)]
pub struct WantedFact {
    /// `None`: no column can hold it.
    pub kind: Option<Kind>,
    pub owner: Owner,
    pub name: String,
    pub english: Option<String>,
    pub columns: Vec<String>,
    pub ty: Type,
    pub whole: bool,
    pub low: Option<(Number, bool)>,
    pub high: Option<(Number, bool)>,
    pub has_default: bool,
}

/// What tables may hold for the counties of a run: the fields and benefits of the run, in its order.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    pub facts: Vec<WantedFact>,
    /// The benefits of claims, by name.
    pub benefits: Vec<BenefitSlot>,
    pub vocabularies: Vec<Vocabulary>,
}

/// The use of one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub heading: String,
    /// `None`: not used.
    pub meaning: Option<Meaning>,
    /// Why it is not used although it has a meaning.
    pub passed_over: bool,
    /// What the heading says the amounts are in, in yuan: 10000 for `(万元)`.
    pub times: i64,
    /// Whether a person said so.
    pub by_hand: bool,
}

/// What the columns of a table mean, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    pub columns: Vec<Column>,
    /// By how many years every day of the table is taken to be later than it is.
    pub years_later: u32,
}

/// `列=事实`, as written by hand; `None`: the column is not to be used.
pub type ByHand = IndexMap<String, Option<Meaning>>;

impl Schema {
    /// Returns what tables may hold for a run.
    pub fn of(run: &Run<'_>) -> Schema {
        let wanted = |field: &Field| {
            let of_program = |county: &crate::column::County<'_>| {
                let found = county.program.facts.iter();
                let mut found = found.filter(|fact| fact.owner == field.owner && fact.name == field.name);
                found.next().map(|fact| (fact.whole, fact.low.clone(), fact.high.clone()))
            };
            // Where counties declare different ranges, none holds for all.
            let mut ranges = run.counties.iter().filter_map(of_program);
            let (whole, low, high) = ranges.next().unwrap_or((false, None, None));
            let agree = ranges.all(|own| own == (whole, low.clone(), high.clone()));
            WantedFact {
                kind: (field.kind != Kind::Records).then_some(field.kind),
                owner: field.owner,
                name: field.name.clone(),
                english: field.english.clone(),
                columns: field.columns.clone(),
                ty: field.ty.clone(),
                whole: whole && agree,
                low: low.filter(|_| agree),
                high: high.filter(|_| agree),
                has_default: !field.needed,
            }
        };
        Schema {
            facts: run.schema.fields.iter().map(wanted).collect(),
            benefits: run.benefits.clone(),
            vocabularies: run.schema.vocabularies.clone(),
        }
    }

    /// Returns the fact of a name that a program reads by itself: `合规费用`.
    pub fn fact(&self, owner: Owner, english: &str) -> Option<usize> {
        self.facts.iter().position(|own| own.owner == owner && own.english.as_deref() == Some(english))
    }

    /// Returns what a meaning is called.
    pub fn name(&self, meaning: &Meaning) -> Text {
        match meaning {
            Meaning::Person => Text::new("个人编号", "person"),
            Meaning::Name => Text::new("姓名", "name"),
            Meaning::Date => Text::new("结算日期", "date"),
            Meaning::Claim => Text::new("结算号", "claim"),
            Meaning::County => Text::new("参保地", "county"),
            Meaning::Household => Text::new("户编号", "household"),
            Meaning::Since => Text::new("变更日期", "since"),
            Meaning::Fact(at) => {
                let fact = &self.facts[*at];
                let owner = match fact.owner {
                    Owner::Claim => ("结算", "claim"),
                    Owner::Person => ("本人", "person"),
                    Owner::Household => ("家庭", "household"),
                };
                let english = fact.english.as_deref().unwrap_or(&fact.name);
                Text::new(format!("{}.{}", owner.0, fact.name), format!("{}.{english}", owner.1))
            }
            Meaning::Paid(at) => {
                let own = &self.benefits[*at];
                let english = own.english.as_deref().unwrap_or(&own.name);
                Text::new(format!("已付({})", own.name), format!("paid({english})"))
            }
            Meaning::PaidInAll => Text::new("合计已付", "total paid"),
        }
    }

    /// Whether a column of this meaning holds amounts.
    pub fn is_amount(&self, meaning: Option<&Meaning>) -> bool {
        match meaning {
            Some(Meaning::Fact(at)) => matches!(&self.facts[*at].ty, Type::Quantity(unit) if unit.is_money()),
            Some(Meaning::Paid(_) | Meaning::PaidInAll) => true,
            _ => false,
        }
    }

    /// Finds what a name behind `=` of `--map` means.
    pub fn named(&self, name: &str) -> Result<Meaning, Text> {
        let key = key(name);
        for (meaning, groups) in USUAL {
            if groups.iter().any(|group| group.contains(&key.as_str())) {
                return Ok(meaning.clone());
            }
        }
        let bare = |own: &str| match own.split_once('.') {
            Some((_, name)) => name.to_owned(),
            None => own.to_owned(),
        };
        let owner = match name.split_once('.').map(|(owner, _)| owner) {
            Some("结算" | "claim") => Some(Owner::Claim),
            Some("本人" | "person") => Some(Owner::Person),
            Some("家庭" | "household") => Some(Owner::Household),
            _ => None,
        };
        let wanted = bare(name.trim());
        let fits = |fact: &WantedFact| {
            fact.kind.is_some()
                && (fact.name == wanted || fact.english.as_deref() == Some(wanted.as_str()))
                && owner.is_none_or(|owner| fact.owner == owner)
        };
        let mut found: Vec<(Owner, usize)> =
            self.facts.iter().enumerate().filter(|(_, own)| fits(own)).map(|(at, own)| (own.owner, at)).collect();
        found.sort();
        if let Some((_, at)) = found.first() {
            return Ok(Meaning::Fact(*at));
        }
        if let Some(at) = self.benefit(name.trim()) {
            return Ok(Meaning::Paid(at));
        }
        let names = self.facts.iter().map(|own| own.name.as_str());
        let near = nearest(&wanted, names.chain(self.benefits.iter().map(|own| own.name.as_str())));
        Err(if near.is_empty() { words::no_meaning(name) } else { words::no_meaning_near(name, quoted(&near)) })
    }

    fn benefit(&self, name: &str) -> Option<usize> {
        let own = |benefit: &BenefitSlot| benefit.name == name || benefit.english.as_deref() == Some(name);
        self.benefits.iter().position(own).or_else(|| {
            let mut of_identity =
                (0..self.benefits.len()).filter(|at| self.benefits[*at].identity.as_deref() == Some(name));
            let first = of_identity.next();
            if of_identity.next().is_some() { None } else { first }
        })
    }

    /// Returns what a heading may mean, each with how good a claim it is (0 is best).
    fn claims(&self, heading: &str, compare: bool) -> Vec<(Meaning, usize)> {
        let mut found = Vec::new();
        for (meaning, groups) in USUAL {
            if *meaning == Meaning::PaidInAll && !compare {
                continue;
            }
            if let Some(rank) = groups.iter().position(|group| group.contains(&heading)) {
                found.push((meaning.clone(), rank));
            }
        }
        for (at, fact) in self.facts.iter().enumerate().filter(|(_, fact)| fact.kind.is_some()) {
            let owner = match fact.owner {
                Owner::Claim => "结算",
                Owner::Person => "本人",
                Owner::Household => "家庭",
            };
            let own = key(&fact.name) == heading
                || heading == format!("{owner}.{}", key(&fact.name))
                || fact.english.as_ref().is_some_and(|name| key(name) == heading)
                || fact.columns.iter().any(|name| key(name) == heading);
            if own {
                found.push((Meaning::Fact(at), 0));
            }
        }
        if compare && let Some(at) = self.benefits.iter().position(|own| key(&own.name) == heading) {
            found.push((Meaning::Paid(at), 0));
        } else if compare && let Some(at) = self.benefit(heading) {
            found.push((Meaning::Paid(at), 1));
        }
        found
    }

    /// Returns how many cells of a row are headings.
    pub fn headings_in(&self, row: &Row, by_hand: &ByHand, compare: bool) -> usize {
        let known = |cell: &&Cell| matches!(cell, Cell::Text(text) if self.is_heading(text, by_hand, compare));
        row.cells.iter().filter(known).count()
    }

    /// Whether a text is a heading that means something.
    pub fn is_heading(&self, text: &str, by_hand: &ByHand, compare: bool) -> bool {
        by_hand.contains_key(text.trim()) || !self.claims(&parted(text).0, compare).is_empty()
    }

    /// Returns what the columns under a header mean.
    pub fn map(&self, header: &Row, by_hand: &ByHand, compare: bool) -> Result<Mapping, Text> {
        let mut columns: Vec<Column> = Vec::new();
        let mut claims: Vec<Vec<(Meaning, usize)>> = Vec::new();
        for cell in &header.cells {
            let text = cell.text();
            let (heading, times) = parted(&text);
            let mut column = Column { heading: plain(&text), meaning: None, passed_over: false, times, by_hand: false };
            let own = by_hand.iter().find(|(name, _)| **name == text.trim() || parted(name).0 == heading);
            match own {
                Some((_, meaning)) if !heading.is_empty() => {
                    column.by_hand = true;
                    column.meaning = meaning.clone();
                    claims.push(Vec::new());
                }
                _ => claims.push(if heading.is_empty() { Vec::new() } else { self.claims(&heading, compare) }),
            }
            columns.push(column);
        }
        let taken: Vec<Meaning> = columns.iter().filter_map(|own| own.meaning.clone()).collect();
        let mut best: IndexMap<Meaning, Vec<(usize, usize)>> = IndexMap::new();
        for (at, own) in claims.iter().enumerate() {
            // A heading that means several things means the most special: a fact of the claim before one of the person.
            let first = own.iter().min_by_key(|(meaning, rank)| (*rank, self.owner(meaning), meaning.clone()));
            if let Some((meaning, rank)) = first {
                if taken.contains(meaning) {
                    columns[at].passed_over = true;
                } else {
                    best.entry(meaning.clone()).or_default().push((*rank, at));
                }
            }
        }
        for (meaning, mut columns_of) in best {
            columns_of.sort();
            let (rank, at) = columns_of[0];
            let rivals: Vec<usize> = columns_of.iter().filter(|(own, _)| *own == rank).map(|(_, at)| *at).collect();
            if rivals.len() > 1 {
                return Err(self.rivals(&columns, rivals, &meaning));
            }
            for (_, other) in &columns_of[1..] {
                columns[*other].passed_over = true;
            }
            columns[at].meaning = Some(meaning);
        }
        let twice = |meaning: &Meaning| columns.iter().filter(|own| own.meaning.as_ref() == Some(meaning)).count() > 1;
        if let Some(own) = columns.iter().filter_map(|own| own.meaning.clone()).find(twice) {
            let rivals = (0..columns.len()).filter(|at| columns[*at].meaning.as_ref() == Some(&own)).collect();
            return Err(self.rivals(&columns, rivals, &own));
        }
        Ok(Mapping { columns, years_later: 0 })
    }

    /// Says that several columns claim one meaning, and how to choose.
    fn rivals(&self, columns: &[Column], mut rivals: Vec<usize>, meaning: &Meaning) -> Text {
        rivals.sort_unstable();
        let headings: Vec<&str> = rivals.iter().map(|at| columns[*at].heading.as_str()).collect();
        if headings.iter().all(|own| key(own) == key(headings[0])) {
            let letters: Vec<String> = rivals.iter().map(|at| column_letters(*at as u32)).collect();
            return words::same_headings(headings[0], listed(&letters));
        }
        if rivals.iter().all(|at| columns[*at].by_hand) {
            return words::two_named(listed_in_backticks(&headings), self.name(meaning));
        }
        words::two_columns(listed_in_backticks(&headings), self.name(meaning), headings[0])
    }

    fn owner(&self, meaning: &Meaning) -> Owner {
        match meaning {
            Meaning::Fact(at) => self.facts[*at].owner,
            Meaning::Person
            | Meaning::Name
            | Meaning::Date
            | Meaning::Claim
            | Meaning::County
            | Meaning::Household
            | Meaning::Since
            | Meaning::Paid(_)
            | Meaning::PaidInAll => Owner::Claim,
        }
    }

    /// Returns under which headings something is looked for, for messages.
    pub fn usual_headings(&self, meaning: &Meaning) -> Text {
        let names: Vec<String> = match meaning {
            Meaning::Fact(at) => {
                let fact = &self.facts[*at];
                std::iter::once(&fact.name).chain(&fact.columns).chain(&fact.english).cloned().collect()
            }
            own => {
                let groups = USUAL.iter().find(|(meaning, _)| meaning == own).map_or(&[][..], |(_, groups)| groups);
                groups.iter().flat_map(|group| group.iter().take(4)).map(|own| (*own).to_owned()).collect()
            }
        };
        quoted(&names)
    }
}

impl Mapping {
    /// Returns the column of a meaning.
    pub fn column(&self, meaning: &Meaning) -> Option<usize> {
        self.columns.iter().position(|own| own.meaning.as_ref() == Some(meaning))
    }

    /// Returns the columns of facts, each with the place in the schema.
    pub fn facts(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.columns.iter().enumerate().filter_map(|(at, own)| match own.meaning {
            Some(Meaning::Fact(fact)) => Some((at, fact)),
            _ => None,
        })
    }

    /// Returns the columns that are not used.
    pub fn unused(&self) -> Vec<&str> {
        let unused = |own: &&Column| own.meaning.is_none() && !own.heading.is_empty();
        self.columns.iter().filter(unused).map(|own| own.heading.as_str()).collect()
    }

    /// Returns a day of the table as it is taken to be; 29 February stays in its month.
    pub fn later(&self, day: Date) -> Date {
        day.plus_months(i64::from(self.years_later) * 12).unwrap_or(day)
    }

    /// Returns the headings as the row that they stood in.
    pub fn header(&self) -> Row {
        Row { line: 0, cells: self.columns.iter().map(|own| Cell::Text(own.heading.clone())).collect() }
    }

    /// Returns the factor of an amount under a column.
    pub fn times(&self, column: usize) -> Option<Number> {
        self.columns.get(column).map(|own| own.times).filter(|own| *own != 1).map(Number::from)
    }
}

/// Returns names of columns that are not used, as they are told; there may be none.
pub fn told_unused(names: &[&str]) -> Text {
    if names.is_empty() { words::no_column_unused() } else { quoted(names) }
}

/// Returns the first name of `--map` that no table has, as what is wrong.
pub fn unused_by_hand<'m>(by_hand: &ByHand, mappings: impl Iterator<Item = &'m Mapping>) -> Option<Text> {
    let headings: Vec<&str> =
        mappings.flat_map(|own| own.columns.iter().map(|column| column.heading.as_str())).collect();
    let has = |name: &str| headings.iter().any(|own| key(own) == key(name) || parted(own).0 == parted(name).0);
    let unused = by_hand.keys().find(|name| !has(name))?;
    Some(absent(unused, headings.into_iter()))
}

/// Says that a column that was named is not there.
pub fn absent<'h>(name: &str, headings: impl Iterator<Item = &'h str>) -> Text {
    let headings: Vec<&str> = headings.filter(|own| !own.is_empty()).collect();
    let near = nearest(name, headings.iter().copied());
    words::no_such_column(name, if near.is_empty() { quoted(&headings) } else { quoted(&near) })
}

/// Returns a heading as headings are compared.
pub fn key(text: &str) -> String {
    plain(text)
        .chars()
        .filter(|own| !own.is_whitespace() && !matches!(own, '*' | ':'))
        .collect::<String>()
        .to_lowercase()
}

/// Returns a heading without the unit behind it, and the unit in yuan: `合规费用(万元)`.
fn parted(text: &str) -> (String, i64) {
    let own = key(text);
    for (unit, times) in
        [("(万元)", 10_000), ("(元)", 1), ("(人民币元)", 1), ("/元", 1), ("(元/年)", 1), ("(元/月)", 1)]
    {
        if let Some(rest) = own.strip_suffix(unit) {
            return (rest.to_owned(), times);
        }
    }
    (own, 1)
}

fn listed_in_backticks(names: &[&str]) -> Text {
    listed(&names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>())
}

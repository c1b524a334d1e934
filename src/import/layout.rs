//! Where a sheet has its headings and what each column is for: found out from the headings, or told by a mapping.
//!
//! A column states one thing of a row (where, for whom, since when), or it holds values: of which measure, and for which
//! heading of a cross table.

use super::names::{Found, Known};
use super::telling::is_place_name;
use super::value::{Per, Unit};
use crate::data::sheets::Sheet;
use crate::data::table::{Cell, plain};
use std::collections::BTreeMap;

/// How many filled rows are searched for headings.
pub const HEADER_WITHIN: usize = 20;
/// The most levels of headings.
const MAX_LEVELS: u32 = 3;

/// What a column says of its row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    Region,
    RegionCode,
    Parent,
    Benefit,
    Identity,
    /// A fact of the vocabulary: 病种, 机构等级.
    Fact(String),
    DiseaseCode,
    Band,
    DeductiblePer,
    CapPer,
    Status,
    From,
    Until,
    Document,
    Article,
    Remark,
    List,
    /// A clause in words of the language.
    ClauseText,
    /// What the values of its row are the values of.
    Measure,
    /// A declaration in words of the language.
    DeclarationText,
    /// Is of no matter to a policy: running numbers, who filled the table in.
    Aside,
    /// Says something that cannot be stated by a table yet.
    Unsupported,
}

/// What a value is the value of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    Deductible,
    Ratio,
    Cap,
    Amount,
}

impl Measure {
    pub const ALL: [Measure; 4] = [Measure::Deductible, Measure::Ratio, Measure::Cap, Measure::Amount];

    /// Returns the word of the clause.
    pub fn word(self) -> &'static str {
        match self {
            Measure::Deductible => "起付线",
            Measure::Ratio => "比例",
            Measure::Cap => "限额",
            Measure::Amount => "金额",
        }
    }

    /// Finds the one measure that a heading names.
    pub fn within(text: &str) -> Option<Measure> {
        let words: [(&[&str], Measure); 4] = [
            (&["起付"], Measure::Deductible),
            (&["比例", "报销比", "支付比"], Measure::Ratio),
            (&["限额", "封顶", "最高支付", "支付上限"], Measure::Cap),
            (&["定额", "补助标准", "补贴标准", "发放标准", "金额"], Measure::Amount),
        ];
        let mut found = words.iter().filter(|(own, _)| own.iter().any(|word| text.contains(word)));
        let first = found.next()?;
        // 定额限额 and the like name a limit.
        if first.1 == Measure::Cap { Some(Measure::Cap) } else { found.next().is_none().then_some(first.1) }
    }
}

/// What a column is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    Field(Field),
    Values(Values),
    Unknown,
}

/// A column of values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values {
    /// `None`: neither the heading nor the title says.
    pub measure: Option<Measure>,
    /// What the headings say beside it: facts with their values.
    pub at: Vec<(String, Vec<String>)>,
    pub region: Option<String>,
    pub per: Option<Per>,
    pub unit: Unit,
}

/// What is where in a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The first and last row of headings, from 0; `None`: no headings were found.
    pub header: Option<(u32, u32)>,
    /// The last row of data, where a mapping says so.
    pub last: Option<u32>,
    pub columns: BTreeMap<u32, Column>,
    /// Columns whose blanks repeat what stands above.
    pub carry: Vec<u32>,
    /// What holds for every row.
    pub say: BTreeMap<String, String>,
}

/// What was said by hand that concerns every sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    pub say: BTreeMap<String, String>,
    /// Words of the table to those of the vocabulary.
    pub names: BTreeMap<String, String>,
    /// Layouts by the name of the sheet (empty: the only one).
    pub sheets: Vec<(String, Given)>,
}

/// What a mapping says of one sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    pub skip: bool,
    pub header: Option<(u32, u32)>,
    pub last: Option<u32>,
    pub columns: BTreeMap<u32, Column>,
    pub carry: Vec<u32>,
    pub say: BTreeMap<String, String>,
}

/// Knows names of places.
pub type Regions<'r> = dyn Fn(&str) -> Option<String> + 'r;

/// Names of fields as tables have them, the canonical one first.
const FIELDS: &[(Field, &[&str])] = &[
    (
        Field::Region,
        &["地区名称", "地区", "统筹区", "统筹地区", "县区", "县(区)", "县市区", "区县", "行政区划", "参保地", "市县"],
    ),
    (Field::RegionCode, &["地区代码", "地区编码", "行政区划代码", "区划代码", "统筹区编码"]),
    (Field::Parent, &["上级地区", "所属市州", "所属省", "上级"]),
    (Field::Benefit, &["待遇", "待遇名称", "类型", "待遇类型", "待遇类别", "补助项目", "保障项目"]),
    (Field::Identity, &["待遇种类", "标化类型", "对应"]),
    (Field::DiseaseCode, &["病种编码", "病种代码", "疾病编码", "医保编码", "编码", "代码"]),
    (Field::Band, &["区间", "费用区间", "分段", "费用段", "费用分段", "金额区间"]),
    (Field::DeductiblePer, &["起付线周期", "起付周期"]),
    (Field::CapPer, &["限额周期", "封顶周期", "限额期间"]),
    (Field::Status, &["执行状态", "状态"]),
    (Field::From, &["开始执行时间", "执行时间", "开始时间", "生效日期", "起始日期", "执行日期", "自"]),
    (Field::Until, &["结束时间", "失效日期", "终止日期", "截止日期", "至"]),
    (Field::Document, &["文号", "政策文件", "文件号", "政策依据", "依据文件", "依据", "文件"]),
    (Field::Article, &["条款", "条文"]),
    (Field::Remark, &["备注", "说明", "备 注", "注", "相关资讯", "来源"]),
    (Field::List, &["清单"]),
    (Field::Measure, &["指标"]),
    (Field::ClauseText, &["条款文字"]),
    (Field::DeclarationText, &["条文文字"]),
    (
        Field::Aside,
        &[
            "忽略",
            super::export::MARK,
            "序号",
            "编号",
            "info_id",
            "id",
            "文章时间",
            "审核日期",
            "审核状态0待审核1已审核",
            "审核状态",
            "是否需要手动修改执行状态(1是0否)",
            "填表人",
            "填报人",
            "联系人",
            "联系电话",
            "填报时间",
            "填报单位",
        ],
    ),
    (Field::Unsupported, &["个人账户计入办法", "个人账户使用范围"]),
];

/// Headings of facts as tables have them.
const FACTS: &[(&str, &[&str])] = &[
    ("险种", &["保险类型", "险种类型", "参保类型", "医保类型", "险种"]),
    ("人群", &["人员类型", "人员类别", "人群类别", "人群类型", "身份", "救助对象", "对象类别", "保障对象"]),
    ("病种", &["病种名称", "疾病名称", "疾病", "慢性病名称", "慢特病病种"]),
    ("就医地", &["就诊地域", "就医地点", "就诊地", "就医区域"]),
    (
        "机构等级",
        &["医院类型", "医院等级", "医院级别", "医疗机构等级", "医疗机构级别", "机构级别", "定点医疗机构", "医疗机构"],
    ),
    ("转诊", &["就诊情况", "转诊情况"]),
    ("就医类别", &["就诊类型", "医疗类别", "就诊类别"]),
    ("病种类别", &["病种类型", "病种类别"]),
];

impl Field {
    /// Returns the field of a name as a mapping has it.
    pub fn named(name: &str) -> Option<Field> {
        FIELDS.iter().find(|(_, names)| names.contains(&name)).map(|(field, _)| field.clone())
    }

    /// Returns the name as a mapping has it.
    pub fn name(&self) -> String {
        if let Field::Fact(name) = self {
            return name.clone();
        }
        FIELDS.iter().find(|(own, _)| own == self).map_or(String::new(), |(_, names)| names[0].to_owned())
    }
}

impl Column {
    /// Returns what a mapping writes for it.
    pub fn written(&self) -> String {
        match self {
            Column::Field(field) => field.name(),
            Column::Unknown => "?".to_owned(),
            Column::Values(own) => {
                let mut parts = vec![own.measure.map_or("?", Measure::word).to_owned()];
                parts.extend(own.region.iter().map(|region| format!("地区名称={region}")));
                parts.extend(own.at.iter().map(|(fact, values)| format!("{fact}={}", values.join("、"))));
                parts.extend(own.per.map(|per| format!("周期={}", per.unit())));
                if own.unit.ten_thousands {
                    parts.push("单位=万元".to_owned());
                }
                if own.unit.percent {
                    parts.push("单位=%".to_owned());
                }
                parts.join("; ")
            }
        }
    }

    /// Reads what a mapping says: `病种`, `比例; 机构等级=一级`. The error is the part that is not understood.
    pub fn read(text: &str, known: &Known) -> Result<Column, String> {
        let mut parts = text.split([';', '；']).map(str::trim);
        let first = parts.next().unwrap_or_default();
        let measure = Measure::ALL.into_iter().find(|own| own.word() == first);
        if measure.is_none() && first != "?" {
            if let Some(field) = Field::named(first) {
                return Ok(Column::Field(field));
            }
            let fact = known.fact(first).map(|own| own.name.clone()).or_else(|| usual_fact(first, known));
            return fact.map(|own| Column::Field(Field::Fact(own))).ok_or_else(|| first.to_owned());
        }
        let mut own = Values { measure, ..Values::default() };
        for part in parts {
            let Some((key, value)) = part.split_once(['=', '＝']) else { return Err(part.to_owned()) };
            let (key, value) = (key.trim(), value.trim());
            match key {
                "地区名称" => own.region = Some(value.to_owned()),
                "周期" => own.per = Some(Per::read(value).ok_or_else(|| value.to_owned())?),
                "单位" if value == "万元" => own.unit.ten_thousands = true,
                "单位" if value == "%" => own.unit.percent = true,
                "单位" if value == "元" => {}
                _ => {
                    let fact = known.fact(key).map(|own| own.name.clone()).or_else(|| usual_fact(key, known));
                    let Some(fact) = fact else { return Err(key.to_owned()) };
                    own.at.push((fact, split(value)));
                }
            }
        }
        Ok(Column::Values(own))
    }
}

fn usual_fact(heading: &str, known: &Known) -> Option<String> {
    let usual = FACTS.iter().find(|(fact, names)| *fact == heading || names.contains(&heading));
    usual.map(|(fact, _)| (*fact).to_owned()).or_else(|| known.fact(heading).map(|own| own.name.clone()))
}

/// Splits what one cell holds of several things.
pub fn split(text: &str) -> Vec<String> {
    let parts = text.split(['、', ',', '，', ';', '；', '\n', '/']).map(str::trim).filter(|own| !own.is_empty());
    parts.map(str::to_owned).collect()
}

/// What a heading says.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Field(Field),
    Measure(Measure),
    Region(String),
    Values(String, Vec<String>),
    Unknown,
}

/// Returns a heading without its unit, and the unit.
fn without_unit(text: &str) -> (String, Unit, Option<Per>) {
    let text: String = plain(text).chars().filter(|own| *own != ' ').collect();
    let mut unit = Unit::default();
    let mut own = text.clone();
    while let Some(open) = own.find('(') {
        let Some(close) = own[open..].find(')') else { break };
        let inner = own[open + 1..open + close].to_owned();
        let is_unit =
            inner.contains('元') || inner.contains('%') || Per::read(&inner).is_some() || inner.contains("单位");
        if !is_unit {
            break;
        }
        unit.ten_thousands |= inner.contains("万元");
        unit.percent |= inner.contains('%');
        own.replace_range(open..open + close + 1, "");
    }
    let per = Per::within(&text);
    (own, unit, per)
}

fn part(text: &str, known: &Known, regions: &Regions<'_>) -> Part {
    let text = text.trim_end_matches(['*', ':', '：']);
    if let Some(field) = Field::named(text) {
        return Part::Field(field);
    }
    if let Some(fact) = usual_fact(text, known) {
        return Part::Field(Field::Fact(fact));
    }
    if let Some(region) = regions(text) {
        return Part::Region(region);
    }
    let words = split(text);
    let found: Vec<(String, Vec<String>)> = words.iter().filter_map(|word| known.anywhere(word)).collect();
    if !found.is_empty() && found.len() == words.len() && found.iter().all(|(fact, _)| *fact == found[0].0) {
        return Part::Values(found[0].0.clone(), found.into_iter().flat_map(|(_, values)| values).collect());
    }
    if let Some(measure) = Measure::within(text) {
        // `三级报销比例` names both.
        let rest = [
            "政策范围内",
            "报销比例",
            "支付比例",
            "起付标准",
            "起付线",
            "年度限额",
            "限额",
            "封顶线",
            "比例",
            "年度",
            "支付",
        ]
        .iter()
        .fold(text.to_owned(), |own, word| own.replace(word, ""));
        if let Some((fact, values)) = known.anywhere(&rest).filter(|_| !rest.is_empty()) {
            return Part::Values(fact, values.into_iter().chain([format!("\u{0}{}", measure.word())]).collect());
        }
        return Part::Measure(measure);
    }
    if is_new_place(text) {
        return Part::Region(text.to_owned());
    }
    Part::Unknown
}

/// Whether a heading can only be the name of a county, of which nothing is known yet.
fn is_new_place(text: &str) -> bool {
    const NONE: [&str; 6] = ["统筹区", "市辖区", "主城区", "非统筹区", "本辖区", "外县市"];
    let is_county = text.ends_with(['县', '旗', '市', '区']) && text.chars().count() >= 3;
    is_county && !NONE.contains(&text) && is_place_name(text)
}

/// Returns what a column of these headings is for, the highest first.
fn column(headings: &[String], known: &Known, regions: &Regions<'_>) -> Column {
    let mut own = Values::default();
    let mut field = None;
    let mut unknown = 0;
    let mut says = false;
    for heading in headings {
        let (text, unit, per) = without_unit(heading);
        own.unit.ten_thousands |= unit.ten_thousands;
        own.unit.percent |= unit.percent;
        match part(&text, known, regions) {
            Part::Field(found) => field = Some(found),
            Part::Measure(measure) => {
                own.measure = Some(measure);
                own.per = own.per.or(per);
                says = true;
            }
            Part::Region(region) => {
                own.region = Some(region);
                says = true;
            }
            Part::Values(fact, mut values) => {
                if let Some(word) = values.last().and_then(|last| last.strip_prefix('\u{0}')) {
                    own.measure = Measure::ALL.into_iter().find(|measure| measure.word() == word);
                    own.per = own.per.or(per);
                    values.pop();
                }
                own.at.push((fact, values));
                says = true;
            }
            Part::Unknown => unknown += 1,
        }
    }
    match field {
        // 机构等级 over 一级, 二级: the group says only what the values are of.
        Some(Field::Fact(_)) | None if says => {
            if unknown > 0 && own.at.is_empty() && own.measure.is_none() {
                Column::Unknown
            } else {
                Column::Values(own)
            }
        }
        Some(field) => Column::Field(field),
        None => Column::Unknown,
    }
}

/// Whether a text may be a heading at all.
fn may_head(cell: &Cell) -> bool {
    match cell {
        Cell::Text(text) => {
            let text = plain(text);
            let bare = text.trim_end_matches('%');
            !bare.is_empty()
                && !bare.chars().all(|own| own.is_ascii_digit() || matches!(own, '.' | ','))
                && bare.chars().count() <= 40
        }
        Cell::Number(_) | Cell::Date(_) | Cell::Truth(_) | Cell::Fault(_) | Cell::Blank => false,
    }
}

/// Returns the headings over a column, without what is said twice.
pub fn headings(sheet: &Sheet, top: u32, bottom: u32, at: u32) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut places: Vec<(u32, u32)> = Vec::new();
    for row in top..=bottom {
        let place = sheet.corner(row, at);
        if places.contains(&place) {
            continue;
        }
        places.push(place);
        let mut text = sheet.cell(place.0, place.1).text();
        // A text has no merged cells: a blank behind a group belongs to it.
        if text.is_empty() && row < bottom && sheet.merges.is_empty() && !sheet.cell(bottom, at).is_blank() {
            let left = (0..at).rev().find(|left| !sheet.cell(row, *left).is_blank());
            let group = left.filter(|left| !sheet.cell(bottom, *left).is_blank());
            text = group.map_or(String::new(), |left| sheet.cell(row, left).text());
        }
        if !text.trim().is_empty() && found.last() != Some(&text) {
            found.push(text);
        }
    }
    found
}

/// Finds the headings of a sheet and what its columns are for; what a mapping says goes first.
pub fn find(sheet: &Sheet, given: Option<&Given>, known: &Known, regions: &Regions<'_>) -> Layout {
    let mut layout = Layout::default();
    if let Some(given) = given {
        layout.last = given.last;
        layout.carry = given.carry.clone();
        layout.say = given.say.clone();
        layout.header = given.header;
    }
    if layout.header.is_none() {
        layout.header = header(sheet, known, regions);
    }
    let Some((top, bottom)) = layout.header else { return layout };
    let columns: std::collections::BTreeSet<u32> =
        sheet.cells.keys().filter(|(row, _)| *row >= top).map(|(_, column)| *column).collect();
    for at in columns {
        let own = headings(sheet, top, bottom, at);
        layout.columns.insert(at, column(&own, known, regions));
    }
    if let Some(at) = measures_below(sheet, bottom, &layout) {
        layout.columns.insert(at, Column::Field(Field::Measure));
    }
    if let Some(given) = given {
        layout.columns.extend(given.columns.clone());
    }
    layout
}

/// Finds the column whose cells name measures: a table that lies on its side has 起付线, 报销比例 and 封顶线 below each other.
fn measures_below(sheet: &Sheet, bottom: u32, layout: &Layout) -> Option<u32> {
    let values = layout.columns.values().filter(|own| matches!(own, Column::Values(_)));
    let unsaid = |own: &Column| matches!(own, Column::Values(Values { measure: None, .. }));
    if !values.clone().any(unsaid) || !values.clone().all(unsaid) {
        return None;
    }
    let unknown = layout.columns.iter().filter(|(_, own)| **own == Column::Unknown).map(|(at, _)| *at);
    unknown.min().filter(|at| {
        let texts: Vec<String> = sheet
            .cells
            .range((bottom + 1, 0)..)
            .filter(|((_, column), cell)| column == at && !cell.is_blank())
            .map(|(_, cell)| cell.text())
            .collect();
        texts.iter().filter(|own| named_measure(own).is_some()).count() >= 2
    })
}

/// Returns the measure that a text names, with what it says of the unit and the period.
pub fn named_measure(text: &str) -> Option<(Measure, Unit, Option<Per>)> {
    let (text, unit, per) = without_unit(text);
    Measure::within(&text).map(|own| (own, unit, per))
}

fn header(sheet: &Sheet, known: &Known, regions: &Regions<'_>) -> Option<(u32, u32)> {
    let mut best: Option<(usize, u32, u32)> = None;
    let rows = sheet.rows();
    for row in rows.iter().take(HEADER_WITHIN) {
        let bottom = bottom_of(sheet, *row, known, regions);
        let mut cells: Vec<u32> =
            (*row..=bottom).flat_map(|own| sheet.row(own).map(|(at, _)| at).collect::<Vec<_>>()).collect();
        cells.sort_unstable();
        cells.dedup();
        let is_text = |(_, cell): (u32, &Cell)| may_head(cell);
        if !sheet.row(*row).all(is_text) {
            continue;
        }
        let meant = cells.iter().filter(|at| {
            let own = headings(sheet, *row, bottom, **at);
            column(&own, known, regions) != Column::Unknown
        });
        let score = meant.count();
        if score >= 2 && best.is_none_or(|(known, ..)| score > known) {
            best = Some((score, *row, bottom));
        }
    }
    best.map(|(_, top, bottom)| (top, bottom))
}

/// Returns the last row of headings that begin in a row.
fn bottom_of(sheet: &Sheet, top: u32, known: &Known, regions: &Regions<'_>) -> u32 {
    let spans = sheet.merges.iter().filter(|area| area.top == top && !sheet.cell(top, area.left).is_blank());
    let tall = spans.clone().map(|area| area.bottom).max().unwrap_or(top).min(top + MAX_LEVELS - 1);
    if tall > top {
        return tall;
    }
    let filled: Vec<u32> = sheet.row(top).map(|(at, _)| at).collect();
    let wide = spans.clone().any(|area| area.right > area.left) && filled.len() > 1;
    let below: Vec<(u32, &Cell)> = sheet.row(top + 1).collect();
    let all_text = !below.is_empty() && below.iter().all(|(_, cell)| may_head(cell));
    let says = |cell: &Cell| {
        let (text, ..) = without_unit(&cell.text());
        !matches!(part(&text, known, regions), Part::Unknown)
    };
    let meant = below.iter().filter(|(_, cell)| says(cell)).count();
    let unmerged = sheet.merges.is_empty() && filled.len() > 1 && below.iter().any(|(at, _)| !filled.contains(at));
    if all_text && meant >= 2 && meant == below.len() && (wide || unmerged) { top + 1 } else { top }
}

/// Whether a word of a heading is a value of a fact.
pub fn is_value(known: &Known, fact: &str, word: &str) -> bool {
    matches!(known.value(fact, word), Found::Entries(_) | Found::Any | Found::Else)
}

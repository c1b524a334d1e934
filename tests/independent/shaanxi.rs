//! 陕西: the eight areas of table 1.2, from the sentences of the sources.

use super::exact::Exact;
use super::{Bill, Entry, Past, Pay, Rules, bills, cost};
use crate::support::chance::Chance;
use polcheck::base::date::Date;

pub(super) const AREAS: &[(&str, Rules)] = &[
    ("商洛市", |past, bill| settle("商洛", past, bill)),
    ("汉中市", |past, bill| settle("汉中", past, bill)),
    ("咸阳市", |past, bill| settle("咸阳", past, bill)),
    ("渭南市", |past, bill| settle("渭南", past, bill)),
    ("榆林市", |past, bill| settle("榆林", past, bill)),
    ("安康市", |past, bill| settle("安康", past, bill)),
    ("宝鸡市", |past, bill| settle("宝鸡", past, bill)),
    ("杨凌示范区", |past, bill| settle("杨凌", past, bill)),
];

pub(crate) fn year(area: &str, chance: &mut Chance) -> Vec<Bill> {
    let employee = chance.once_in(4);
    let retired = chance.once_in(3);
    let student = chance.once_in(4);
    let group = chance.one_of(&["普通", "普通", "低保", "特困"]);
    let level = if area == "安康市" { "三级" } else { chance.one_of(&["一级", "二级", "三级"]) };
    let mut levels = vec![level, level, "一级", "二级", "三级", "乡镇卫生院", "村卫生室"];
    if area == "咸阳市" {
        levels.push("三级特");
    }
    let steady = !chance.once_in(4);
    bills(chance, "2022-06-01", 500, |chance| {
        let inpatient = chance.once_in(2);
        let level = if steady && inpatient { level } else { chance.one_of(&levels) };
        let home = if area == "杨凌示范区" { "市内" } else { "县内" };
        let place = if steady { home } else { chance.one_of(&["县内", "市内", "省内", "省外"]) };
        let referral =
            if steady { "按规定转诊" } else { chance.one_of(&["按规定转诊", "急诊", "未转诊"]) };
        let edges = [0, 30, 50, 60, 100, 160, 200, 300, 400, 500, 600, 700, 1000, 1500, 2000, 3000, 30000, 250000];
        let magnitude = if inpatient { cost(chance, &edges) } else { cost(chance, &edges) % 500_000 };
        Bill {
            date: Date::new(2022, 1, 1).expect("a day"),
            inpatient,
            employee,
            retired,
            student,
            certified: true,
            chinese_medicine: chance.once_in(4),
            sent_up: false,
            level,
            place,
            referral,
            disease: chance.one_of(&["高血压", "糖尿病", "冠心病", "儿童I型糖尿病"]),
            groups: vec![group],
            insured_since: Date::new(2010, 1, 1).expect("a day"),
            eligible: magnitude,
            class_b: 0,
            imported: 0,
            supply_days: 30,
        }
    })
}

fn settle(area: &str, past: &Past, bill: &Bill) -> Vec<(&'static str, Pay)> {
    let inpatient = inpatient(area, past, bill);
    let serious = serious(area, past, bill, &inpatient);
    let out = [
        ("居民住院", inpatient),
        ("大病保险", serious),
        ("居民门诊", outpatient(area, past, bill)),
        ("两病门诊用药", two_diseases(area, past, bill)),
        ("职工门诊", employee_outpatient(area, past, bill)),
        ("职工住院", if bill.employee && bill.inpatient { Pay::Unknown } else { Pay::NotDue }),
    ];
    out.into_iter().collect()
}

fn same_year(bill: &Bill) -> impl Fn(&Bill) -> bool + '_ {
    move |other| other.date.year() == bill.date.year()
}

/// Base less deductible, times rate, at most what is left of the year's cap, rounded to 分.
fn plain(base: Exact, deductible: Exact, rate: Exact, left: Option<Exact>) -> Entry {
    let charged = base.min(deductible);
    let pays = (base - charged) * rate;
    let paid = left.map_or(pays, |left| pays.min(left.or_zero())).half_up();
    Entry { paid, covered: base, charged, ..Entry::default() }
}

fn inpatient(area: &str, past: &Past, bill: &Bill) -> Pay {
    if bill.employee || !bill.inpatient {
        return Pay::NotDue;
    }
    let away = matches!(bill.place, "省内" | "省外");
    let usual = !away && bill.referral != "未转诊";
    let index = match bill.level {
        "一级" => 0,
        "二级" => 1,
        "三级" => 2,
        _ => 3,
    };
    let late = bill.date >= Date::new(2022, 9, 1).expect("a day");
    // (deductible in 元, percent); `None`: not said.
    let table: [Option<(i64, i64)>; 3] = match area {
        "商洛" => [None, Some((400, 75)), Some((500, 70))],
        "汉中" => [Some((200, 90)), Some((700, 75)), Some((2000, 60))],
        "咸阳" => [Some((160, 90)), Some((550, 80)), Some((1000, 65))],
        "渭南" => [Some((200, 90)), Some((500, 80)), Some((1000, 65))],
        "榆林" => [Some((200, 85)), Some((600, 75)), None],
        "安康" => [None, None, Some((2000, 60))],
        "宝鸡" if !late => [None, Some((800, 78)), Some((2000, 62))],
        "宝鸡" if bill.student => [Some((100, 90)), Some((400, 80)), Some((1000, 65))],
        "宝鸡" => [Some((400, 90)), Some((600, 80)), Some((1500, 65))],
        "杨凌" if bill.place == "市内" || bill.place == "省内" => [Some((800, 90)), None, Some((2000, 70))],
        _ => [None, None, None],
    };
    let mut stated = table.get(index).copied().flatten();
    if area == "咸阳" && bill.level == "三级特" {
        stated = Some((3000, if bill.referral == "按规定转诊" { 55 } else { 50 }));
    }
    let Some((line, mut percent)) = stated else { return Pay::Unknown };
    let mut deductible = Exact::yuan(line);
    let silent = match area {
        "商洛" => {
            let Some(earlier) = past.entries("居民住院", same_year(bill)) else { return Pay::Unknown };
            let off = (20 * earlier.len() as i64).min(40);
            deductible = deductible * Exact::percent(100 - off);
            if bill.place == "省外" {
                percent -= if bill.referral == "未转诊" { 15 } else { 10 };
            }
            bill.place != "省外" && !usual
        }
        "汉中" => {
            if bill.level == "二级" && bill.chinese_medicine {
                (deductible, percent) = (Exact::yuan(600), 80);
            }
            if bill.referral == "未转诊" {
                deductible = deductible * Exact::percent(120);
                percent -= 10;
            }
            away && bill.referral != "未转诊"
        }
        "渭南" => {
            if bill.referral == "未转诊" {
                percent -= 20;
            } else if away && bill.referral == "按规定转诊" {
                percent -= 10;
            }
            away && bill.referral == "急诊"
        }
        "咸阳" => !usual && bill.level != "三级特",
        "杨凌" => bill.referral == "未转诊",
        _ => !usual,
    };
    if silent {
        return Pay::Unknown;
    }
    let cap = match area {
        "商洛" | "渭南" => Some(130_000),
        "汉中" | "榆林" => Some(150_000),
        _ => None,
    };
    let mut left = None;
    if let Some(cap) = cap {
        let used = past.sum("居民住院", |other, _| same_year(bill)(other), |entry| entry.paid);
        let Some(used) = used else { return Pay::Unknown };
        left = Some(Exact::yuan(cap) - used);
    }
    Pay::Paid(plain(Exact::fen(bill.eligible), deductible, Exact::percent(percent), left))
}

/// 大病保险 on the year's sum of what 居民住院 left, with segments on the cost that contains the deductible.
fn serious(area: &str, past: &Past, bill: &Bill, inpatient: &Pay) -> Pay {
    if bill.employee || !bill.inpatient {
        return Pay::NotDue;
    }
    let (first, edge, cap) = match area {
        "商洛" | "汉中" | "渭南" => (10_000, 30_000, Some(300_000)),
        "安康" => (10_000, 50_000, Some(300_000)),
        "咸阳" if bill.groups.iter().any(|group| matches!(*group, "低保" | "特困")) => (7_500, 50_000, None),
        "咸阳" => (15_000, 50_000, None),
        _ => return Pay::Unknown,
    };
    let Pay::Paid(basic) = inpatient else { return Pay::Unknown };
    let Some(earlier) = past.entries("大病保险", same_year(bill)) else { return Pay::Unknown };
    let before: Exact = earlier.iter().map(|(_, entry)| entry.covered).sum();
    let used: Exact = earlier.iter().map(|(_, entry)| entry.paid).sum();
    let base = (Exact::fen(bill.eligible) - basic.paid).or_zero();
    let pays_for = |sum: Exact| {
        let from = sum.min(Exact::yuan(first));
        Exact::between(from, sum, Exact::ZERO, Some(Exact::yuan(edge))) * Exact::percent(60)
            + Exact::between(from, sum, Exact::yuan(edge), Some(Exact::yuan(100_000))) * Exact::percent(70)
            + Exact::between(from, sum, Exact::yuan(100_000), None) * Exact::percent(80)
    };
    let pays = (pays_for(before + base) - pays_for(before)).or_zero();
    let paid = cap.map_or(pays, |cap| pays.min((Exact::yuan(cap) - used).or_zero())).half_up();
    Pay::Paid(Entry { paid, covered: base, ..Entry::default() })
}

/// A resident's outpatient bill for 高血压 or 糖尿病 up to a hospital of the second level.
fn is_two_diseases(bill: &Bill) -> bool {
    !bill.inpatient && bill.disease != "冠心病" && !matches!(bill.level, "三级" | "三级特")
}

fn outpatient(area: &str, past: &Past, bill: &Bill) -> Pay {
    if bill.employee || bill.inpatient || is_two_diseases(bill) {
        return Pay::NotDue;
    }
    let (percent, cap) = match (area, bill.level) {
        ("商洛", _) => (50, 100),
        ("汉中", "村卫生室") => (60, 100),
        ("汉中", "乡镇卫生院") => (50, 100),
        ("汉中", "二级") => (40, 100),
        ("渭南", "村卫生室") => (70, 150),
        ("渭南", "乡镇卫生院") => (60, 150),
        ("榆林", "村卫生室") => (70, 100),
        ("榆林", "乡镇卫生院") => (60, 100),
        _ => return Pay::Unknown,
    };
    let Some(used) = past.sum("居民门诊", |other, _| same_year(bill)(other), |entry| entry.paid) else {
        return Pay::Unknown;
    };
    let left = Some(Exact::yuan(cap) - used);
    Pay::Paid(plain(Exact::fen(bill.eligible), Exact::ZERO, Exact::percent(percent), left))
}

fn two_diseases(area: &str, past: &Past, bill: &Bill) -> Pay {
    if bill.employee || !is_two_diseases(bill) {
        return Pay::NotDue;
    }
    let high_pressure = bill.disease == "高血压";
    let (percent, cap) = match area {
        "汉中" => (50, 300),
        "咸阳" => (60, if high_pressure { 400 } else { 500 }),
        "榆林" => (50, if high_pressure { 300 } else { 480 }),
        _ => return Pay::Unknown,
    };
    let alike = |other: &Bill, _: &Entry| same_year(bill)(other) && other.disease == bill.disease;
    let Some(used) = past.sum("两病门诊用药", alike, |entry| entry.paid) else { return Pay::Unknown };
    let left = Some(Exact::yuan(cap) - used);
    Pay::Paid(plain(Exact::fen(bill.eligible), Exact::ZERO, Exact::percent(percent), left))
}

/// Four kinds of deductible in one province: per visit by level, per year, once a month and four times a year.
fn employee_outpatient(area: &str, past: &Past, bill: &Bill) -> Pay {
    if !bill.employee || bill.inpatient {
        return Pay::NotDue;
    }
    let index = match bill.level {
        "一级" => 0,
        "二级" => 1,
        "三级" => 2,
        _ => return Pay::Unknown,
    };
    let (percents, more, caps) = match area {
        "商洛" => ([70, 65, 60], 5, (1500, 2000)),
        "汉中" => ([70, 60, 50], 5, (800, 1000)),
        "渭南" => ([65, 55, 50], 2, (1000, 1200)),
        "宝鸡" => ([60, 55, 50], 5, (500, 900)),
        _ => return Pay::Unknown,
    };
    let Some(earlier) = past.entries("职工门诊", same_year(bill)) else { return Pay::Unknown };
    let charged: Exact = earlier.iter().map(|(_, entry)| entry.charged).sum();
    let deductible = match area {
        "商洛" => Exact::yuan([30, 60, 90][index]),
        "宝鸡" => {
            let times = earlier.iter().filter(|(_, entry)| entry.charged > Exact::ZERO);
            let this_month = times.clone().any(|(other, _)| other.date.month() == bill.date.month());
            if this_month || times.count() >= 4 { Exact::ZERO } else { Exact::yuan(50) }
        }
        _ => (Exact::yuan(200) - charged).or_zero(),
    };
    let used: Exact = earlier.iter().map(|(_, entry)| entry.paid).sum();
    let cap = if bill.retired { caps.1 } else { caps.0 };
    let percent = percents[index] + if bill.retired { more } else { 0 };
    let left = Some(Exact::yuan(cap) - used);
    Pay::Paid(plain(Exact::fen(bill.eligible), deductible, Exact::percent(percent), left))
}

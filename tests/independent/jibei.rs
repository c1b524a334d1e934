//! 吉北省's six counties: inpatient, outpatient chronic, 两病, ordinary outpatient, 大病 and 救助 of residents.

use super::exact::Exact;
use super::{Bill, Entry, Past, Pay, Rules, bills, cost};
use crate::support::chance::Chance;
use polcheck::base::date::Date;

pub(super) const AREAS: &[(&str, Rules)] = &[
    ("青山县", |past, bill| settle(County::Qingshan, past, bill)),
    ("绿水县", |past, bill| settle(County::Lvshui, past, bill)),
    ("云岭县", |past, bill| settle(County::Yunling, past, bill)),
    ("松原坡区", |past, bill| settle(County::Songyuanpo, past, bill)),
    ("桦树川县", |past, bill| settle(County::Huashuchuan, past, bill)),
    ("雪河县", |past, bill| settle(County::Xuehe, past, bill)),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum County {
    Qingshan,
    Lvshui,
    Yunling,
    Songyuanpo,
    Huashuchuan,
    Xuehe,
}

/// Diseases drawn: on the province's list, on some counties' lists, on none.
const DISEASES: [&str; 12] = [
    "高血压",
    "糖尿病",
    "儿童I型糖尿病",
    "冠心病",
    "血液透析",
    "恶性肿瘤放化疗",
    "血友病",
    "银屑病",
    "慢性丙型肝炎",
    "精神分裂症",
    "大骨节病",
    "艾滋病",
];

pub(crate) fn year(_: &str, chance: &mut Chance) -> Vec<Bill> {
    let groups: &[&[&str]] = &[
        &["普通"],
        &["普通"],
        &["监测对象"],
        &["返贫致贫"],
        &["低保"],
        &["低保"],
        &["特困"],
        &["低保", "特困"],
        &["返贫致贫", "低保"],
    ];
    let groups = chance.one_of(groups).to_vec();
    let disease = chance.one_of(&DISEASES);
    let since = chance.one_of(&["2010-01-01", "2020-11-30", "2021-01-15"]);
    let start = chance.one_of(&["2020-03-01", "2020-09-01", "2021-06-01", "2021-10-01"]);
    bills(chance, start, 400, |chance| {
        let inpatient = chance.once_in(3);
        let edges = [0, 10, 20, 30, 50, 100, 150, 200, 300, 400, 480, 500, 1000, 1100, 2000, 3000, 5000, 20000, 90000];
        let eligible = if inpatient { cost(chance, &edges) } else { cost(chance, &edges) % 1_500_000 };
        let part =
            |chance: &mut Chance| if chance.once_in(3) { chance.below(1 + eligible as u64 / 2) as i64 } else { 0 };
        Bill {
            date: Date::new(2022, 1, 1).expect("a day"),
            inpatient,
            employee: false,
            retired: false,
            student: false,
            certified: !chance.once_in(4),
            chinese_medicine: false,
            sent_up: chance.once_in(3),
            level: chance.one_of(&["村卫生室", "乡镇卫生院", "一级", "二级", "二级", "三级", "三级"]),
            place: chance.one_of(&["县内", "县内", "市内", "省内", "省外"]),
            referral: chance.one_of(&["按规定转诊", "按规定转诊", "急诊", "未转诊"]),
            disease: if chance.once_in(3) { chance.one_of(&DISEASES) } else { disease },
            groups: groups.clone(),
            insured_since: Date::parse(since).expect("a day"),
            eligible,
            class_b: part(chance),
            imported: part(chance),
            supply_days: chance.one_of(&[0, 30, 84, 85, 120]),
        }
    })
}

fn settle(county: County, past: &Past, bill: &Bill) -> Vec<(&'static str, Pay)> {
    let chronic_name = match county {
        County::Qingshan | County::Yunling | County::Songyuanpo => "门诊慢病报销",
        County::Lvshui => "慢特病门诊补助",
        County::Huashuchuan => "门诊大病报销",
        County::Xuehe => "门诊慢病补偿",
    };
    let two_name = if county == County::Lvshui { "两病用药保障" } else { "两病用药" };
    let inpatient = inpatient(county, past, bill);
    let chronic = highest(bill, |group| chronic(county, chronic_name, past, bill, group));
    let fixed = fixed(county, past, bill);
    let instead = if county == County::Huashuchuan { &fixed } else { &chronic };
    let two = if *instead == Pay::NotDue { two_diseases(county, two_name, past, bill) } else { Pay::NotDue };
    let special = [&chronic, &two, &fixed].into_iter().any(|pay| *pay != Pay::NotDue);
    let ordinary = if special { Pay::NotDue } else { ordinary(past, bill) };
    let mut layers = vec![("住院报销", inpatient), (chronic_name, chronic), (two_name, two), ("居民门诊", ordinary)];
    if county == County::Huashuchuan {
        layers.push(("慢病定额", fixed));
    }
    let serious = highest(bill, |group| serious(past, bill, group, left(bill, &layers)));
    layers.push(("大病保险", serious));
    let aid = highest(bill, |group| aid(county, past, bill, group, left(bill, &layers)));
    layers.push(("医疗救助", aid));
    layers
}

/// E - F - P of all layers so far.
fn left(bill: &Bill, layers: &[(&'static str, Pay)]) -> Exact {
    let mut rest = Exact::fen(bill.eligible);
    for (_, pay) in layers {
        if let Pay::Paid(entry) = pay {
            rest = rest - entry.paid - entry.first_pay;
        }
    }
    rest.or_zero()
}

/// Works a benefit out for each identity held and takes the highest payment; on a tie the one declared last.
fn highest(bill: &Bill, work: impl Fn(&'static str) -> Pay) -> Pay {
    const DECLARED: [&str; 5] = ["普通", "监测对象", "返贫致贫", "低保", "特困"];
    let mut best = Pay::NotDue;
    for group in DECLARED.iter().filter(|group| bill.groups.contains(group)) {
        let own = work(group);
        let better = match (&own, &best) {
            (Pay::Paid(own), Pay::Paid(best)) => own.paid >= best.paid,
            (Pay::Paid(_), _) => true,
            _ => false,
        };
        if better {
            best = own;
        }
    }
    best
}

fn poor(group: &str) -> bool {
    matches!(group, "低保" | "特困")
}

/// 0 for village, township and first level, 1 for the second, 2 for the third.
fn tier(bill: &Bill) -> usize {
    match bill.level {
        "二级" => 1,
        "三级" => 2,
        _ => 0,
    }
}

fn on(text: &str) -> Date {
    Date::parse(text).expect("a day")
}

fn same_calendar_year(bill: &Bill) -> impl Fn(&Bill) -> bool + '_ {
    move |other| other.date.year() == bill.date.year()
}

/// The year in which 雪河县 counts chronic bills runs from the first of July.
fn policy_year(county: County, date: Date) -> i16 {
    if county == County::Xuehe && date.month() < 7 { date.year() - 1 } else { date.year() }
}

fn inpatient_percent(county: County, bill: &Bill) -> i64 {
    let percents = match county {
        County::Qingshan => [85, 78, 60],
        County::Lvshui => [90, 80, 65],
        County::Yunling | County::Songyuanpo | County::Huashuchuan | County::Xuehe => [85, 75, 60],
    };
    percents[tier(bill)]
}

fn inpatient(county: County, past: &Past, bill: &Bill) -> Pay {
    if !bill.inpatient {
        return Pay::NotDue;
    }
    let earlier = past.entries("住院报销", same_calendar_year(bill)).expect("all is said");
    let base = Exact::fen(bill.eligible);
    let mut first_pay = Exact::fen(bill.class_b) * Exact::percent(10) + Exact::fen(bill.imported) * Exact::percent(50);
    if bill.referral == "未转诊" {
        first_pay = first_pay + base * Exact::percent(20);
    } else if bill.place == "省外" {
        first_pay = first_pay + base * Exact::percent(10);
    }
    let first_pay = first_pay.min(base);
    let covered = base - first_pay;
    let times = earlier.len() as i64;
    let line = match county {
        County::Lvshui => Exact::yuan([100, 300, 800][tier(bill)]) * Exact::percent(100 - (20 * times).min(40)),
        County::Yunling => Exact::yuan(([100, 500, 1200][tier(bill)] - 100 * times).max(0)),
        County::Xuehe => Exact::yuan([100, 500, 1100][tier(bill)]),
        County::Qingshan | County::Songyuanpo | County::Huashuchuan => Exact::yuan([100, 400, 1000][tier(bill)]),
    };
    let carried_on = county == County::Xuehe && bill.sent_up;
    let before = earlier.last().map_or(Exact::ZERO, |(_, entry)| entry.carried);
    let due = if carried_on { (line - before).or_zero() } else { line };
    let charged = covered.min(due);
    let cap = match county {
        County::Lvshui => 150_000,
        County::Xuehe => 80_000,
        _ => 100_000,
    };
    let used: Exact = earlier.iter().map(|(_, entry)| entry.paid).sum();
    let pays = (covered - charged) * Exact::percent(inpatient_percent(county, bill));
    let paid = pays.min((Exact::yuan(cap) - used).or_zero()).half_up();
    let carried = if carried_on { line } else { charged };
    Pay::Paid(Entry { paid, first_pay, covered, charged, carried, rule: "" })
}

fn is_listed(county: County, bill: &Bill) -> bool {
    let from_2021 = bill.date >= on("2021-01-01");
    match bill.disease {
        "高血压" | "糖尿病" | "儿童I型糖尿病" | "冠心病" | "血液透析" | "恶性肿瘤放化疗" | "血友病" => {
            true
        }
        "银屑病" => matches!(county, County::Lvshui | County::Yunling | County::Huashuchuan),
        "慢性丙型肝炎" => county != County::Qingshan && county != County::Xuehe,
        "精神分裂症" => county != County::Qingshan || from_2021,
        "大骨节病" => matches!(county, County::Lvshui | County::Yunling | County::Xuehe),
        _ => false,
    }
}

fn chronic(county: County, name: &'static str, past: &Past, bill: &Bill, group: &str) -> Pay {
    if bill.inpatient || !bill.certified || !is_listed(county, bill) {
        return Pay::NotDue;
    }
    let by_fixed_amount = county == County::Huashuchuan && fixed_amount(bill.disease).is_some();
    let waiting = county == County::Xuehe && bill.insured_since.plus_months(3).expect("a day") > bill.date;
    if by_fixed_amount || waiting {
        return Pay::NotDue;
    }
    let mut base = Exact::fen(bill.eligible);
    if matches!(county, County::Qingshan | County::Lvshui) && bill.supply_days > 84 {
        base = base * Exact::new(84, bill.supply_days.into());
    }
    let this_year = policy_year(county, bill.date);
    let in_year = |other: &Bill| policy_year(county, other.date) == this_year;
    let sum = |rule: &'static str, fits: &dyn Fn(&Bill) -> bool| {
        past.sum(name, |other, entry| in_year(other) && entry.rule == rule && fits(other), |entry| entry.paid)
            .expect("all is said")
    };
    let severe = matches!(bill.disease, "血液透析" | "恶性肿瘤放化疗");
    let round = |pays: Exact| if county == County::Huashuchuan { pays.half_even() } else { pays.half_up() };
    if severe {
        let cap = match county {
            County::Lvshui => 150_000,
            County::Xuehe => 80_000,
            _ => 100_000,
        };
        let as_inpatient = past.sum("住院报销", |other, _| in_year(other), |entry| entry.paid).expect("all is said");
        let left = Exact::yuan(cap) - sum("severe", &|_| true) - as_inpatient;
        let paid = round((base * Exact::percent(inpatient_percent(county, bill))).min(left.or_zero()));
        return Pay::Paid(Entry { paid, covered: base, rule: "severe", ..Entry::default() });
    }
    let column = match group {
        "低保" => 1,
        "特困" => 2,
        _ => 0,
    };
    let (from_2021, from_2022) = (bill.date >= on("2021-01-01"), bill.date >= on("2022-01-01"));
    let mut percent = match county {
        County::Qingshan => [[70, 80, 90], [60, 70, 80], [50, 60, 70]],
        County::Lvshui => [[85, 95, 100], [85, 95, 100], [70, 80, 90]],
        County::Yunling => [[65, 80, 90], [60, 75, 85], [50, 65, 75]],
        County::Songyuanpo => [[65, 85, 90], [60, 80, 85], [50, 70, 75]],
        County::Huashuchuan => [[70, 80, 90], [65, 75, 85], [55, 65, 75]],
        County::Xuehe => [[60, 75, 85], [55, 70, 80], [45, 60, 70]],
    }[tier(bill)][column];
    match county {
        County::Qingshan if from_2021 && bill.level == "一级" && group == "低保" => percent = 85,
        County::Lvshui if from_2022 && group == "低保" => percent -= 5,
        County::Lvshui if from_2022 && bill.level == "二级" && group == "特困" => percent = 95,
        County::Yunling if bill.level == "三级" && group == "普通" => percent = 55,
        County::Songyuanpo if bill.level == "三级" && group == "普通" => percent = 45,
        _ => {}
    }
    let line = match county {
        County::Qingshan | County::Huashuchuan => {
            if group == "特困" {
                0
            } else {
                300
            }
        }
        County::Lvshui => 0,
        County::Songyuanpo => {
            if poor(group) {
                0
            } else {
                200
            }
        }
        County::Yunling if poor(group) => 0,
        County::Yunling => match bill.level {
            "一级" => 10,
            "二级" if bill.date >= on("2022-03-01") => 10,
            "二级" => 20,
            "三级" => 50,
            _ => 0,
        },
        County::Xuehe => 150,
    };
    let charged_before = match county {
        County::Yunling => Exact::ZERO,
        _ => past
            .sum(name, |other, entry| in_year(other) && entry.rule.is_empty(), |entry| entry.charged)
            .expect("all is said"),
    };
    let charged = base.min((Exact::yuan(line) - charged_before).or_zero());
    let pays = (base - charged) * Exact::percent(percent);
    let same_disease = |other: &Bill| other.disease == bill.disease;
    let diabetes = matches!(bill.disease, "糖尿病" | "儿童I型糖尿病");
    let mut lefts = Vec::new();
    match county {
        County::Qingshan => lefts.push(Exact::yuan(if from_2021 { 4000 } else { 3000 }) - sum("", &|_| true)),
        County::Lvshui => {
            let cap = match bill.disease {
                "血友病" => 20_000,
                "冠心病" | "精神分裂症" => 6_000,
                _ if diabetes => 5_000,
                "高血压" => 4_000,
                _ => 3_000,
            };
            lefts.push(Exact::yuan(cap) - sum("", &|_| true));
        }
        County::Yunling | County::Songyuanpo => {
            let cap = match bill.disease {
                "高血压" if county == County::Yunling => 2_400,
                "高血压" => 2_000,
                _ if diabetes => 2_000,
                "血友病" => 15_000,
                _ => 3_000,
            };
            let all = if county == County::Songyuanpo { 25_000 } else { 20_000 };
            lefts.push(Exact::yuan(cap) - sum("", &same_disease));
            lefts.push(Exact::yuan(all) - sum("", &|_| true));
        }
        County::Huashuchuan => lefts.push(Exact::yuan(5_000) - sum("", &|_| true)),
        County::Xuehe => {
            let quarter = |date: Date| (date.year(), (date.month() - 1) / 3);
            let in_quarter = past
                .sum(
                    name,
                    |other, entry| entry.rule.is_empty() && quarter(other.date) == quarter(bill.date),
                    |entry| entry.paid,
                )
                .expect("all is said");
            lefts.push(Exact::yuan(800) - in_quarter);
            lefts.push(Exact::yuan(2_500) - sum("", &|_| true));
        }
    }
    let paid = round(lefts.into_iter().fold(pays, |pays, left| pays.min(left.or_zero())));
    Pay::Paid(Entry { paid, covered: base, charged, ..Entry::default() })
}

/// 桦树川县 pays so much a month for common diseases, in 元.
fn fixed_amount(disease: &str) -> Option<i64> {
    match disease {
        "高血压" => Some(60),
        "糖尿病" | "儿童I型糖尿病" => Some(90),
        "冠心病" => Some(100),
        _ => None,
    }
}

fn fixed(county: County, past: &Past, bill: &Bill) -> Pay {
    let Some(amount) = fixed_amount(bill.disease).filter(|_| county == County::Huashuchuan) else { return Pay::NotDue };
    if bill.inpatient || !bill.certified {
        return Pay::NotDue;
    }
    let alike = |other: &Bill, _: &Entry| {
        (other.date.year(), other.date.month()) == (bill.date.year(), bill.date.month())
            && other.disease == bill.disease
    };
    let used = past.sum("慢病定额", alike, |entry| entry.paid).expect("all is said");
    let left = (Exact::yuan(amount) - used).or_zero().min(Exact::fen(bill.eligible));
    Pay::Paid(Entry { paid: Exact::yuan(amount).min(left).half_up(), ..Entry::default() })
}

fn two_diseases(county: County, name: &'static str, past: &Past, bill: &Bill) -> Pay {
    let high_pressure = bill.disease == "高血压";
    let diabetes = matches!(bill.disease, "糖尿病" | "儿童I型糖尿病");
    if bill.inpatient || !(high_pressure || diabetes) || bill.level == "三级" {
        return Pay::NotDue;
    }
    let (percent, caps) = match county {
        County::Qingshan => (50, (400, if bill.date >= on("2021-01-01") { 600 } else { 500 })),
        County::Lvshui => (60, (if bill.date >= on("2022-01-01") { 600 } else { 500 }, 800)),
        County::Yunling => (55, (300, 480)),
        County::Songyuanpo => (50, (300, 480)),
        County::Huashuchuan => (55, (360, 600)),
        County::Xuehe => (50, (360, 480)),
    };
    let in_year = same_calendar_year(bill);
    let of_disease = past.sum(name, |other, _| in_year(other) && other.disease == bill.disease, |entry| entry.paid);
    let of_year = past.sum(name, |other, _| in_year(other), |entry| entry.paid);
    let cap = Exact::yuan(if high_pressure { caps.0 } else { caps.1 });
    let mut left = (cap - of_disease.expect("all is said")).or_zero();
    if county == County::Lvshui {
        left = left.min((Exact::yuan(1200) - of_year.expect("all is said")).or_zero());
    }
    let paid = (Exact::fen(bill.eligible) * Exact::percent(percent)).min(left).half_up();
    Pay::Paid(Entry { paid, ..Entry::default() })
}

fn ordinary(past: &Past, bill: &Bill) -> Pay {
    if bill.inpatient || bill.level == "三级" {
        return Pay::NotDue;
    }
    let (percent, daily) = match bill.level {
        "村卫生室" => (60, 30),
        "二级" => (50, 80),
        _ => (55, 60),
    };
    let today = past.sum("居民门诊", |other, _| other.date == bill.date, |entry| entry.paid).expect("all is said");
    let year =
        past.sum("居民门诊", |other, _| same_calendar_year(bill)(other), |entry| entry.paid).expect("all is said");
    let left = (Exact::yuan(daily) - today).or_zero().min((Exact::yuan(200) - year).or_zero());
    let paid = (Exact::fen(bill.eligible) * Exact::percent(percent)).min(left).half_up();
    Pay::Paid(Entry { paid, ..Entry::default() })
}

/// 大病保险: the year's sum above half of last year's income per head, by difference.
fn serious(past: &Past, bill: &Bill, group: &str, base: Exact) -> Pay {
    let half_income = match bill.date.year() {
        2020 => 13_000,
        2021 => 13_750,
        _ => 14_500,
    };
    let (line, more) =
        if poor(group) { (Exact::yuan(half_income) * Exact::percent(50), 5) } else { (Exact::yuan(half_income), 0) };
    let pays_for = |sum: Exact| {
        let above = (sum - line).or_zero();
        let part = |low: i64, high: Option<i64>, percent: i64| {
            Exact::between(Exact::ZERO, above, Exact::yuan(low), high.map(Exact::yuan)) * Exact::percent(percent + more)
        };
        part(0, Some(50_000), 60) + part(50_000, Some(100_000), 65) + part(100_000, None, 70)
    };
    let earlier = past.entries("大病保险", same_calendar_year(bill)).expect("all is said");
    let before: Exact = earlier.iter().map(|(_, entry)| entry.covered).sum();
    let used: Exact = earlier.iter().map(|(_, entry)| entry.paid).sum();
    let pays = (pays_for(before + base) - pays_for(before)).or_zero();
    let held = if poor(group) { pays } else { pays.min((Exact::yuan(300_000) - used).or_zero()) };
    Pay::Paid(Entry { paid: held.half_up(), covered: base, ..Entry::default() })
}

fn aid(county: County, past: &Past, bill: &Bill, group: &str, base: Exact) -> Pay {
    let Some(column) = ["返贫致贫", "低保", "特困"].iter().position(|own| *own == group) else {
        return Pay::NotDue;
    };
    let earlier = past.entries("医疗救助", same_calendar_year(bill)).expect("all is said");
    let used: Exact = earlier.iter().map(|(_, entry)| entry.paid).sum();
    let pays = if county == County::Huashuchuan {
        let before: Exact = earlier.iter().map(|(_, entry)| entry.covered).sum();
        let pays_for = |sum: Exact| {
            let part = |low: i64, high: Option<i64>, percents: [i64; 3]| {
                let part = Exact::between(Exact::ZERO, sum, Exact::yuan(low), high.map(Exact::yuan));
                part * Exact::percent(percents[column])
            };
            part(0, Some(10_000), [60, 70, 90])
                + part(10_000, Some(30_000), [65, 75, 95])
                + part(30_000, None, [70, 80, 100])
        };
        (pays_for(before + base) - pays_for(before)).or_zero()
    } else {
        let percents = match county {
            County::Lvshui => [70, 75, 100],
            County::Yunling => [65, 70, 90],
            _ => [60, 70, 90],
        };
        base * Exact::percent(percents[column])
    };
    let cap = match county {
        County::Qingshan | County::Huashuchuan => 30_000,
        County::Lvshui => 50_000,
        County::Xuehe => 25_000,
        County::Yunling | County::Songyuanpo => 20_000,
    };
    let paid = pays.min((Exact::yuan(cap) - used).or_zero()).half_up();
    Pay::Paid(Entry { paid, covered: base, ..Entry::default() })
}

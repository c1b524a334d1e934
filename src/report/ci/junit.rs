//! A review as JUnit XML, which every build server reads: a suite for each jurisdiction, a case for each finding; what
//! fails the check is a failure.

use super::Page;
use super::build::{below, headline, message, verdict_and_people};
use crate::compare::changes::{Judged, Review};
use crate::report::sources::places;

pub(super) fn junit(review: &Review, page: &Page<'_>) -> String {
    let mut suites: Vec<(&str, Vec<&Judged>)> = Vec::new();
    for own in &review.findings {
        let name = own.finding.home.name.as_str();
        match suites.iter_mut().find(|(known, _)| *known == name) {
            Some((_, all)) => all.push(own),
            None => suites.push((name, vec![own])),
        }
    }
    let failures = review.findings.iter().filter(|own| own.fails()).count();
    let tests = review.findings.len().max(1);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str(&format!(
        "<testsuites name=\"polcheck ci\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">\n"
    ));
    if suites.is_empty() {
        let name = escaped(verdict_and_people(review).get(page.lang));
        out.push_str("  <testsuite name=\"polcheck ci\" tests=\"1\" failures=\"0\" errors=\"0\">\n");
        out.push_str(&format!("    <testcase classname=\"polcheck.ci\" name=\"{name}\"/>\n  </testsuite>\n"));
    }
    for (name, all) in suites {
        let failures = all.iter().filter(|own| own.fails()).count();
        let (name, tests) = (escaped(name), all.len());
        out.push_str(&format!(
            "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">\n"
        ));
        all.iter().for_each(|own| out.push_str(&case(own, review, page)));
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn case(own: &Judged, review: &Review, page: &Page<'_>) -> String {
    let finding = &own.finding;
    let name = format!("{} [{}]", headline(finding).get(page.lang), finding.fingerprint);
    let message = message(own);
    let message = message.get(page.lang);
    let mut body = message.to_owned();
    let mut file = String::new();
    if let Some(origin) = finding.origin() {
        let source = page.sources.get(origin.span.source);
        file = format!(" file=\"{}\"", escaped(&format!("{}{}", page.prefix, source.name)));
        body.push_str(&format!("\n{}{}", page.prefix, places(page.sources, &[origin.span])));
    }
    for more in below(own, review) {
        body.push_str(&format!("\n{}", more.get(page.lang)));
    }
    let (word, attributes) = match own.fails() {
        true => ("failure", format!(" type=\"{}\" message=\"{}\"", finding.rule.name(), escaped(message))),
        false => ("system-out", String::new()),
    };
    format!(
        "    <testcase classname=\"{}\" name=\"{}\"{file}>\n      <{word}{attributes}>{}</{word}>\n    </testcase>\n",
        finding.rule.name(),
        escaped(&name),
        escaped(&body)
    )
}

/// Escapes what XML reads otherwise; control characters, which it cannot hold, are left out.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(character),
            _ if character.is_control() || matches!(character, '\u{fffe}' | '\u{ffff}') => {}
            _ => out.push(character),
        }
    }
    out
}

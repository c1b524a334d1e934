//! The number of somebody's identity card or mobile phone in a policy: such files are published.

use crate::base::span::Span;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::OneText;

crate::catalogue! {
    identity_card(masked) { zh: "这里像是身份证号码 {masked}", en: "this looks like an identity card number, {masked}" }
    phone(masked) { zh: "这里像是手机号码 {masked}", en: "this looks like a mobile phone number, {masked}" }
    help() { zh: "政策文件会公开,请删去个人信息", en: "policies are published; take out what belongs to a person" }
}

pub(super) fn check(one: &OneText<'_>, problems: &mut Problems) {
    let text = &one.page.source.text;
    for (start, run) in runs(text) {
        let masked = || format!("{}…{}", &run[..3], &run[run.len() - 2..]);
        let message = if is_identity_card(run) {
            identity_card(masked())
        } else if is_phone(run) && !is_amount(&text[start + run.len()..]) {
            phone(masked())
        } else {
            continue;
        };
        let span = Span::new(one.page.id, start, start + run.len());
        problems.push(Diagnostic::new(Code::PersonalData, span, message).help(help()));
    }
}

/// Returns the runs of ASCII letters and digits with their places.
fn runs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let parts = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    parts.filter(|run| matches!(run.len(), 11 | 18)).map(|run| (run.as_ptr() as usize - text.as_ptr() as usize, run))
}

/// Seventeen digits and the check character of GB 11643.
fn is_identity_card(run: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let Some((digits, last)) = run.split_at_checked(17) else { return false };
    if run.len() != 18 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return false;
    }
    let sum: u32 = digits.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    let check = "10X98765432".as_bytes()[(sum % 11) as usize];
    let month = digits.get(10..12).and_then(|month| month.parse::<u8>().ok());
    last.to_ascii_uppercase().as_bytes() == [check] && month.is_some_and(|month| (1..=12).contains(&month))
}

fn is_phone(run: &str) -> bool {
    let bytes = run.as_bytes();
    run.len() == 11 && bytes.iter().all(u8::is_ascii_digit) && bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1])
}

fn is_amount(rest: &str) -> bool {
    rest.starts_with(['元', '万', '分', '角', '人', '.', '%'])
}

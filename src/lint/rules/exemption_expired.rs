//! An exemption from a standard that has ended by the day of asking and still stands in the file.

use super::exemption_without_end::exemptions;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::OneText;

crate::catalogue! {
    message(until) { zh: "豁免到 {until} 已经期满", en: "the exemption ended on {until}" }
    help() {
        zh: "要延长的请写新的日期和依据;不再豁免的,可以删去",
        en: "give a new date with its document to prolong it, or delete it",
    }
}

pub(super) fn check(one: &OneText<'_>, problems: &mut Problems) {
    let Some(as_of) = one.settings.as_of else { return };
    for (exemption, until) in exemptions(one) {
        if let Some(until) = until.filter(|until| *until < as_of) {
            let message = message(until.to_string());
            problems.push(Diagnostic::new(Code::ExemptionExpired, exemption.place.0, message).help(help()));
        }
    }
}

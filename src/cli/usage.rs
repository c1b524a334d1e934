//! What clap says of a command line it cannot read, to our sentences in both tongues.

use std::error::Error as _;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::error::{Error, did_you_mean};
use super::{help, words};
use crate::base::text::{Text, listed};

/// Returns what is wrong with the command line of a command (`None`: none was recognised).
pub(super) fn error(error: &clap::Error, command: Option<&str>) -> Error {
    let context = Context(error);
    let argument = || named(&context.first(ContextKind::InvalidArg).unwrap_or_default());
    let value = || context.first(ContextKind::InvalidValue).unwrap_or_default();
    let (message, hint) = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let name = context.first(ContextKind::InvalidSubcommand).unwrap_or_default();
            let near = help::commands_near(&name);
            let near = if near.is_empty() { context.all(ContextKind::SuggestedSubcommand) } else { near };
            (words::unknown_command(name), (!near.is_empty()).then(|| did_you_mean(&near)))
        }
        ErrorKind::UnknownArgument => {
            let name = context.first(ContextKind::InvalidArg).unwrap_or_default();
            let near = context.all(ContextKind::SuggestedArg);
            let message = if name.starts_with('-') { words::unknown_flag(&name) } else { words::extra_argument(&name) };
            (message, (!near.is_empty()).then(|| did_you_mean(&near)))
        }
        ErrorKind::InvalidValue if value().is_empty() => {
            let allowed = context.all(ContextKind::ValidValue);
            (words::flag_without_value(argument()), (!allowed.is_empty()).then(|| words::one_of(listed(&allowed))))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let near = context.all(ContextKind::SuggestedValue);
            let allowed = context.all(ContextKind::ValidValue);
            let is_number = error.source().is_some_and(|own| own.to_string().contains("digit"));
            let hint = match () {
                () if !near.is_empty() => Some(did_you_mean(&near)),
                () if !allowed.is_empty() => Some(words::one_of(listed(&allowed))),
                () => is_number.then(words::whole_number),
            };
            (words::bad_value(argument(), value()), hint)
        }
        ErrorKind::MissingRequiredArgument => {
            let names: Vec<Text> = context.all(ContextKind::InvalidArg).iter().map(|name| named(name)).collect();
            (words::missing(listed(&names)), None)
        }
        ErrorKind::TooManyValues => (words::value_for_switch(argument(), value()), None),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => (words::flag_without_value(argument()), None),
        ErrorKind::ArgumentConflict => {
            let other = context.first(ContextKind::PriorArg).map(|name| named(&name));
            match other.filter(|other| *other != argument()) {
                Some(other) => (words::not_together(argument(), other), None),
                None => (words::given_twice(argument()), None),
            }
        }
        ErrorKind::InvalidUtf8 => (words::not_unicode(), None),
        _ => (words::bad_command_line(), None),
    };
    let usage = || match command {
        Some(name) => words::usage_is(help::usage(name)),
        None => words::see_help("polcheck"),
    };
    Error::Usage { message, hint: Some(hint.unwrap_or_else(usage)) }
}

struct Context<'e>(&'e clap::Error);

impl Context<'_> {
    fn all(&self, kind: ContextKind) -> Vec<String> {
        match self.0.get(kind) {
            Some(ContextValue::String(text)) => vec![text.clone()],
            Some(ContextValue::Strings(texts)) => texts.clone(),
            _ => Vec::new(),
        }
    }

    fn first(&self, kind: ContextKind) -> Option<String> {
        self.all(kind).into_iter().next()
    }
}

/// Returns an argument as the help shows it: clap says `--as-of <DATE>` and `<COUNTY>`.
fn named(shown: &str) -> Text {
    match shown.split_once(' ') {
        Some((flag, _)) => Text::same(flag),
        None if shown.starts_with('-') => Text::same(shown),
        None => help::value_name(shown.trim_matches(['<', '>', '[', ']', '.'])),
    }
}

//! What people read, in both tongues at once; `catalogue!` declares messages side by side.

use serde::{Deserialize, Serialize};

/// A tongue of messages, keywords and reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Lang {
    #[serde(rename = "zh")]
    Zh,
    #[serde(rename = "en")]
    En,
}

/// A text in both tongues.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Text {
    pub zh: String,
    pub en: String,
}

impl Text {
    /// Returns a text that reads the same in both tongues (a name, a number).
    pub fn same(text: impl Into<String>) -> Text {
        let text = text.into();
        Text { zh: text.clone(), en: text }
    }

    /// Returns a text of two fixed wordings.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Text {
        Text { zh: zh.into(), en: en.into() }
    }

    /// Returns the wording in a tongue.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// What can stand in a message: says itself in either tongue.
pub trait Speak {
    /// Returns the wording in a tongue.
    fn speak(&self, lang: Lang) -> String;
}

impl Speak for Text {
    fn speak(&self, lang: Lang) -> String {
        self.get(lang).to_owned()
    }
}

impl Speak for str {
    fn speak(&self, _: Lang) -> String {
        self.to_owned()
    }
}

impl Speak for String {
    fn speak(&self, _: Lang) -> String {
        self.clone()
    }
}

impl Speak for usize {
    fn speak(&self, _: Lang) -> String {
        self.to_string()
    }
}

impl<T: Speak + ?Sized> Speak for &T {
    fn speak(&self, lang: Lang) -> String {
        (*self).speak(lang)
    }
}

/// Joins what is said with `、` in Chinese and `, ` in English.
pub fn listed<T: Speak>(items: &[T]) -> Text {
    let join = |lang, mark: &str| items.iter().map(|item| item.speak(lang)).collect::<Vec<_>>().join(mark);
    Text { zh: join(Lang::Zh, "、"), en: join(Lang::En, ", ") }
}

/// Joins names that an author wrote or may write: each in backticks.
pub fn quoted<T: Speak>(names: &[T]) -> Text {
    let quote =
        |name: &T| Text { zh: format!("`{}`", name.speak(Lang::Zh)), en: format!("`{}`", name.speak(Lang::En)) };
    listed(&names.iter().map(quote).collect::<Vec<_>>())
}

/// Declares messages: a function each, which returns a [`Text`]; both wordings must use only the
/// declared placeholders (checked by the compiler).
///
/// ```
/// polcheck::catalogue! {
///     number_needs_unit(number) {
///         zh: "`{number}` 缺少单位",
///         en: "`{number}` needs a unit",
///     }
/// }
/// assert_eq!(number_needs_unit("80").en, "`80` needs a unit");
/// ```
#[macro_export]
macro_rules! catalogue {
    ($( $(#[$doc:meta])* $name:ident ( $($arg:ident),* $(,)? ) { zh: $zh:literal, en: $en:literal $(,)? } )*) => {
        $(
            $(#[$doc])*
            pub(crate) fn $name($($arg: impl $crate::base::text::Speak),*) -> $crate::base::text::Text {
                let zh = {
                    $(let $arg = $crate::base::text::Speak::speak(&$arg, $crate::base::text::Lang::Zh);)*
                    format!($zh)
                };
                let en = {
                    $(let $arg = $crate::base::text::Speak::speak(&$arg, $crate::base::text::Lang::En);)*
                    format!($en)
                };
                $crate::base::text::Text { zh, en }
            }
        )*
    };
}

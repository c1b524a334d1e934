//! Markdown, piece by piece; whatever comes from a policy is made harmless here.

use crate::base::text::{Lang, Text};
use crate::report::grid::plain_in_markdown;

/// A text in the making.
pub(super) struct Page {
    out: String,
    lang: Lang,
}

impl Page {
    /// Begins with a name and what it is.
    pub(super) fn new(name: &str, what: &Text, lang: Lang) -> Page {
        let mut page = Page { out: String::new(), lang };
        page.out.push_str(&format!("**{}**", plain_in_markdown(name)));
        let what = what.get(lang);
        if !what.is_empty() {
            page.out.push_str(&format!(" — {}", plain_in_markdown(what)));
        }
        page.out.push('\n');
        page
    }

    pub(super) fn sentence(&mut self, text: &Text) {
        let text = text.get(self.lang);
        if !text.is_empty() {
            self.out.push_str(&format!("\n{}\n", plain_in_markdown(text)));
        }
    }

    pub(super) fn part(&mut self, title: &Text) {
        self.out.push_str(&format!("\n**{}**\n", plain_in_markdown(title.get(self.lang))));
    }

    pub(super) fn item(&mut self, text: &str) {
        self.item_as_it_is(&plain_in_markdown(text));
    }

    /// Adds an item that is Markdown already.
    pub(super) fn item_as_it_is(&mut self, text: &str) {
        let goes_on = self.out.trim_end_matches('\n').rsplit('\n').next().is_some_and(|line| line.starts_with("- "));
        let gap = if goes_on { "" } else { "\n" };
        self.out.push_str(&format!("{gap}- {text}\n"));
    }

    /// Adds Markdown as it is.
    pub(super) fn block(&mut self, markdown: &str) {
        let markdown = markdown.trim_matches('\n');
        if !markdown.is_empty() {
            self.out.push_str(&format!("\n{markdown}\n"));
        }
    }

    pub(super) fn finish(self) -> String {
        self.out
    }
}

/// Returns a text that leads to an address, when that is one of the web and breaks nothing.
pub(super) fn link(text: &str, url: &str) -> String {
    let text = plain_in_markdown(text);
    let web = url.starts_with("https://") || url.starts_with("http://");
    let breaks = |letter: char| letter.is_whitespace() || letter.is_control() || "()<>[]\"'\\`".contains(letter);
    if web && !url.contains(breaks) { format!("[{text}]({url})") } else { text }
}

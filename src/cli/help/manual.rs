//! The help as manual pages: troff with the `man` macros.

use super::pages::{self, EXAMPLES, GLOBAL, PAGES};
use super::{Page, Row, filled};
use crate::base::text::Lang;

/// Returns the page of polcheck.
pub(super) fn of_all(lang: Lang) -> String {
    let mut out = Troff::new("polcheck", lang);
    out.section("名称", "NAME");
    out.text(&format!("polcheck - {}", pages::about(lang)));
    out.section("用法", "SYNOPSIS");
    out.bold(match lang {
        Lang::Zh => "polcheck 命令 [参数…] [选项…]",
        Lang::En => "polcheck COMMAND [ARGUMENT…] [OPTION…]",
    });
    out.section("说明", "DESCRIPTION");
    out.paragraphs(pages::notes(lang));
    out.section("命令", "COMMANDS");
    for page in PAGES {
        out.entry(page.name, page.about.get(lang));
    }
    out.rows(("选项", "OPTIONS"), GLOBAL);
    out.examples(EXAMPLES);
    out.text
}

/// Returns the page of a command.
pub(super) fn of_command(page: &Page, lang: Lang) -> String {
    let mut out = Troff::new(&format!("polcheck-{}", page.name), lang);
    out.section("名称", "NAME");
    out.text(&format!("polcheck-{} - {}", page.name, page.about.get(lang)));
    out.section("用法", "SYNOPSIS");
    out.bold(&filled(page.usage, lang));
    out.section("说明", "DESCRIPTION");
    out.paragraphs(page.long.get(lang));
    if !page.rows.is_empty() {
        out.rows(("参数和选项", "ARGUMENTS AND OPTIONS"), page.rows);
    }
    out.rows(("每个命令都有的选项", "OPTIONS OF EVERY COMMAND"), GLOBAL);
    out.examples(page.examples);
    out.text
}

struct Troff {
    text: String,
    lang: Lang,
}

impl Troff {
    fn new(name: &str, lang: Lang) -> Troff {
        let title = name.to_uppercase();
        let text = format!(".TH {title} 1 \"\" \"polcheck {}\"\n", env!("CARGO_PKG_VERSION"));
        Troff { text, lang }
    }

    fn section(&mut self, zh: &str, en: &str) {
        let name = if self.lang == Lang::Zh { zh } else { en };
        self.text.push_str(&format!(".SH \"{name}\"\n"));
    }

    fn text(&mut self, text: &str) {
        self.text.push_str(&escaped(text));
        self.text.push('\n');
    }

    fn bold(&mut self, text: &str) {
        self.text.push_str(&format!("\\fB{}\\fR\n", escaped(text)));
    }

    fn paragraphs(&mut self, text: &str) {
        for (at, paragraph) in text.lines().enumerate() {
            if at > 0 {
                self.text.push_str(".PP\n");
            }
            self.text(paragraph);
        }
    }

    fn entry(&mut self, name: &str, text: &str) {
        self.text.push_str(".TP\n");
        self.bold(name);
        self.text(text);
    }

    fn rows(&mut self, heading: (&str, &str), rows: &[Row]) {
        self.section(heading.0, heading.1);
        for row in rows {
            self.entry(&filled(row.flag, self.lang), row.text(self.lang));
        }
    }

    fn examples(&mut self, examples: &[Row]) {
        self.section("例子", "EXAMPLES");
        for (at, example) in examples.iter().enumerate() {
            if at > 0 {
                self.text.push_str(".PP\n");
            }
            self.text(example.text(self.lang));
            self.text.push_str(&format!(".PP\n.RS 4\n.nf\n{}\n.fi\n.RE\n", escaped(example.flag)));
        }
    }
}

/// Returns a line that troff shows as it is.
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-");
    if text.starts_with(['.', '\'']) { format!("\\&{text}") } else { text }
}

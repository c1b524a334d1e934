//! The words of a command line to what is asked: commands, flags, values. The help about them stands in `help`.
//!
//! clap reads the words and finds the nearest ones; it prints nothing, since its own texts exist in one tongue only.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::base::text::Lang;
use crate::syntax::format::KeywordStyle;

/// What stands on a command line.
#[derive(Debug, Parser)]
#[command(name = "polcheck", disable_help_flag = true, disable_help_subcommand = true, disable_version_flag = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// What every command takes.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Global {
    #[arg(long, global = true, value_enum, value_name = "FORMAT")]
    pub(crate) format: Option<OutputWord>,
    #[arg(short, long, global = true, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[arg(long, global = true, value_enum, value_name = "LANG")]
    pub(crate) lang: Option<LangWord>,
    #[arg(long, global = true, value_name = "DATE")]
    pub(crate) as_of: Option<String>,
    #[arg(long, global = true, value_enum, value_name = "WHEN")]
    pub(crate) color: Option<ColorWord>,
    #[arg(long, global = true, value_name = "COLUMNS")]
    pub(crate) width: Option<String>,
    #[arg(long, global = true, value_enum, value_name = "WIDTH")]
    pub(crate) marks: Option<MarksWord>,
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) workspace: Option<PathBuf>,
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    #[arg(long, global = true)]
    pub(crate) exit_zero: bool,
    #[arg(long, global = true)]
    pub(crate) no_progress: bool,
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Check(CheckArguments),
    Fmt(FmtArguments),
    Show(ShowArguments),
    Case(CaseArguments),
    Test(TestArguments),
    Diff(DiffArguments),
    Compare(CompareArguments),
    Conform(ConformArguments),
    Verify(VerifyArguments),
    Settle(SettleArguments),
    Merge(MergeArguments),
    Generate(GenerateArguments),
    Ci(CiArguments),
    GitDiffDriver(GitDiffDriverArguments),
    #[cfg(feature = "lsp")]
    Lsp(LspArguments),
    Explain(ExplainArguments),
    Import(ImportArguments),
    Init(InitArguments),
    Config(ConfigArguments),
    Completions(CompletionsArguments),
    Man(ManArguments),
    #[command(hide = true)]
    Complete(CompleteArguments),
}

impl Command {
    /// Whether the command's result can be a document of this kind.
    pub(crate) fn makes(&self, document: DocumentWord) -> bool {
        let is_report = matches!(
            self,
            Command::Show(_) | Command::Diff(_) | Command::Compare(_) | Command::Conform(_) | Command::Verify(_)
        );
        match document {
            DocumentWord::Html | DocumentWord::Xlsx => {
                is_report
                    || matches!(self, Command::Settle(_) | Command::Merge(_) | Command::Ci(_) | Command::Import(_))
            }
            DocumentWord::Svg => is_report,
            DocumentWord::Csv => matches!(self, Command::Settle(_) | Command::Merge(_)),
            DocumentWord::Parquet | DocumentWord::Arrow => matches!(self, Command::Settle(_) | Command::Merge(_)),
            DocumentWord::Sarif | DocumentWord::Junit | DocumentWord::Github | DocumentWord::Gitlab => {
                matches!(self, Command::Ci(_))
            }
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[arg(long)]
    pub(crate) strict: bool,
    #[arg(long)]
    pub(crate) fix: bool,
    #[arg(long)]
    pub(crate) write_baseline: bool,
}

#[cfg(feature = "lsp")]
#[derive(Debug, Args)]
pub(crate) struct LspArguments {
    /// What editors add of their own accord; there is no other way.
    #[arg(long, hide = true)]
    pub(crate) stdio: bool,
    #[arg(long = "clientProcessId", hide = true, value_name = "ID")]
    pub(crate) client: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct FmtArguments {
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[arg(long)]
    pub(crate) check: bool,
    #[arg(long)]
    pub(crate) diff: bool,
    #[arg(long, value_enum, value_name = "KEYWORDS")]
    pub(crate) keywords: Option<KeywordsWord>,
}

#[derive(Debug, Args)]
pub(crate) struct ShowArguments {
    #[arg(value_name = "COUNTY")]
    pub(crate) county: String,
    #[arg(value_name = "NAME")]
    pub(crate) names: Vec<String>,
    #[arg(long)]
    pub(crate) history: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CaseArguments {
    #[arg(value_name = "COUNTY")]
    pub(crate) county: String,
    #[arg(value_name = "FACT=VALUE")]
    pub(crate) facts: Vec<String>,
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub(crate) given: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct TestArguments {
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[arg(long, value_name = "TEXT")]
    pub(crate) filter: Option<String>,
    #[arg(long)]
    pub(crate) coverage: bool,
    #[arg(long, conflicts_with = "coverage")]
    pub(crate) generate: bool,
}

#[derive(Debug, Args)]
pub(crate) struct DiffArguments {
    #[arg(value_name = "A")]
    pub(crate) old: String,
    #[arg(value_name = "B")]
    pub(crate) new: String,
    #[arg(long)]
    pub(crate) verdict: bool,
    #[arg(long)]
    pub(crate) clauses: bool,
    #[arg(long)]
    pub(crate) behaviour: bool,
    #[arg(long)]
    pub(crate) worked: bool,
    #[arg(long)]
    pub(crate) all: bool,
    #[arg(long, value_name = "WHAT")]
    pub(crate) only: Vec<String>,
    #[arg(long, value_name = "GROUP")]
    pub(crate) group: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct CompareArguments {
    #[arg(value_name = "COUNTY")]
    pub(crate) names: Vec<String>,
    #[arg(long)]
    pub(crate) all: bool,
    #[arg(long)]
    pub(crate) full: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ConformArguments {
    #[arg(value_name = "COUNTY")]
    pub(crate) names: Vec<String>,
    #[arg(long)]
    pub(crate) all: bool,
    #[arg(long)]
    pub(crate) fix: bool,
    #[arg(long, requires = "fix")]
    pub(crate) diff: bool,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArguments {
    #[arg(value_name = "COUNTY")]
    pub(crate) names: Vec<String>,
    #[arg(long)]
    pub(crate) all: bool,
    #[arg(long, value_name = "PROPERTY")]
    pub(crate) only: Vec<String>,
    #[arg(long, value_name = "YUAN")]
    pub(crate) cliff: Option<String>,
    #[arg(long, conflicts_with_all = ["names", "all", "only", "cliff"])]
    pub(crate) list: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SettleArguments {
    #[arg(value_name = "FILE", required_unless_present_any = ["months", "explain_plan"])]
    pub(crate) files: Vec<PathBuf>,
    #[arg(long, value_name = "MONTHS", conflicts_with_all = ["files", "compare", "trace", "sorted"])]
    pub(crate) months: Option<String>,
    #[arg(long = "county", value_name = "COUNTY")]
    pub(crate) counties: Vec<String>,
    #[arg(long, value_name = "FILE")]
    pub(crate) persons: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub(crate) households: Option<PathBuf>,
    #[arg(long, value_name = "WHAT")]
    pub(crate) by: Vec<String>,
    #[arg(long)]
    pub(crate) show_few: bool,
    #[arg(long)]
    pub(crate) compare: bool,
    #[arg(long, value_name = "PERSON", conflicts_with_all = ["by", "compare"])]
    pub(crate) trace: Option<String>,
    #[arg(long, value_name = "COLUMN=FACT")]
    pub(crate) map: Vec<String>,
    #[arg(long)]
    pub(crate) save_map: bool,
    #[arg(long, value_name = "ENCODING")]
    pub(crate) encoding: Option<String>,
    #[arg(long, value_name = "SHEET")]
    pub(crate) sheet: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,
    #[arg(long, value_name = "COUNT")]
    pub(crate) max_rejects: Option<u64>,
    #[arg(long)]
    pub(crate) strict: bool,
    #[arg(long, value_name = "FILE")]
    pub(crate) record: Option<PathBuf>,
    #[arg(long, value_name = "SIZE")]
    pub(crate) memory: Option<String>,
    #[arg(long)]
    pub(crate) sorted: bool,
    #[arg(long, value_name = "SHARD")]
    pub(crate) shard: Option<String>,
    #[arg(long, value_name = "COUNT")]
    pub(crate) threads: Option<usize>,
    #[arg(long)]
    pub(crate) explain_plan: bool,
    /// Settles everything by the evaluator: for tests.
    #[arg(long, hide = true)]
    pub(crate) reference: bool,
    /// Reads every row cell by cell: for tests.
    #[arg(long, hide = true)]
    pub(crate) by_cells: bool,
}

#[derive(Debug, Args)]
pub(crate) struct MergeArguments {
    #[arg(value_name = "FILE", required = true)]
    pub(crate) records: Vec<PathBuf>,
    #[arg(long)]
    pub(crate) show_few: bool,
}

#[derive(Debug, Args)]
pub(crate) struct GenerateArguments {
    #[arg(value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,
    #[arg(long = "county", value_name = "COUNTY")]
    pub(crate) counties: Vec<String>,
    #[arg(long, value_name = "COUNT")]
    pub(crate) persons: Option<u64>,
    #[arg(long, value_name = "COUNT")]
    pub(crate) year: Option<i16>,
    #[arg(long, value_name = "COUNT")]
    pub(crate) seed: Option<u64>,
    #[arg(long, value_name = "FILE")]
    pub(crate) population: Option<PathBuf>,
    #[arg(long)]
    pub(crate) apart: bool,
    #[arg(long, value_enum, value_name = "TABLE")]
    pub(crate) table: Option<TableWord>,
    #[arg(long)]
    pub(crate) assumptions: bool,
}

/// In which form tables are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableWord {
    Csv,
    Xlsx,
    Parquet,
    Arrow,
}

impl TableWord {
    /// How names of such files end.
    pub(crate) fn ending(self) -> &'static str {
        match self {
            TableWord::Csv => "csv",
            TableWord::Xlsx => "xlsx",
            TableWord::Parquet => "parquet",
            TableWord::Arrow => "arrow",
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct CiArguments {
    #[arg(long, value_name = "REF")]
    pub(crate) against: Option<String>,
    #[arg(long, value_name = "REV")]
    pub(crate) head: Option<String>,
    #[arg(long)]
    pub(crate) exact: bool,
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<String>,
    #[arg(long)]
    pub(crate) accept: bool,
    #[arg(long, value_name = "FILE")]
    pub(crate) claims: Vec<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub(crate) persons: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub(crate) households: Option<PathBuf>,
    #[arg(long, value_name = "MONTHS")]
    pub(crate) months: Option<String>,
    #[arg(long = "county", value_name = "COUNTY")]
    pub(crate) counties: Vec<String>,
    #[arg(long, value_name = "COLUMN=FACT")]
    pub(crate) map: Vec<String>,
    #[arg(long, value_name = "ENCODING")]
    pub(crate) encoding: Option<String>,
    #[arg(long, value_name = "SHEET")]
    pub(crate) sheet: Option<String>,
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(..=100))]
    pub(crate) years_later: Option<u32>,
    #[arg(long)]
    pub(crate) show_few: bool,
    #[arg(long, value_name = "SIZE")]
    pub(crate) memory: Option<String>,
    #[arg(long)]
    pub(crate) sorted: bool,
    #[arg(long, value_name = "COUNT")]
    pub(crate) threads: Option<usize>,
    #[arg(long)]
    pub(crate) list: bool,
}

/// What git gives an external diff; of a renamed file two more.
#[derive(Debug, Args)]
pub(crate) struct GitDiffDriverArguments {
    #[arg(value_name = "ARGUMENT", num_args = 0.., allow_hyphen_values = true)]
    pub(crate) arguments: Vec<std::ffi::OsString>,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArguments {
    #[arg(value_name = "NAME", required_unless_present = "list")]
    pub(crate) name: Option<String>,
    #[arg(long)]
    pub(crate) list: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ImportArguments {
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[arg(long, value_name = "FILE")]
    pub(crate) map: Option<PathBuf>,
    /// Prints what was found out about the columns, to be corrected.
    #[arg(long)]
    pub(crate) draft: bool,
    #[arg(long, value_name = "COLUMN=VALUE")]
    pub(crate) say: Vec<String>,
    #[arg(long = "in", value_name = "COUNTY")]
    pub(crate) parent: Option<String>,
    #[arg(long, value_name = "SHEET")]
    pub(crate) sheet: Option<String>,
    #[arg(long, value_name = "ENCODING")]
    pub(crate) encoding: Option<String>,
    #[arg(long, value_name = "DIR")]
    pub(crate) to: Option<PathBuf>,
    /// Shows the policies, writes nothing.
    #[arg(long)]
    pub(crate) print: bool,
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct InitArguments {
    #[arg(value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,
    #[arg(long, value_enum, value_name = "CI")]
    pub(crate) ci: Option<CiWord>,
}

#[derive(Debug, Args)]
pub(crate) struct ConfigArguments {
    #[arg(value_enum, value_name = "ACTION")]
    pub(crate) action: ConfigAction,
    #[arg(long)]
    pub(crate) origin: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArguments {
    #[arg(value_enum, value_name = "SHELL")]
    pub(crate) shell: ShellWord,
}

#[derive(Debug, Args)]
pub(crate) struct ManArguments {
    #[arg(value_name = "COMMAND")]
    pub(crate) command: Option<String>,
}

/// What a shell asks for: the words behind `polcheck`, the last one not finished.
#[derive(Debug, Args)]
pub(crate) struct CompleteArguments {
    #[arg(value_enum)]
    pub(crate) shell: ShellWord,
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub(crate) words: Vec<String>,
}

/// Where policies are checked when they change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CiWord {
    Github,
    Gitlab,
    Gitee,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ConfigAction {
    Show,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ShellWord {
    Bash,
    Zsh,
    Fish,
    Powershell,
}

/// What `--format` may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputWord {
    Text,
    Plain,
    Json,
    Markdown,
    Html,
    Xlsx,
    Svg,
    Csv,
    Parquet,
    Arrow,
    Sarif,
    Junit,
    Github,
    Gitlab,
}

/// The form of a result that is text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FormatWord {
    Text,
    Plain,
    Json,
    Markdown,
}

/// The form of a result that is a document of its own; only reports have one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DocumentWord {
    Html,
    Xlsx,
    Svg,
    /// Tables of rows.
    Csv,
    Parquet,
    Arrow,
    Sarif,
    Junit,
    Github,
    Gitlab,
}

impl OutputWord {
    pub(crate) fn name(self) -> &'static str {
        match self.split() {
            (_, Some(document)) => document.name(),
            (format, None) => format.name(),
        }
    }

    /// Returns the form of text, or the kind of document.
    pub(crate) fn split(self) -> (FormatWord, Option<DocumentWord>) {
        match self {
            OutputWord::Text => (FormatWord::Text, None),
            OutputWord::Plain => (FormatWord::Plain, None),
            OutputWord::Json => (FormatWord::Json, None),
            OutputWord::Markdown => (FormatWord::Markdown, None),
            OutputWord::Html => (FormatWord::Text, Some(DocumentWord::Html)),
            OutputWord::Xlsx => (FormatWord::Text, Some(DocumentWord::Xlsx)),
            OutputWord::Svg => (FormatWord::Text, Some(DocumentWord::Svg)),
            OutputWord::Csv => (FormatWord::Text, Some(DocumentWord::Csv)),
            OutputWord::Parquet => (FormatWord::Text, Some(DocumentWord::Parquet)),
            OutputWord::Arrow => (FormatWord::Text, Some(DocumentWord::Arrow)),
            OutputWord::Sarif => (FormatWord::Json, Some(DocumentWord::Sarif)),
            OutputWord::Junit => (FormatWord::Plain, Some(DocumentWord::Junit)),
            OutputWord::Github => (FormatWord::Plain, Some(DocumentWord::Github)),
            OutputWord::Gitlab => (FormatWord::Json, Some(DocumentWord::Gitlab)),
        }
    }
}

impl DocumentWord {
    pub(crate) fn name(self) -> &'static str {
        match self {
            DocumentWord::Html => "html",
            DocumentWord::Xlsx => "xlsx",
            DocumentWord::Svg => "svg",
            DocumentWord::Csv => "csv",
            DocumentWord::Parquet => "parquet",
            DocumentWord::Arrow => "arrow",
            DocumentWord::Sarif => "sarif",
            DocumentWord::Junit => "junit",
            DocumentWord::Github => "github",
            DocumentWord::Gitlab => "gitlab",
        }
    }
}

impl FormatWord {
    pub(crate) fn name(self) -> &'static str {
        match self {
            FormatWord::Text => "text",
            FormatWord::Plain => "plain",
            FormatWord::Json => "json",
            FormatWord::Markdown => "markdown",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LangWord {
    Zh,
    En,
}

impl From<LangWord> for Lang {
    fn from(word: LangWord) -> Lang {
        match word {
            LangWord::Zh => Lang::Zh,
            LangWord::En => Lang::En,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorWord {
    Auto,
    Always,
    Never,
}

/// How many columns a terminal gives to marks such as `“` and `─`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum MarksWord {
    Narrow,
    Wide,
}

impl MarksWord {
    pub(crate) fn name(self) -> &'static str {
        match self {
            MarksWord::Narrow => "narrow",
            MarksWord::Wide => "wide",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeywordsWord {
    Zh,
    En,
    Keep,
}

impl From<KeywordsWord> for KeywordStyle {
    fn from(word: KeywordsWord) -> KeywordStyle {
        match word {
            KeywordsWord::Zh => KeywordStyle::Zh,
            KeywordsWord::En => KeywordStyle::En,
            KeywordsWord::Keep => KeywordStyle::Keep,
        }
    }
}

//! The table of every diagnostic: name, default severity, one line in each tongue. Each has a page in
//! `docs/diagnostics/`, with a bad and a good example that tests execute.

use super::Severity;
use crate::base::text::Text;

macro_rules! codes {
    ($( $variant:ident $name:literal $severity:ident $zh:literal $en:literal; )*) => {
        /// The name of a kind of problem; it reads well after "allow".
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code { $( $variant, )* }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Code] = &[$( Code::$variant, )*];

            /// Returns the stable name, in kebab-case.
            pub fn name(self) -> &'static str {
                match self { $( Code::$variant => $name, )* }
            }

            /// Returns the severity where nothing else is configured.
            pub fn severity(self) -> Severity {
                match self { $( Code::$variant => Severity::$severity, )* }
            }

            /// Returns what the code means, in one line.
            pub fn summary(self) -> Text {
                match self { $( Code::$variant => Text::new($zh, $en), )* }
            }

            /// Returns the text of `docs/diagnostics/NAME.md`; a code without a page does not compile.
            pub(super) fn page_text(self) -> &'static str {
                match self {
                    $( Code::$variant => include_str!(concat!("../../docs/diagnostics/", $name, ".md")), )*
                }
            }

            /// Returns the code of a name.
            pub fn from_name(name: &str) -> Option<Code> {
                Code::ALL.iter().copied().find(|code| code.name() == name)
            }
        }
    };
}

codes! {
    // Letters and words.
    SyntaxError "syntax-error" Error "这里的写法看不懂" "the text does not follow the grammar here";
    MissingHeader "missing-header" Error "文件没有首行" "the file has no header line";
    UnclosedBrace "unclosed-brace" Error "括号没有配对" "a brace or bracket is not closed";
    UnclosedQuote "unclosed-quote" Error "引号没有配对" "a quotation mark is not closed";
    StrayMark "stray-mark" Error "多余的标点或括号" "a stray mark or bracket";
    NestingTooDeep "nesting-too-deep" Error "一层套一层,超过64层" "nesting goes beyond 64 levels";
    TextTooLarge "text-too-large" Error "文本过大" "the text is too large";
    TextEncoding "text-encoding" Error "文件不是UTF-8编码" "the file is not UTF-8";
    UnknownWord "unknown-word" Error "不认识的条款或声明" "an unknown clause or declaration word";
    NumberMalformed "number-malformed" Error "数字写法不对" "a number is written in a way that cannot be read";
    DateImpossible "date-impossible" Error "没有这一天" "there is no such day";
    UnitMissing "unit-missing" Error "数字缺少单位" "a number lacks its unit";
    UnknownUnit "unknown-unit" Error "不认识的单位" "an unknown unit";
    BoundMissing "bound-missing" Error "没有说明正好在线上的归谁" "a band edge does not say who owns it";
    // Names.
    UnknownName "unknown-name" Error "找不到这个名称" "a name that is declared nowhere";
    AmbiguousName "ambiguous-name" Error "名称有歧义" "a name with more than one meaning";
    DuplicateName "duplicate-name" Error "名称重复声明" "a name is declared twice";
    LookAlikeName "look-alike-name" Warning "名称看起来一样,用的字母不同" "two names look alike but are spelled differently";
    UnknownDocument "unknown-document" Error "引用的文件没有声明" "a cited document is not declared";
    UnknownJurisdiction "unknown-jurisdiction" Error "找不到这个地区" "an unknown jurisdiction";
    UnknownPath "unknown-path" Error "路径所指的条款不存在" "a path names no clause";
    HiddenName "hidden-name" Error "与上级同名:请写“调整”" "a name of the parent is declared again without `override`";
    // Types and units.
    UnitMismatch "unit-mismatch" Error "单位不同,不能一起运算" "quantities of different units cannot be combined";
    TypeMismatch "type-mismatch" Error "类型不符" "a value of the wrong type";
    RatioPlusRatio "ratio-plus-ratio" Error "比例不能直接加比例:请写百分点" "a ratio plus a ratio: write percentage points";
    RatioOutOfRange "ratio-out-of-range" Error "比例超出 0%..100%" "a ratio outside 0%..100%";
    NotConstant "not-constant" Error "这里要写固定的值" "a fixed value is needed here";
    WrongArguments "wrong-arguments" Error "参数个数或写法不对" "wrong arguments";
    ValueOutOfRange "value-out-of-range" Error "值超出声明的范围" "a value outside its declared range";
    OwnerMismatch "owner-mismatch" Error "这里不知道是哪次结算、哪个人或哪一户" "there is no claim, person or household here to ask";
    // Tables and cases.
    TableGap "table-gap" Error "表格有空档" "a table has no row for some case";
    TableOverlap "table-overlap" Error "表格的行互相重叠" "rows of a table overlap";
    MaskedRow "masked-row" Warning "表里有一行永远用不到" "a row of a table never counts";
    RemovableRow "removable-row" Note "去掉这一行,结果不变" "a row of a table can go without changing anything";
    MergeableRows "mergeable-rows" Note "几行可以合为一行" "rows of a table can be one";
    RowMissing "row-missing" Note "有的情形表里没有行,结果为“无”" "a table of its own has no row for some case: its result is none";
    CheckIncomplete "check-incomplete" Warning "太大,没有全部查完" "too large to be checked in full";
    TableShape "table-shape" Error "表格的行列数不对" "a table row has the wrong number of entries";
    SegmentGap "segment-gap" Error "分段不相接" "segments do not touch";
    SegmentOrigin "segment-origin" Error "有起付线又有分段时,须说明从零起还是从起付线起" "segments beside a deductible must say where they start";
    ConflictingCases "conflicting-cases" Error "两个情形可能同时成立,规定却不同" "two cases can both hold and differ";
    ConflictingEffects "conflicting-effects" Error "两个调整可能同时成立,结果却不同" "two effects can both hold and differ";
    ConflictingTransitions "conflicting-transitions" Error "状态可能同时转向两处" "a state can move two ways at once";
    // Benefits.
    ClauseMissing "clause-missing" Error "待遇缺少必需的条款" "a benefit lacks a clause it needs";
    ClauseRepeated "clause-repeated" Error "同一条款重复" "a clause stands twice";
    ClauseNotAllowed "clause-not-allowed" Error "这种待遇不能有这一条款" "a clause that does not fit this benefit";
    LayerCycle "layer-cycle" Error "先后次序绕成了圈" "layers come after each other in a circle";
    DefinitionCycle "definition-cycle" Error "定义绕回了自己" "definitions use each other in a circle";
    ChoiceLayers "choice-layers" Error "择一的待遇,前面的各层要相同" "benefits of one choice must have the same layers before them";
    // Time.
    DateOverlap "date-overlap" Error "生效日期重叠" "dates of versions overlap";
    DateGap "date-gap" Warning "生效日期有空档" "dates of versions leave a gap";
    DateOrder "date-order" Error "截止日期早于起始日期" "a range of dates ends before it starts";
    RetroactiveDate "retroactive-date" Note "追溯生效:生效日早于发文日" "in force before its document was issued";
    AmendmentConflict "amendment-conflict" Error "两个修订在同一天改同一条" "two amendments change the same clause on the same day";
    // Parents and children.
    OverrideMissing "override-missing" Error "没有可调整的条款" "there is nothing to override";
    LockedClause "locked-clause" Error "上级已锁定,不得调整" "the parent has locked this clause";
    OutsideDelegation "outside-delegation" Error "超出上级授权的范围" "outside what the parent delegates";
    BelowOwnLastYear "below-own-last-year" Error "低于本地上年" "below the own value of last year";
    ListClosed "list-closed" Error "清单已封闭,不得增删" "the list is closed";
    ListEntry "list-entry" Error "清单里没有(或已有)这一项" "an entry that the list lacks (or has already)";
    ParentLevel "parent-level" Error "上级的层级不对" "a parent of the wrong level";
    // Citations.
    CitationMissing "citation-missing" Warning "数字没有依据" "a number cites no document";
    // Tests.
    TestSubject "test-subject" Error "测试的写法不对" "a test asks for something that cannot be";
}

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
    // What is allowed and rarely meant.
    CopiedName "copied-name" Warning "名称与条件说的不是一回事" "a name and its condition speak of different values";
    TestTitleDiffers "test-title-differs" Warning "测试的标题与已知说的不是一回事" "the title of a test and its data speak of different values";
    WordAgainstOperator "word-against-operator" Warning "说明与条款对“正好在线上”的说法相反" "a remark and a rule disagree on who owns the edge";
    StatedRatioDiffers "stated-ratio-differs" Warning "数额与说明里的算法对不上" "an amount does not come out as its remark says";
    YearlyNotTwelveMonths "yearly-not-twelve-months" Warning "年标准不是月标准的十二倍" "a yearly standard is not twelve monthly ones";
    MixedTongues "mixed-tongues" Warning "一个文件里中英文关键词混用" "keywords of both tongues in one file";
    PersonalData "personal-data" Warning "政策文件里有个人信息" "data of a person in a policy";
    SaidUniformNotLocked "said-uniform-not-locked" Warning "说是全省统一,却没有锁定" "said to be uniform, yet not locked";
    HistoryNotInOrder "history-not-in-order" Warning "历次标准没有按日期排列" "the rows of a history are not in order";
    BandsNotAscending "bands-not-ascending" Warning "各档没有按高低排列" "the bands of a table are not in order";
    RepeatedMember "repeated-member" Warning "同一个值列了两次" "a value is listed twice";
    RepeatedCondition "repeated-condition" Warning "同一个条件写了两次" "a condition stands twice";
    FractionOfAFen "fraction-of-a-fen" Warning "金额不到一分" "an amount finer than a fen";
    UntilFirstDay "until-first-day" Warning "截止日写的是某月一日" "a rule ends with the first day of a month";
    DocumentNumberBrackets "document-number-brackets" Warning "文号的年份没有用六角括号" "the year of a document number lacks its brackets";
    DocumentYearDiffers "document-year-differs" Warning "文号与发文日期不是同一年" "a document number and its date are of different years";
    DuplicateDocument "duplicate-document" Warning "同一个文件声明了两次" "one document is declared twice";
    UnusedDocument "unused-document" Warning "文件没有引用" "a document is not cited";
    RepealedDocument "repealed-document" Warning "依据的文件已经失效" "a rule stands on a document that is no longer in force";
    UnusedDefinition "unused-definition" Warning "定义或参数没有用到" "a definition or param is not used";
    UnusedList "unused-list" Warning "清单没有用到" "a list is not used";
    UnusedFact "unused-fact" Warning "字段没有用到" "a fact is not read";
    UnusedBenefitKind "unused-benefit-kind" Warning "待遇种类没有一项待遇" "no benefit is of this kind";
    AliasShadowsCode "alias-shadows-code" Warning "别名与另一项的代码或名称相同" "an alias is the code or name of another entry";
    RegionCodeForm "region-code-form" Warning "行政区划代码的写法不对" "a code of a jurisdiction is not in form";
    RegionCodeOutsideParent "region-code-outside-parent" Warning "代码不在上级的代码之下" "a code does not begin as that of the parent";
    CodeOutsideGroup "code-outside-group" Warning "下级病种的代码不是一组" "a code below one of another group";
    IcdNotInForm "icd-not-in-form" Warning "不是 ICD-10 编码的写法" "not written as a code of ICD-10";
    ListEntryCovered "list-entry-covered" Warning "清单里有一项已被包含" "a list entry is covered by another";
    RetiredWorse "retired-worse" Warning "退休的待遇不如在职" "the retired fare worse than those at work";
    PoorerWorse "poorer-worse" Warning "越困难的人待遇越低" "a poorer group fares worse";
    HigherLevelBetter "higher-level-better" Warning "上级医院反而更优惠" "a higher hospital is better for the patient";
    CapBelowDeductible "cap-below-deductible" Warning "限额比起付线还低" "a cap below the deductible";
    SingleCapAboveYearly "single-cap-above-yearly" Warning "单项限额比全年限额还高" "a single cap above that of the year";
    RatioBelowOnePercent "ratio-below-one-percent" Warning "比例不到百分之一" "a rate below one percent";
    RateHeldAtHundred "rate-held-at-hundred" Warning "比例加上百分点超过100%" "a rate with its points goes beyond 100%";
    IdleEffect "idle-effect" Warning "调整了等于没有调整" "an adjustment that changes nothing";
    MagnitudeJump "magnitude-jump" Warning "新旧数额相差二十倍以上" "an amount jumps twentyfold";
    RedundantOverride "redundant-override" Warning "调整的内容与上级一样" "an override that says what the parent says";
    ValueOutsideOwnDelegation "value-outside-own-delegation" Warning "本级的数不在授权的范围内" "an own value outside of what is delegated";
    NearDuplicateBenefits "near-duplicate-benefits" Warning "两项待遇几乎一样" "two benefits are nearly the same";
    ConditionNeverHolds "condition-never-holds" Warning "条件互相矛盾,永远不会成立" "conditions that exclude each other";
    DivisionByTwelve "division-by-twelve" Warning "除以12不改变单位" "dividing by 12 does not change the unit";
    ValueExpired "value-expired" Warning "标准已经过期" "a value has ended";
    ValueUnchecked "value-unchecked" Warning "很久没有核对" "not checked for long";
    CheckedBeforeIssued "checked-before-issued" Warning "核对日期早于发文日期" "checked before its document was issued";
    AwaitedForLong "awaited-for-long" Warning "待公布已超过一年" "awaited for more than a year";
    ProvisionalForLong "provisional-for-long" Warning "“暂定”已超过一年" "provisional for more than a year";
    ExemptionExpired "exemption-expired" Warning "豁免已经期满" "an exemption has ended";
    ExemptionWithoutEnd "exemption-without-end" Warning "豁免没有期限" "an exemption without an end";
    StandardWithoutRequirement "standard-without-requirement" Warning "标准没有一条要求" "a standard requires nothing";
    BenefitWithoutTest "benefit-without-test" Warning "待遇没有测试" "a benefit without a test";
    TestWithoutDate "test-without-date" Warning "测试没有日期" "a test without a day";
    RepeatedTestTitle "repeated-test-title" Warning "两个测试同名" "two tests of one title";
    UnusedSuppression "unused-suppression" Warning "允许的问题并不存在" "nothing of what is allowed is found";
    UnknownSuppression "unknown-suppression" Warning "允许的规则不存在或不能允许" "a rule that does not exist or cannot be allowed";
    SuppressionWithoutReason "suppression-without-reason" Warning "允许没有写原因" "no reason for what is allowed";
}

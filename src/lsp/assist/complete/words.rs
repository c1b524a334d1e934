//! What is said beside offers, in both tongues.

use crate::base::text::Text;
use crate::syntax::keywords::Word;

/// Says in a few words what a keyword is for; empty where the word says it.
pub(super) fn keyword(word: Word) -> Text {
    match word {
        Word::Benefit => benefit(),
        Word::EveryBenefit => every_benefit(),
        Word::Document => document(),
        Word::Fact => fact(),
        Word::Enum => an_enum(),
        Word::Catalogue => catalogue_word(),
        Word::List => list(),
        Word::Param => param(),
        Word::Define => define(),
        Word::Group => group(),
        Word::Table => table(),
        Word::Account => account(),
        Word::State => state(),
        Word::Choose => choose(),
        Word::Standard => standard(),
        Word::Assert => assertion(),
        Word::Test => test(),
        Word::Typical => typical(),
        Word::Override => override_word(),
        Word::Repeal => repeal(),
        Word::AddTo => add_to(),
        Word::RemoveFrom => remove_from(),
        Word::Rename => rename(),
        Word::Identity => identity_word(),
        Word::Map => map(),
        Word::Requires => requires(),
        Word::Deductible => deductible(),
        Word::Rate => rate(),
        Word::Cap => cap(),
        Word::Amount => amount(),
        Word::Base => base(),
        Word::FirstPay => first_pay(),
        Word::Quantity => quantity(),
        Word::TopUpTo => top_up_to(),
        Word::After => after(),
        Word::NotWith => not_with(),
        Word::StacksWith => stacks_with(),
        Word::MapsTo => maps_to(),
        Word::Case => case(),
        Word::Refuse => refuse(),
        Word::Round => round(),
        Word::Order => order(),
        Word::As => as_word(),
        Word::When => when(),
        Word::By => by(),
        Word::JointWith => joint_with(),
        Word::Each => each(),
        Word::Delegate => delegate(),
        Word::Lock => lock(),
        Word::Pending => pending(),
        Word::Unstated => unstated(),
        _ => Text::same(""),
    }
}

crate::catalogue! {
    benefit() { zh: "一项待遇:给谁、付多少", en: "whom it is for, what it pays" }
    every_benefit() { zh: "各项待遇都有的条款", en: "clauses of all benefits" }
    document() { zh: "依据的文件", en: "a document that is cited" }
    fact() { zh: "结算、本人或家庭的一项情况", en: "something known of a claim, person or household" }
    an_enum() { zh: "可取的几个值", en: "the values that something may have" }
    catalogue_word() { zh: "带代码的名录", en: "names with codes" }
    list() { zh: "名录中的若干项", en: "some entries of a catalogue" }
    param() { zh: "随时间变动的数", en: "a number that changes over time" }
    define() { zh: "算出来的数", en: "a number that is worked out" }
    group() { zh: "一类人", en: "a kind of people" }
    table() { zh: "判定表", en: "a decision table" }
    account() { zh: "计入和扣除的合计", en: "what counts and what is deducted" }
    state() { zh: "按期变动的状态", en: "a state that changes by periods" }
    choose() { zh: "几项待遇只享受一项", en: "only one of some benefits" }
    standard() { zh: "对各县的要求", en: "what every county's policy must be" }
    assertion() { zh: "本地政策应有的性质", en: "what must be true of this policy" }
    test() { zh: "一个算好的例子", en: "an example with its result" }
    typical() { zh: "比较用的典型人员", en: "a typical person, for comparisons" }
    override_word() { zh: "改动上级的规定", en: "changes what the parent states" }
    repeal() { zh: "从某日起不再有", en: "ends something" }
    add_to() { zh: "往清单里添", en: "adds to a list" }
    remove_from() { zh: "从清单里去掉", en: "takes from a list" }
    rename() { zh: "换一个名称", en: "gives another name" }
    identity_word() { zh: "各县对应的待遇", en: "what counties' benefits are compared by" }
    map() { zh: "本地的叫法归到通用的", en: "a local name for a common one" }
    requires() { zh: "享受的条件", en: "who gets it, and for what" }
    deductible() { zh: "先由本人负担的部分", en: "what the person pays first" }
    rate() { zh: "报销的比例", en: "the share that is paid" }
    cap() { zh: "最多付多少", en: "the most that is paid" }
    amount() { zh: "定额", en: "a fixed amount" }
    base() { zh: "按什么数计算", en: "what it is worked out from" }
    first_pay() { zh: "不进报销范围的部分", en: "what is left out at first" }
    quantity() { zh: "数量上的限度", en: "a limit of quantity" }
    top_up_to() { zh: "补到某个数为止", en: "adds up to a sum" }
    after() { zh: "排在哪些待遇后面", en: "which benefits come first" }
    not_with() { zh: "不能同时享受的", en: "what excludes it" }
    stacks_with() { zh: "可以同时享受的", en: "what may be had with it" }
    maps_to() { zh: "是哪一种待遇", en: "which kind of benefit it is" }
    case() { zh: "情况不同,规定不同", en: "other clauses for some" }
    refuse() { zh: "不付的情形", en: "when nothing is paid" }
    round() { zh: "怎样取整", en: "how it is rounded" }
    order() { zh: "先算什么,后算什么", en: "what is worked out first" }
    as_word() { zh: "与另一项待遇相同", en: "as in another benefit" }
    when() { zh: "只在这种情况下", en: "only then" }
    by() { zh: "看情况分档,列成表", en: "a table" }
    joint_with() { zh: "与别的待遇共用限额", en: "shares the cap with others" }
    each() { zh: "分开计算", en: "counted apart" }
    delegate() { zh: "下级可在范围内另定", en: "children may set it within a band" }
    lock() { zh: "下级不得改动", en: "children may not change it" }
    pending() { zh: "数额尚未公布", en: "the value is awaited" }
    unstated() { zh: "文件没有写明", en: "the source does not say" }

    of_claim() { zh: "结算", en: "claim" }
    of_person() { zh: "本人", en: "person" }
    of_household() { zh: "家庭", en: "household" }
    entries_today(count) { zh: "{count} 项", en: "{count} entries" }
    may_be(names) { zh: "可取:{names}", en: "may be: {names}" }
    default_is(value) { zh: "没有写的,按 {value}", en: "where it is not given: {value}" }
    alias(names) { zh: "又名 {names}", en: "also {names}" }
    icd(codes) { zh: "ICD {codes}", en: "ICD {codes}" }
    below(name) { zh: "属于 {name}", en: "in {name}" }
    identity_of(name) { zh: "待遇种类 {name}", en: "identity {name}" }
    from_parent(name) { zh: "{name}的规定", en: "stated by {name}" }
    output_of(name) { zh: "表 {name} 的结果", en: "given by table {name}" }
    clause_of(name) { zh: "{name} 的条款", en: "a clause of {name}" }
}

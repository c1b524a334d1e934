//! What is said of changes, in both tongues.

crate::catalogue! {
    happened(kind, what) { zh: "{kind}{what}", en: "{kind} {what}" }

    ratio() { zh: "比例", en: "ratio" }
    cap() { zh: "限额", en: "cap" }
    deductible() { zh: "起付线", en: "deductible" }
    amount() { zh: "金额", en: "amount" }
    first_pay() { zh: "先行自付", en: "first pay" }
    top_up() { zh: "补足比例", en: "top-up" }
    own_pay_limit() { zh: "个人自付上限", en: "own-pay limit" }
    layers_limit() { zh: "各层合计上限", en: "limit over all layers" }
    quantity() { zh: "数量限制", en: "quantity limit" }
    benefit() { zh: "待遇", en: "benefit" }
    disease() { zh: "病种", en: "disease" }
    entry() { zh: "清单中的一项", en: "entry of a list" }
    list() { zh: "清单", en: "list" }
    group() { zh: "群体", en: "group" }
    condition() { zh: "条件", en: "condition" }
    case() { zh: "情形", en: "case" }
    base() { zh: "基数", en: "base" }
    method() { zh: "计算方法", en: "way of paying" }
    occasion() { zh: "发放方式", en: "occasion" }
    layer_order() { zh: "各层先后", en: "order of layers" }
    exclusion() { zh: "兼得与择一", en: "exclusion of benefits" }
    identities() { zh: "多重身份", en: "several identities" }
    rounding() { zh: "舍入", en: "rounding" }
    steps() { zh: "计算顺序", en: "order of steps" }
    benefit_year() { zh: "待遇年度", en: "benefit year" }
    in_kind() { zh: "实物待遇", en: "benefit in kind" }
    param() { zh: "参数", en: "param" }
    definition() { zh: "定义", en: "definition" }
    account() { zh: "账目", en: "account" }
    table() { zh: "表", en: "table" }
    state() { zh: "状态", en: "state" }
    value() { zh: "待公布的数", en: "awaited value" }
    effective_date() { zh: "生效日期", en: "effective date" }
    end_date() { zh: "截止日期", en: "end date" }
    citation() { zh: "依据", en: "citation" }
    standard() { zh: "标准", en: "standard" }
    exemption() { zh: "豁免", en: "exemption" }
    jurisdiction() { zh: "地区", en: "jurisdiction" }
    base_policy() { zh: "原来的政策", en: "old policy" }
    settings() { zh: "审查设置", en: "settings of the review" }
    acceptance() { zh: "认可", en: "acceptance" }

    lowered() { zh: "降低", en: "lowered" }
    raised() { zh: "提高", en: "raised" }
    added() { zh: "新增", en: "added" }
    removed() { zh: "取消", en: "removed" }
    changed() { zh: "改变", en: "changed" }
    tightened() { zh: "收紧", en: "tightened" }
    relaxed() { zh: "放宽", en: "relaxed" }
    published() { zh: "已公布", en: "published" }
    withdrawn() { zh: "改为待公布", en: "withdrawn" }
    moved_earlier() { zh: "提前", en: "moved earlier" }
    moved_later() { zh: "推后", en: "moved later" }
    no_longer_met() { zh: "不再符合", en: "no longer met" }
    now_met() { zh: "现已符合", en: "now met" }
    exceeded() { zh: "被擅自超出", en: "exceeded without authority" }
    no_longer_decided() { zh: "不再能判定", en: "no longer decided" }
    not_decided_again() { zh: "没有重新判定", en: "not decided again" }
    moved() { zh: "改换上级", en: "moved to another parent" }
    broken() { zh: "有错误", en: "broken" }
    unused() { zh: "用不上了", en: "unused" }
    expired() { zh: "已过期", en: "expired" }
    incomplete() { zh: "没有填全", en: "incomplete" }

    worse() { zh: "待遇变差", en: "worse for the insured" }
    better() { zh: "待遇变好", en: "better for the insured" }
    unclear() { zh: "影响因人而异", en: "depends on the person" }
    no_effect() { zh: "不影响待遇", en: "pays nobody differently" }

    off() { zh: "不报", en: "off" }
    note() { zh: "提示", en: "note" }
    warn() { zh: "警告", en: "warn" }
    error() { zh: "错误", en: "error" }

    no_act() { zh: "无须办理", en: "nothing" }
    public_notice() { zh: "公示", en: "public notice" }
    filing() { zh: "报省备案", en: "filing with the province" }
    notice_period(days) { zh: "提前 {days} 天公告", en: "{days} days' notice" }

    from_to(old, new) { zh: "所改的内容: {old} → {new}", en: "what it brings: {old} → {new}" }
    earlier_stretches(count, most) {
        zh: "改动涉及的期间多于 {most} 段,以结果为准的要求只重新判定最近 {most} 段;此前的 {count} 段没有重新判定",
        en: "the change holds on more than {most} stretches of days; requirements on results are decided again on the newest {most}, and not on the {count} before them",
    }
    several_cells(count) { zh: "涉及 {count} 格", en: "{count} cells" }

    met() { zh: "符合", en: "meets" }
    below() { zh: "低于标准", en: "below" }
    above() { zh: "超出标准", en: "above" }
    not_stated() { zh: "没有规定", en: "not stated" }
    not_decided() { zh: "还不能判定", en: "not decided" }
    standing(value, standing) { zh: "{value}({standing})", en: "{value} ({standing})" }
    because(text, reason) { zh: "{text}: {reason}", en: "{text}: {reason}" }
    must(text) { zh: "必须 {text}", en: "must {text}" }
    should(text) { zh: "应当 {text}", en: "should {text}" }

    nobody_found(tries) {
        zh: "试了 {tries} 个虚构的人,两边付的都一样;改动可能只影响少见的情形",
        en: "{tries} invented persons were paid alike; the change may only concern rare cases",
    }
    no_benefit_reads_it() { zh: "没有待遇用到它", en: "no benefit reads it" }
    twice(who) { zh: "一年两次,每次 {who}", en: "twice a year, each time {who}" }
    cannot_settle(reason) { zh: "虚构的人都算不出来: {reason}", en: "no invented person could be settled: {reason}" }
}

//! What the server itself has to say, in both tongues.

crate::catalogue! {
    not_initialized() { zh: "服务还没有初始化", en: "the server is not initialized" }
    not_now(method) { zh: "现在不能处理 {method}", en: "{method} cannot be done now" }
    unknown_method(method) { zh: "不支持 {method}", en: "{method} is not supported" }
    bad_params(method, reason) { zh: "{method} 的参数不对: {reason}", en: "the parameters of {method} are wrong: {reason}" }
    bad_notification(method, reason) { zh: "看不懂 {method}: {reason}", en: "{method} cannot be read: {reason}" }
    garbled(reason) { zh: "收到的不是一条消息: {reason}", en: "what came is no message: {reason}" }
    not_a_policy(uri) { zh: "没有打开这个文件: {uri}", en: "this file is not open: {uri}" }
    content_modified() { zh: "内容已经改动", en: "the text has changed" }
    cancelled() { zh: "请求已取消", en: "the request was cancelled" }
    our_fault(method, fault) {
        zh: "polcheck 自身出错({method}): {fault};请报告给维护者",
        en: "a fault of polcheck itself ({method}): {fault}; please report it",
    }

    help(text) { zh: "帮助: {text}", en: "help: {text}" }
    see(place, text) { zh: "另见 {place}: {text}", en: "see {place}: {text}" }

    replace_by(text) { zh: "改为 `{text}`", en: "write `{text}` instead" }
    insert(text) { zh: "补上 `{text}`", en: "add `{text}`" }
    delete(text) { zh: "删去 `{text}`", en: "delete `{text}`" }
    allow(rule) { zh: "允许 {rule}(要写明原因)", en: "allow {rule} (with a reason)" }
    fix_all() { zh: "改正本文件中所有有把握的问题", en: "fix everything in this file that is certain" }
    explain(rule) { zh: "说明: {rule}", en: "explain {rule}" }
    no_rule(rule) { zh: "没有 `{rule}` 这条规则", en: "there is no rule `{rule}`" }
    no_command(command) { zh: "没有 {command} 这个命令", en: "there is no command {command}" }
    no_workspace() { zh: "还没有打开政策文件", en: "no policy is open" }
    not_formatted(reason) { zh: "没有排版: {reason}", en: "not formatted: {reason}" }
    nothing_to_rename() { zh: "这里没有可以改的名称", en: "there is no name here that can be changed" }
}

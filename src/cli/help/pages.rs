//! The texts of the help, command by command. Value names in capitals are shown in Chinese by the table [`VALUES`].

use super::Row;
use crate::base::text::Lang;

/// A text in both tongues.
pub(in crate::cli) struct Both {
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
}

impl Both {
    pub(super) fn get(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

/// The help of one command.
pub(in crate::cli) struct Page {
    pub(in crate::cli) name: &'static str,
    /// What people may type for it.
    pub(super) other_names: &'static [&'static str],
    pub(super) about: Both,
    pub(super) usage: &'static str,
    pub(super) long: Both,
    pub(super) rows: &'static [Row],
    pub(super) examples: &'static [Row],
}

/// Names of values in usages: as they stand, and in Chinese.
pub(in crate::cli) const VALUES: &[(&str, &str)] = &[
    ("FACT=VALUE", "字段=值"),
    ("COLUMN=VALUE", "列=值"),
    ("COLUMN=FACT", "列名=字段"),
    ("ENCODING", "编码"),
    ("PERSON", "个人编号"),
    ("SHEET", "工作表"),
    ("SHARD", "分片"),
    ("COUNT", "个数"),
    ("MONTHS", "月份"),
    ("SIZE", "大小"),
    ("TABLE", "格式"),
    ("COUNTY", "地区"),
    ("COMMAND", "命令"),
    ("ACTION", "动作"),
    ("SHELL", "命令行"),
    ("CI", "平台"),
    ("COLUMNS", "列数"),
    ("WIDTH", "宽窄"),
    ("KEYWORDS", "语言"),
    ("FORMAT", "格式"),
    ("PATH", "路径"),
    ("FILE", "文件"),
    ("DATE", "日期"),
    ("NAME", "名称"),
    ("PROPERTY", "性质"),
    ("YUAN", "元"),
    ("WHAT", "什么"),
    ("GROUP", "群体"),
    ("TEXT", "文字"),
    ("LANG", "语言"),
    ("WHEN", "何时"),
    ("DIR", "文件夹"),
    ("REF", "分支"),
    ("REV", "版本"),
    ("ARGUMENT", "参数"),
    ("A", "甲地"),
    ("B", "乙地"),
];

/// Returns the five lines of `polcheck` alone.
pub(super) fn guide(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => {
            "polcheck: 用政策文件的话写各地的待遇,检查、算账、逐条比较
  polcheck check                                     检查这个文件夹里的政策
  polcheck diff 青山县 绿水县                        比较两个县
  polcheck case 青山县 人群=低保 合规费用=1000元     算一笔账
  polcheck --help                                    所有命令和选项
"
        }
        Lang::En => {
            "polcheck: benefits written as the documents say them; checked, worked out, compared
  polcheck check                                     check the policies in this folder
  polcheck diff 青山县 绿水县                        compare two counties
  polcheck case 青山县 人群=低保 合规费用=1000元     work out one case
  polcheck --help                                    all commands and options
"
        }
    }
}

/// Returns what polcheck is.
pub(super) fn about(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "polcheck 读各地的政策文件(.pol),检查写得对不对,算出每个人该得多少,比较各地有什么不同。",
        Lang::En => {
            "polcheck reads the policies of counties (.pol files), says what is wrong with them, works out what they pay \
             and compares what counties pay."
        }
    }
}

/// Returns what holds of all commands.
pub(super) fn notes(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => {
            "工作区: 从当前文件夹往上找到的第一个 polcheck.toml 所在的文件夹;没有的话就是当前文件夹,政策在其中的 policies 文件夹里,没有这个文件夹就在当前文件夹里。
语言: --lang,其次环境变量 POLCHECK_LANG、polcheck.toml 的 lang、政策文件多数所用的语言、系统的语言。
退出码: 0 没有问题、相同、全部通过;1 有问题、有不同、有测试没有通过;2 命令、文件或设置不对,没有做成;3 有还不能判定的;101 polcheck 自身出错。
设置: 默认值,用户文件 ~/.config/polcheck/config.toml,工作区的 polcheck.toml,环境变量,选项;后面的盖过前面的,polcheck config show --origin 说明各从哪里来。
环境变量: POLCHECK_LANG、POLCHECK_FORMAT、POLCHECK_COLOR、POLCHECK_WIDTH、POLCHECK_MARKS、POLCHECK_AS_OF、POLCHECK_WORKSPACE、NO_COLOR、CLICOLOR_FORCE。"
        }
        Lang::En => {
            "workspace: the folder of the nearest polcheck.toml upwards; without one the current folder, with the policies in its folder `policies`, or else in itself
tongue: --lang, then the environment variable POLCHECK_LANG, lang in polcheck.toml, the tongue of most policies, that of the system
exit codes: 0 clean, equal, all passed; 1 problems, differences, failed tests; 2 wrong arguments, files or configuration, nothing done; 101 a fault of polcheck itself
settings: defaults, the user's file ~/.config/polcheck/config.toml, polcheck.toml of the workspace, the environment, options; the later wins, and polcheck config show --origin tells where each comes from
environment: POLCHECK_LANG, POLCHECK_FORMAT, POLCHECK_COLOR, POLCHECK_WIDTH, POLCHECK_MARKS, POLCHECK_AS_OF, POLCHECK_WORKSPACE, NO_COLOR, CLICOLOR_FORCE"
        }
    }
}

pub(super) const GLOBAL: &[Row] = &[
    Row {
        flag: "--format FORMAT",
        zh: "结果的格式: text 给人看(默认)、plain 不画线不上色、json 给程序、markdown 贴进文档;比较类的报告还有 html、xlsx、svg",
        en: "form of the result: text for people (the default), plain without drawing, json for programs, markdown for documents; reports also html, xlsx, svg",
    },
    Row {
        flag: "-o, --output FILE",
        zh: "把结果写进文件,格式看文件名: .txt、.json、.md;报告还有 .html、.xlsx、.svg,表还有 .csv、.xlsx",
        en: "write the result to a file; its name tells the form: .txt, .json, .md; reports also .html, .xlsx, .svg, tables also .csv, .xlsx",
    },
    Row {
        flag: "--as-of DATE",
        zh: "按哪一天的规定,如 2020-01-01;默认是规定最近一次变动的那天",
        en: "the day whose rules count, such as 2020-01-01; by default the day of their last change",
    },
    Row { flag: "--lang LANG", zh: "说中文 zh 还是英文 en", en: "speak Chinese (zh) or English (en)" },
    Row { flag: "--workspace DIR", zh: "工作区的文件夹", en: "the folder of the workspace" },
    Row {
        flag: "--width COLUMNS",
        zh: "一行多宽(40 至 400 列);默认同终端,不在终端时 80 列",
        en: "width of lines in columns (40 to 400); by default that of the terminal, else 80",
    },
    Row {
        flag: "--marks WIDTH",
        zh: "“”、—、×、─ 这类符号在终端上占一列 narrow(默认)还是两列 wide;中文控制台里表格对不齐时用 wide",
        en: "marks such as “ — × ─ take one column (narrow, the default) or two (wide) on this terminal: use wide when tables of a Chinese console are out of line",
    },
    Row {
        flag: "--color WHEN",
        zh: "上色: auto 在终端上才用(默认)、always、never",
        en: "colours: auto on a terminal only (the default), always, never",
    },
    Row {
        flag: "--exit-zero",
        zh: "有问题、有不同、有测试没有通过时退出码也是 0",
        en: "exit code 0 also for problems, differences and failed tests",
    },
    Row { flag: "--no-progress", zh: "不显示进度", en: "show no progress" },
    Row { flag: "-q, --quiet", zh: "只出结果,不出附带的说明", en: "the result only, no remarks beside it" },
    Row {
        flag: "-v, --verbose",
        zh: "说明用了哪个工作区、哪些设置",
        en: "tell which workspace and configuration are used",
    },
    Row { flag: "-h, --help", zh: "帮助: -h 简短,--help 详细", en: "help: -h in short, --help in full" },
    Row { flag: "-V, --version", zh: "版本", en: "the version" },
];

pub(super) const EXAMPLES: &[Row] = &[
    Row { flag: "polcheck check", zh: "检查当前文件夹里的政策", en: "check the policies in this folder" },
    Row { flag: "polcheck diff 青山县 绿水县", zh: "比较两个县", en: "compare two counties" },
    Row {
        flag: "polcheck show 青山县 --as-of 2020-01-01 -o 青山县.md",
        zh: "把青山县 2020 年初的规定写成文档",
        en: "write the rules of a county at the start of 2020 as a document",
    },
];

pub(super) const PAGES: &[Page] = &[
    Page {
        name: "check",
        other_names: &["检查", "lint", "validate"],
        about: Both { zh: "检查政策写得对不对", en: "say what is wrong with the policies" },
        usage: "polcheck check [PATH…] [--strict] [--fix] [--write-baseline]",
        long: Both {
            zh: "查语法、名称、类型和单位、日期、表格的空档和重叠、互相矛盾的情形、上级的锁定和授权、依据,还有五十多种虽不算错却多半写错了的地方。每个问题说明在哪一行、怎么改;问题的名字可以用 polcheck explain 查。
总是读整个工作区;写了路径,就只列出这些文件和文件夹里的问题。
有错误时退出码是 1。只有警告和提示时是 0,用 --strict 则警告也算错误。
--fix 直接改掉有把握的写法(多余的标点、缺的单位、连写的词),说明改了什么;改了反而多出错误的,不改。
--write-baseline 把现有的问题记进 polcheck-baseline.json,以后只列新的;记下的问题没有了也会说。",
            en: "Checks syntax, names, types and units, dates, gaps and overlaps of tables, cases that contradict each other, what parents lock and delegate, citations, and some fifty things that are allowed and rarely meant. Each problem tells its line and what to do; polcheck explain tells more about its name.
The whole workspace is always read; with paths only the problems of these files and folders are listed.
The exit code is 1 when there are errors. Warnings and notes alone give 0; with --strict warnings count as errors.
--fix mends what is certain (stray marks, missing units, words run together) and tells what it did; nothing is changed that would bring new errors.
--write-baseline records the present findings in polcheck-baseline.json; from then on only new ones are listed, and it is told when a recorded one no longer occurs.",
        },
        rows: &[
            Row { flag: "PATH…", zh: "只列这些文件、文件夹里的问题", en: "list only problems of these files and folders" },
            Row { flag: "--strict", zh: "警告也算错误,如数字没有依据", en: "warnings are errors, such as numbers without a citation" },
            Row { flag: "--fix", zh: "改掉有把握的写法", en: "mend what is certain" },
            Row { flag: "--write-baseline", zh: "记下现有的问题,以后不再列出", en: "record the present findings, to list only new ones" },
        ],
        examples: &[
            Row { flag: "polcheck check", zh: "整个工作区", en: "the whole workspace" },
            Row {
                flag: "polcheck check policies/jibei --strict",
                zh: "只列一个文件夹的问题,警告也算错误",
                en: "problems of one folder, warnings as errors",
            },
            Row {
                flag: "polcheck check --format json -o 问题.json",
                zh: "把问题写成 JSON 文件",
                en: "the problems as a JSON file",
            },
        ],
    },
    Page {
        name: "fmt",
        other_names: &["format", "格式", "排版"],
        about: Both { zh: "把政策文件排成统一的样子", en: "bring the policies into their one canonical form" },
        usage: "polcheck fmt [PATH…] [--check] [--diff] [--keywords KEYWORDS]",
        long: Both {
            zh: "意思不变,注释都在。有语法错误的文件不动;重读的结果与原来不同的也不动。
路径写 - 时读标准输入,排好的文本写到标准输出。",
            en: "The meaning stays and so do all comments. A file with syntax errors is left alone, and so is one that would read differently.
With - as the path it reads standard input and writes to standard output.",
        },
        rows: &[
            Row { flag: "PATH…", zh: "只排这些文件、文件夹;- 是标准输入", en: "these files and folders only; - is standard input" },
            Row { flag: "--check", zh: "不写,只列出会改的文件;有则退出码 1", en: "write nothing, list what would change; exit code 1 if anything" },
            Row { flag: "--diff", zh: "不写,列出会改的行;有则退出码 1", en: "write nothing, show the lines that would change; exit code 1 if any" },
            Row {
                flag: "--keywords KEYWORDS",
                zh: "关键词换成中文 zh、英文 en,或照旧 keep(默认)",
                en: "keywords in Chinese (zh), English (en), or as they are (keep, the default)",
            },
        ],
        examples: &[
            Row { flag: "polcheck fmt", zh: "整个工作区", en: "the whole workspace" },
            Row { flag: "polcheck fmt --check", zh: "合并之前: 都排好了没有", en: "before merging: is everything formatted" },
            Row {
                flag: "polcheck fmt policies/jibei/qingshan.pol --keywords en --diff",
                zh: "看一个文件换成英文关键词是什么样",
                en: "see a file with English keywords",
            },
        ],
    },
    Page {
        name: "show",
        other_names: &["显示", "沿革", "print", "view", "history", "list"],
        about: Both { zh: "列出一个地区某一天的全部规定", en: "show the policy of a county on a day" },
        usage: "polcheck show COUNTY [NAME…] [--history]",
        long: Both {
            zh: "像文件的附件一样列出待遇、表格、标准和清单。从上级继承的、修订的都注明出处,引用的文件列在最后。
地区写名称、代码、别名或文件路径,后面可以带 @日期。写了名称,就只列这些待遇、参数、清单、表。",
            en: "Shows benefits, tables, standards and lists as the annex of a document. What is inherited or amended says from where; the cited documents stand at the end.
A county is given by name, code, alias or path, with @DATE behind it if need be. With names only these benefits, params, lists and tables are shown.",
        },
        rows: &[
            Row { flag: "COUNTY", zh: "地区,可带日期: 青山县@2020-01-01", en: "the county, with a day if need be: 青山县@2020-01-01" },
            Row { flag: "NAME…", zh: "只列这些待遇、参数、清单、表", en: "these benefits, params, lists and tables only" },
            Row {
                flag: "--history",
                zh: "按日期列出历次变动: 哪天起、什么改成什么、依据哪个文件",
                en: "the changes by date: from which day, what became what, by which document",
            },
        ],
        examples: &[
            Row { flag: "polcheck show 青山县", zh: "全部规定", en: "everything" },
            Row { flag: "polcheck show 青山县@2020-01-01 住院报销", zh: "2020 年初的一项待遇", en: "one benefit, at the start of 2020" },
            Row { flag: "polcheck show 青山县 --history", zh: "历次变动", en: "how it changed" },
        ],
    },
    Page {
        name: "case",
        other_names: &["算账", "计算", "calc", "run"],
        about: Both { zh: "算一个人或一户该得多少,列出算账单", en: "work out one case and show the sum" },
        usage: "polcheck case COUNTY [FACT=VALUE…] [--on DATE] [--given FILE]",
        long: Both {
            zh: "每项待遇的算账单写明用了哪一条、出自哪个文件、当年已经用了多少;不予的写明为什么。
字段的值照政策里的写法: 1000元、低保、2020-01-01、是;几个值同时成立的用括号: 人群=(低保、残疾)。没有写的字段用政策里的默认值,没有默认值又要用到的会报出来。
一个人一年的几笔账、一户几口人写进文件(JSON 或 TOML),用 --given 给出,样子见 docs/schema/given.schema.json;同时写在命令行上的,对每一笔都成立。
有一项待遇算不出来(缺字段、待公布),或有一笔没有受理,退出码是 1。",
            en: "The sum of each benefit tells which clause applied, from which document, and how much of the year's totals is used; what is not paid tells why.
Values are written as in policies: 1000元, 低保, 2020-01-01, true; several that hold at once in parentheses: 人群=(低保, 残疾). Facts that are not given have their defaults; one without default that is needed is reported.
The claims of a year or the members of a household go into a file (JSON or TOML), named with --given; docs/schema/given.schema.json shows the form. What stands on the command line beside it holds for every claim.
A benefit without an answer (a missing fact, an amount awaited) or a rejected claim makes the exit code 1.",
        },
        rows: &[
            Row { flag: "COUNTY", zh: "地区", en: "the county" },
            Row { flag: "FACT=VALUE…", zh: "已知的情况: 人群=低保 合规费用=1000元", en: "what is known: 人群=低保 合规费用=1000元" },
            Row { flag: "--on DATE", zh: "哪一天的账;默认同 --as-of", en: "the day of the case; by default as --as-of" },
            Row { flag: "--given FILE", zh: "从文件读人、户、各次结算(.json 或 .toml)", en: "read persons, household and claims from a file (.json or .toml)" },
        ],
        examples: &[
            Row {
                flag: "polcheck case 青山县 --on 2020-03-05 人群=低保 病种=高血压 机构等级=一级 合规费用=1000元",
                zh: "低保户在一级机构看高血压",
                en: "hypertension, low income, a primary facility",
            },
            Row { flag: "polcheck case 青山县 --given 全年.toml", zh: "文件里写着一个人全年的账", en: "the claims of a year, from a file" },
            Row {
                flag: "polcheck case 青山县 --on 2020-03-05 人群=低保 合规费用=1000元 --format json",
                zh: "给程序用: 金额到分,每一步都在",
                en: "for programs: amounts in fen, every step",
            },
        ],
    },
    Page {
        name: "test",
        other_names: &["测试"],
        about: Both { zh: "跑政策文件里写的测试", en: "run the tests written in the policies" },
        usage: "polcheck test [PATH…] [--filter TEXT] [--coverage | --generate]",
        long: Both {
            zh: "没有通过的,列出应得多少、实际多少和算账单。有一个没有通过,退出码就是 1。政策有错误的地区跑不了,也算没有通过。
--coverage 跑全部测试,列出各地的条款、版本、行、格、档、情形、调节有多少被测试用到,没有用到的在哪一行;上级的规定,下级的测试用到了就算;只写着待公布的行不算规定。路径和 --filter 只决定列出哪些。有没有用到的,退出码是 1。
--generate 为没有用到的规定写出测试,供人审阅后贴进政策文件: 金额是 polcheck 算的,采用之前要照文件核对。",
            en: "A failed test shows what was expected, what came out and the worked sum. One failure makes the exit code 1. Tests of a policy with errors cannot run and count as failed.
--coverage runs all tests and tells of each county how many clauses, versions, rows, cells, bands, cases and effects they reach, and where the others stand; what a parent states counts when a test of a child reaches it; a row that only awaits its value states nothing. Paths and --filter only say what is listed. The exit code is 1 when something is not reached.
--generate writes tests for what is not reached, to be reviewed and put into the policies: the amounts are those of polcheck and must be checked against the document.",
        },
        rows: &[
            Row { flag: "PATH…", zh: "只跑写在这些文件、文件夹里的测试", en: "only tests written in these files and folders" },
            Row { flag: "--filter TEXT", zh: "只跑名称或地区含有这些文字的测试", en: "only tests whose name or county holds this text" },
            Row { flag: "--coverage", zh: "列出没有测试用到的规定", en: "list what no test reaches" },
            Row { flag: "--generate", zh: "为这些规定写出测试,供审阅", en: "write tests for it, to be reviewed" },
        ],
        examples: &[
            Row { flag: "polcheck test", zh: "全部测试", en: "all tests" },
            Row { flag: "polcheck test --coverage", zh: "哪些规定没有测试用到", en: "what the tests leave out" },
            Row { flag: "polcheck test --filter 低保", zh: "名称里有“低保”的测试", en: "tests with 低保 in their names" },
        ],
    },
    Page {
        name: "diff",
        other_names: &["比较", "对比"],
        about: Both { zh: "比较两个地区,或一个地区的两个日期", en: "compare two counties, or two days of one" },
        usage: "polcheck diff A[.TABLE] B[.TABLE] [--verdict] [--clauses] [--behaviour] [--worked] [--all] [--only WHAT]… [--group GROUP]",
        long: Both {
            zh: "先说结论,再逐条对照,最后让典型的人和家庭在两地各算一遍,列出算账单。按意思比较,写法不同、顺序不同不算不同。
地区写名称、代码、别名或文件路径,后面可以带 @日期,或 git 里的 @版本: 青山县@HEAD~1。有不同时退出码是 1,相同是 0。",
            en: "First the verdict, then clause by clause, then typical persons and households settled in both, with the sums. Meanings are compared: another wording or order is no difference.
A county is given by name, code, alias or path, with @DATE or a revision in git behind it if need be: 青山县@HEAD~1. The exit code is 1 when they differ, 0 when they are the same.",
        },
        rows: &[
            Row { flag: "A", zh: "一个地区,可带日期: 宝鸡市@2022-08-31", en: "a county, with a day if need be: 宝鸡市@2022-08-31" },
            Row { flag: "B", zh: "另一个地区,或另一个日期", en: "another county, or another day" },
            Row {
                flag: "A.TABLE",
                zh: "只比两张表: 云岭县.照护分级;另一边不写表名就是同名的表",
                en: "two tables only: 云岭县.照护分级; named on one side it is meant on both",
            },
            Row { flag: "--verdict", zh: "只要结论", en: "the verdict only" },
            Row { flag: "--clauses", zh: "只要逐条对照", en: "the clauses only" },
            Row { flag: "--behaviour", zh: "只要典型人员和家庭", en: "the typical persons and households only" },
            Row { flag: "--worked", zh: "列出典型人员在两边的算账单", en: "with both worked sums of the typical persons" },
            Row { flag: "--all", zh: "“对所有人、所有费用”逐条列出,并比较全年四张账单", en: "every difference of “everybody” by itself, and a year of four bills" },
            Row {
                flag: "--only WHAT",
                zh: "只比这一类或这一项: 待遇、清单/慢病病种、住院报销;可写几次",
                en: "only this kind or this thing: benefit, list/慢病病种, 住院报销; may be given again",
            },
            Row { flag: "--group GROUP", zh: "只看这个群体的典型人员和表格: 低保", en: "only the typical persons and the cells of a group: 低保" },
        ],
        examples: &[
            Row { flag: "polcheck diff 青山县 绿水县", zh: "两个县", en: "two counties" },
            Row { flag: "polcheck diff 宝鸡市@2022-08-31 宝鸡市@2022-09-01", zh: "一次调整前后", en: "before and after a change" },
            Row { flag: "polcheck diff 青山县 绿水县 --as-of 2020-01-01 -o 比较.md", zh: "写成文档", en: "as a document" },
        ],
    },
    Page {
        name: "compare",
        other_names: &["总览", "matrix"],
        about: Both { zh: "一个省的各县放在一张表里比", en: "all counties of a province in one matrix" },
        usage: "polcheck compare [COUNTY…] [--all] [--full]",
        long: Both {
            zh: "各地同一条规定排在一行:最低、中位、最高、相差多少、谁离群、谁低于或超出省定标准;典型的人和家庭在各地各算一遍,排出名次;规定相同的地区归在一起;最后合成一个差距指数,拉齐了就是 0。
写省、市的名称就比较它下面的全部县;什么都不写,工作区里只有一个省就比这个省。县很多时,屏幕上只列最低、中位、最高,每县一列的全表用 -o 写成 html 或 xlsx。
各地写明“参数 参保人数”时,差距指数按人数加权;算法见 docs/disparity.md。有不同时退出码是 1,相同是 0。",
            en: "Each rule is a line over all counties: least, median, most, spread, outliers, who is below or above the provincial standard; typical persons are settled everywhere and ranked; counties that say the same stand together; one index of disparity sums it up, 0 when all is level.
A province or city stands for all counties below it; without names the only province of the workspace is meant. Of many counties the screen shows least, median and most; -o writes the whole table as html or xlsx.
Where every county states the param 参保人数 (insured_persons) the index is weighted by people; docs/disparity.md tells how. The exit code is 1 when they differ, 0 when they are the same.",
        },
        rows: &[
            Row { flag: "COUNTY…", zh: "地区;写省、市就是它下面的各县", en: "counties; a province or city stands for those below it" },
            Row { flag: "--all", zh: "工作区里所有省的各县", en: "the counties of all provinces" },
            Row { flag: "--full", zh: "各地一致的条款、清单的每一种也列出", en: "also the lines that agree, and every entry of lists" },
        ],
        examples: &[
            Row { flag: "polcheck compare 吉北省", zh: "一个省的各县", en: "the counties of a province" },
            Row { flag: "polcheck compare 青山县 绿水县 雪河县", zh: "三个县", en: "three counties" },
            Row { flag: "polcheck compare 吉北省 -o 各县.xlsx", zh: "全表写成 Excel", en: "the whole table as a workbook" },
        ],
    },
    Page {
        name: "conform",
        other_names: &["对标", "达标", "standards"],
        about: Both { zh: "各县对照省定标准,看谁没有达标", en: "counties against the standards in force" },
        usage: "polcheck conform [COUNTY…] [--all] [--fix [--diff]]",
        long: Both {
            zh: "逐县逐条对照当天有效的标准:达标、低于、超出(没有授权)、未定、待判,列出标准和现行规定两边的出处、相差多少、怎么改。豁免期内的不算。
--fix 照标准的数写出最小的改动,放进新的修订文件,自当天起生效,已经达标的不动;--fix --diff 只看不写。要当地自己决定的不代改,说明原因。
退出码:都达标 0;有“必须”的没达标 1;没有不达标、但有还不能判定的 3。“应当”的只提示,不影响退出码。",
            en: "Each county against each requirement in force that day: meets, below, above (without authority), not stated, open; with both places, by how much, and what would mend it. Exempt counties do not count.
--fix writes the smallest edits, with the standard's own numbers, into new amendments that begin that day, and touches nothing that conforms; --fix --diff only shows them. What is for the county to decide is left, with the reason.
Exit codes: 0 all met; 1 a must is missed; 3 nothing is missed but something is not decided. A missed should is told and does not count.",
        },
        rows: &[
            Row { flag: "COUNTY…", zh: "地区;写省、市就是它下面的各县", en: "counties; a province or city stands for those below it" },
            Row { flag: "--all", zh: "工作区里所有省的各县", en: "the counties of all provinces" },
            Row { flag: "--fix", zh: "照标准改,写成修订文件", en: "mend by the standard's numbers, as amendments" },
            Row { flag: "--diff", zh: "同 --fix 一起:只看改动,不写", en: "with --fix: show the edits, write nothing" },
        ],
        examples: &[
            Row { flag: "polcheck conform 青山县", zh: "一个县", en: "one county" },
            Row { flag: "polcheck conform 绿水县@2021-06-01", zh: "一个县在某一天", en: "one county on a day" },
            Row { flag: "polcheck conform 云岭县 --fix --diff", zh: "看看要改什么", en: "see what would be changed" },
        ],
    },
    Page {
        name: "verify",
        other_names: &["查验", "断言", "性质", "prove", "assert"],
        about: Both { zh: "断言和通用的性质,对所有人、所有金额判定", en: "decide assertions and properties over all inputs" },
        usage: "polcheck verify [COUNTY…] [--all] [--only PROPERTY] [--cliff YUAN] | --list",
        long: Both {
            zh: "文件里的断言,加一份通用的性质:表格没有空档、没有永远用不上的规定、付的不超过花的、费用多了付的不会反而少、没有大的落差、更困难的人不比别人少……不是抽几个例子试,是对所有人、所有金额判定。
成立;不成立,附一个逐笔结算过的例子;不能判定,说明原因;不适用。次序(哪种人更困难、哪级机构更基层)照词汇里的断言。
退出码:都成立 0;有不成立的 1;没有不成立、但有不能判定的 3。“应当”的只提示,不影响退出码。",
            en: "The assertions of the files and a catalogue of properties: no gap in a table, no rule that can never apply, never more than the cost, never less for more cost, no cliff, a poorer group never less … decided for everybody and every amount, not tried on samples.
Holds; fails, with an example that has been settled step by step; not decided, with the reason; does not apply. Which group is poorer and which facility is primary the vocabulary says, as an assertion.
Exit codes: 0 all hold; 1 something fails; 3 nothing fails but something is not decided. A should that fails is told and does not count.",
        },
        rows: &[
            Row { flag: "COUNTY…", zh: "地区;写省、市就是它下面的各县", en: "counties; a province or city stands for those below it" },
            Row { flag: "--all", zh: "工作区里所有省的各县", en: "the counties of all provinces" },
            Row {
                flag: "--only PROPERTY",
                zh: "只查这一项,可以写几次;assertions 是文件里的断言",
                en: "only this one, may be repeated; assertions: those of the files",
            },
            Row { flag: "--cliff YUAN", zh: "差出多少元算落差,默认 500", en: "how many yuan make a cliff, by default 500" },
            Row { flag: "--list", zh: "列出全部性质", en: "list the properties" },
        ],
        examples: &[
            Row { flag: "polcheck verify 青山县", zh: "一个县", en: "one county" },
            Row { flag: "polcheck verify 吉北省 --only no-cliff --cliff 300", zh: "全省,落差超过 300 元的", en: "a province, cliffs over 300 yuan" },
            Row { flag: "polcheck verify 青山县 -o 查验.xlsx", zh: "写成 Excel", en: "as a workbook" },
        ],
    },
    Page {
        name: "settle",
        other_names: &["结算", "批量", "batch"],
        about: Both { zh: "把结算明细表逐行算成应付金额", en: "claims to payments, row by row or as totals" },
        usage: "polcheck settle FILE… | --months MONTHS [--persons FILE] [--households FILE] [--by WHAT] [--compare] [--trace PERSON]",
        long: Both {
            zh: "FILE 是结算明细: .csv、.txt(UTF-8、GBK 自动辨认)、.xlsx,带 parquet 的版本还有 .parquet、.arrow;可写几个文件、文件夹、带 * 的名字,- 是标准输入。每一行按参保地的政策、在结算当天的规定算,同一人一年里的起付线、限额按先后累计,冲销的票据成对取消。
列按词汇里的字段名、全国统一接口的字段名和常见的中文表头辨认;认不出的用 --map 列名=字段 指明,--save-map 记进 polcheck.toml。每张表用了哪些列、没用哪些列都会说明。表头上面的标题、下面的合计行、签字行自动跳过并报告。
读不懂的格、缺了的内容一律不猜:那一行不结算,连同列、内容、原因写进“…rejects.csv”。读入的行数一定等于 已结算 + 冲销 + 未结算,合计与各行之和自动核对。
输入一个 .xlsx 而不写 -o,结果写成旁边的“…-结算结果.xlsx”:原来的各列,后面是各项待遇、合计、说明,另有合计、未结算、读表说明各一张表。-o 写成 .csv、.xlsx、.parquet 或 .arrow 时,旁边还有这次结算的记录 …run.json(政策和输入的校验码、行数、列的对应、合计)。
--months 不读结算明细,按人员表、家庭表算按月、按年发放的待遇: 每户或每人每月一行。表里有“变更日期”一列时,那一行写从那天起变了的内容。
退出码: 都结算了 0;有未结算的行、与记录不一致 1;没有做成 2。",
            en: "FILE holds claims: .csv or .txt (UTF-8 or GBK, told by themselves), .xlsx, and .parquet or .arrow where polcheck was built with them; several files, folders, names with *, or - for standard input. Each row is settled by the policy of its county on its own day; deductibles and caps run on through the person's year, reversed bills cancel.
Columns are recognised by the facts of the vocabulary, by national field names and common Chinese headings; --map COLUMN=FACT names others, --save-map keeps that in polcheck.toml. What was used and what was not is told. Titles above the header, totals and signatures below are left out and reported.
Nothing is guessed: a row with a cell that cannot be read is not settled, and stands with column, value and reason in ….rejects.csv. Rows read are rows settled, cancelled and rejected; totals are checked against the rows.
For one .xlsx without -o the result is a workbook beside it: the columns as they were, then every benefit, the sum, a remark; and sheets with totals, rejected rows, how the tables were read. With -o FILE.csv, .xlsx, .parquet or .arrow the record of the run (hashes of policies and inputs, counts, columns, totals) stands beside it as ….run.json.
--months reads no claims: it works out, from the tables of persons and households, what is paid by month and year, a row for each month and payee. In these tables a row with a date (变更日期) tells what is otherwise from that day on.
Exit codes: 0 all settled; 1 rows rejected, or amounts that differ from the records; 2 nothing done.",
        },
        rows: &[
            Row { flag: "FILE…", zh: "结算明细", en: "tables of claims" },
            Row { flag: "--county COUNTY", zh: "表里没有参保地一列时,按这个县的政策", en: "the county, where the table has no such column" },
            Row { flag: "--persons FILE", zh: "人员表: 每人一行,个人编号、户编号和本人的字段", en: "a table of persons: number, household, facts" },
            Row { flag: "--households FILE", zh: "家庭表: 每户一行,户编号和家庭的字段", en: "a table of households: number, facts" },
            Row { flag: "--months MONTHS", zh: "按月、按年发放的待遇: 2024-03、2024-01..2024-12 或 2024", en: "benefits by month and year: 2024-03, 2024-01..2024-12 or 2024" },
            Row { flag: "--by WHAT", zh: "汇总: 县、月、年或任何字段,用逗号隔开,如 县,人群", en: "totals by county, month, year or any fact, parted by commas" },
            Row { flag: "--show-few", zh: "不足 5 人的汇总行也列出", en: "tell of rows with fewer than 5 persons too" },
            Row { flag: "--compare", zh: "与表里已付的金额核对,差额按原因归类", en: "hold the amounts in the records against what is due; differences by cause" },
            Row { flag: "--trace PERSON", zh: "只看一个人: 每笔的算账单", en: "one person only: the worked sum of every bill" },
            Row { flag: "--map COLUMN=FACT", zh: "一列是什么;写“不用”就不读这一列", en: "what a column means; `none` leaves it out" },
            Row { flag: "--save-map", zh: "把列的对应关系记进 polcheck.toml", en: "keep what columns mean in polcheck.toml" },
            Row { flag: "--encoding ENCODING", zh: "文本的编码: utf-8、gbk、big5;默认自动辨认", en: "of texts: utf-8, gbk, big5; told by itself unless given" },
            Row { flag: "--sheet SHEET", zh: "读工作簿的哪一张表", en: "which sheet of a workbook" },
            Row { flag: "--rejects FILE", zh: "未结算的行写到哪里", en: "where rejected rows go" },
            Row { flag: "--max-rejects COUNT", zh: "未结算的超过这么多行就停下", en: "stop when more rows are rejected" },
            Row { flag: "--strict", zh: "有一行不能结算就不出结果", en: "no result at all when a row is rejected" },
            Row { flag: "--record FILE", zh: "这次结算的记录写到哪里", en: "where the record of the run goes" },
            Row { flag: "--memory SIZE", zh: "最多用多少内存,如 512MB(默认 1GB);装不下的暂存磁盘", en: "memory for rows, like 512MB (1GB unless given); the rest goes to disk" },
            Row { flag: "--sorted", zh: "表已按人排好: 边读边算,内存不随行数增加", en: "the table is sorted by person: settled while read, in constant memory" },
            Row { flag: "--shard SHARD", zh: "只算一份,如 1/4: 按人分成四份的第一份", en: "one part only, like 1/4: the first of four parts by person" },
            Row { flag: "--explain-plan", zh: "不结算,只说明每一条怎样成批地算、哪些慢", en: "settle nothing; tell how each clause is run, and what is slow" },
            Row { flag: "--threads COUNT", zh: "用几个线程;结果与此无关", en: "how many threads; results do not depend on it" },
        ],
        examples: &[
            Row { flag: "polcheck settle 结算.csv --county 青山县 -o 结果.xlsx", zh: "写成工作簿", en: "to a workbook" },
            Row { flag: "polcheck settle 结算.csv --county 青山县 --by 月,人群", zh: "按月、人群汇总", en: "totals by month and group" },
            Row { flag: "polcheck settle 结算.csv --county 青山县 --trace 1001", zh: "一个人的算账单", en: "the worked sums of one person" },
        ],
    },
    Page {
        name: "merge",
        other_names: &["合并", "join"],
        about: Both { zh: "把分片结算的结果合成一份", en: "join the results of all shards of a run" },
        usage: "polcheck merge FILE… [-o FILE]",
        long: Both {
            zh: "FILE 是 polcheck settle --shard 各分片写下的 …run.json。核对它们用的是同样的程序、政策和输入,各分片不缺不重,再把行数、合计、核对结果相加;-o 写成 .csv、.xlsx、.parquet、.arrow 时(与各分片的格式一样),各分片的结算结果、未结算的行、算账单也按原来的行序合起来,并与记录核对。合并的结果与不分片时一样。",
            en: "FILE is a ….run.json that a shard of polcheck settle --shard has written. All must be of the same program, policies and inputs, each shard once; counts, totals and comparisons are added up, and with -o FILE.csv, .xlsx, .parquet or .arrow (as the shards wrote) their tables, rejected rows and worked sums are joined in the order of the input and held against the records. The result is that of a run without shards.",
        },
        rows: &[
            Row { flag: "FILE…", zh: "各分片的记录", en: "the records of all shards" },
            Row { flag: "--show-few", zh: "不足 5 人的汇总行也列出", en: "tell of rows with fewer than 5 persons too" },
        ],
        examples: &[
            Row { flag: "polcheck merge 一.run.json 二.run.json", zh: "合计", en: "the totals" },
            Row { flag: "polcheck merge 一.run.json 二.run.json -o 全部.csv", zh: "合计和逐行的结果", en: "totals and rows" },
            Row { flag: "polcheck merge 一.run.json 二.run.json --format json", zh: "给程序", en: "for programs" },
        ],
    },
    Page {
        name: "generate",
        other_names: &["生成", "造数", "synthesise"],
        about: Both { zh: "按申明的人口造结算、人员、家庭表", en: "tables of claims, persons and households that nobody has lived" },
        usage: "polcheck generate [DIR] [--county COUNTY] [--persons COUNT] [--seed COUNT] [--population FILE] [--apart]",
        long: Both {
            zh: "造出来的数据不含真人,供试算、测试、演示用。在 DIR 里写 结算.csv 和 假设.toml;--apart 另写 人员.csv、家庭.csv,本人和家庭的字段只写在那里。人名编号都是编的(R000000001),结算按人、按日期排好。
人口用 TOML 文件申明,只写要改的: persons、seed、year、claims_per_person、reversed(冲销的比例)、household_sizes、ages、share(各字段取值的比例)、cost(每类就医费用的中位数和对数标准差)、eligible(合规费用占比的范围)。没有写的按词汇推定:没有默认值的字段,第一个取值最多,往后递减。用了哪些假设随数据一起写出,--assumptions 只看不造。
同样的申明和种子在任何机器上造出同样的字节。",
            en: "The data hold no real person; they are for trials, tests and demonstrations. DIR gets claims.csv and assumptions.toml; --apart also writes persons.csv and households.csv, and the facts of persons and households stand only there. Numbers of persons are made up (R000000001); claims are sorted by person and day.
The population is declared in TOML, as far as it differs: persons, seed, year, claims_per_person, reversed (the share of reversed bills), household_sizes, ages, share (of the values of facts), cost (median and spread of the logarithm by kind of care), eligible (which part of the cost, from and to). The rest is taken from the vocabulary: of facts without a default the first value is the most frequent. The assumptions are written with the data; --assumptions shows them and makes nothing.
The same declaration and seed give the same bytes on every machine.",
        },
        rows: &[
            Row { flag: "DIR", zh: "写到哪个文件夹;默认当前文件夹", en: "where to write; the current folder unless given" },
            Row { flag: "--county COUNTY", zh: "在哪些县参保,可写几次;默认工作区里各县", en: "where persons are insured; every county unless given" },
            Row { flag: "--persons COUNT", zh: "多少人(默认 1000)", en: "how many persons (1000 unless given)" },
            Row { flag: "--year COUNT", zh: "哪一年;默认政策最近变动的那年", en: "which year; that of the last change unless given" },
            Row { flag: "--seed COUNT", zh: "种子(默认 1);换一个就换一批人", en: "the seed (1 unless given); another gives other people" },
            Row { flag: "--population FILE", zh: "人口的申明(TOML)", en: "the declaration of the population (TOML)" },
            Row { flag: "--apart", zh: "人员、家庭各写一张表", en: "persons and households in tables of their own" },
            Row { flag: "--table TABLE", zh: "写成 csv(默认)、xlsx、parquet 或 arrow", en: "write csv (the default), xlsx, parquet or arrow" },
            Row { flag: "--assumptions", zh: "只看假设,不造数据", en: "show the assumptions, make nothing" },
        ],
        examples: &[
            Row { flag: "polcheck generate 样本 --county 青山县", zh: "一千人的结算表", en: "claims of a thousand persons" },
            Row { flag: "polcheck generate 样本 --county 吉北省 --persons 50 --apart", zh: "三张表", en: "three tables" },
            Row { flag: "polcheck generate --county 青山县 --assumptions", zh: "看看假设", en: "the assumptions" },
        ],
    },
    Page {
        name: "ci",
        other_names: &["审查", "review", "改动"],
        about: Both { zh: "一次改动会让谁多得、谁少得,要办什么手续", en: "what a change of policies does to people, for merge requests" },
        usage: "polcheck ci --against REF [--head REV] [--exact] [--on DATE] [--claims FILE]… [--persons FILE --months MONTHS] [--accept] | polcheck ci --list",
        long: Both {
            zh: "把工作区(或 --head 的版本)与它和那个分支的合并基点比较。直接读 git 里的内容,不检出文件。按意思比较每一天的规定: 改名、重排、换语言不算改动;以后才生效的、改了日期的、改到过去的,各说一次,写明从哪天到哪天。省里改的只在省里说一次,列出涉及的县。
每项发现有规则名、级别(错误、警告、提示)和须办的事(公示、报省备案、提前公告),原来和现在的数、文件、位置,并举一个虚构的人,按两边的规定各算一遍。级别和须办的事在 polcheck.toml 的 [ci] 里定。
给出结算数据(--claims,或 [ci] 的 claims),每笔按前后两边的规定各结算一遍: 多少人少得、多得、不变,各县、各待遇、基金一共差多少。读表的办法和 settle 一样;去年的数据对明年的规定,用 --years-later 1。按月、按年发放的待遇(低保金、护理补贴)没有结算单,用 --persons 和 --months 按人员表、家庭表各算一遍。不足 5 人的,以及能推算出它们的,不列。
已认可的改动记在 polcheck-accepted.toml 里;--accept 写出待填的条目。认可过期、用不上了,也会报出来。过期按最近一次提交的日期判断,或按 --on。
退出码: 0 没有错误;1 有没认可的错误;2 没有做成;3 没有错误,但有还不能判定的。规则、格式、各平台的写法见 docs/ci.zh.md。",
            en: "Compares the working tree, or the revision of --head, with its merge base with a branch. Reads what git holds and checks nothing out. Meanings are compared, on every day: a new name, another order or tongue is no change; what holds later only, a moved date, a change in the past are each told once with the days for which they hold. What is changed in the province is told once, with the counties it reaches.
Each finding has a rule, a level (error, warn, note) and an act (public notice, filing with the province, notice in advance), old and new with documents and places, and an invented person settled by both. Levels and acts are settled in [ci] of polcheck.toml.
With claims (--claims, or claims in [ci]) every bill is settled by the old rules and by the new: how many persons get less, more or the same, by county and benefit, and what the fund pays. Tables are read as settle reads them; last year's bills under next year's rules: --years-later 1. Benefits by month and year come on no bill: --persons and --months work them out by both rules. Groups of fewer than 5 persons, and what would give them away, are not told.
Accepted changes stand in polcheck-accepted.toml; --accept writes the entries to fill in. Those that are expired or unused are told. Expiry is judged on the day of the last commit, or of --on.
Exit codes: 0 no errors; 1 errors that are not accepted; 2 nothing done; 3 no errors, but something is not decided. Rules, formats and forges: docs/ci.en.md.",
        },
        rows: &[
            Row { flag: "--against REF", zh: "与哪个分支比较,如 main、origin/main;默认是 [ci] 的 against", en: "the branch to compare with: main, origin/main; by default against in [ci]" },
            Row { flag: "--head REV", zh: "审查这个版本,不看工作区", en: "review this revision instead of the working tree" },
            Row { flag: "--exact", zh: "直接与 --against 比较,不用合并基点", en: "compare with --against itself, not with the merge base" },
            Row { flag: "--on DATE", zh: "按哪一天判断过期和公告期限", en: "the day by which expiry and notice are judged" },
            Row { flag: "--claims FILE", zh: "结算数据,可写几次、写文件夹: 看涉及多少人、多少钱", en: "claims; may be repeated, or a folder: how many people, how much money" },
            Row { flag: "--persons FILE", zh: "人员表(同 settle)", en: "a table of persons, as for settle" },
            Row { flag: "--households FILE", zh: "家庭表(同 settle)", en: "a table of households, as for settle" },
            Row { flag: "--months MONTHS", zh: "按月、按年发放的待遇也算: 2024-03、2024-01..2024-12 或 2024", en: "count benefits by month and year too: 2024-03, 2024-01..2024-12 or 2024" },
            Row { flag: "--county COUNTY", zh: "结算数据只按这些县算,可写几次", en: "settle by these counties only; may be repeated" },
            Row { flag: "--map COLUMN=FACT", zh: "表里的列是什么(同 settle)", en: "what a column holds, as for settle" },
            Row { flag: "--encoding ENCODING", zh: "表的编码(同 settle)", en: "the encoding of tables, as for settle" },
            Row { flag: "--sheet SHEET", zh: "工作簿里的哪一张表", en: "which sheet of a workbook" },
            Row { flag: "--years-later COUNT", zh: "把结算日期当作晚几年: 去年的数据,明年的规定", en: "take the bills to be so many years later: last year's bills, next year's rules" },
            Row { flag: "--show-few", zh: "不足 5 人的也列出", en: "tell of groups of fewer than 5 persons too" },
            Row { flag: "--memory SIZE", zh: "结算最多用多少内存(默认 1GB)", en: "how much memory settling may take (1GB unless given)" },
            Row { flag: "--sorted", zh: "数据已按人排好,不必另存", en: "the rows of each person stand together: nothing has to be put aside" },
            Row { flag: "--threads COUNT", zh: "用几个线程结算", en: "how many threads settle" },
            Row { flag: "--accept", zh: "写出待填的认可条目", en: "write the entries that accept what fails, to be filled in" },
            Row { flag: "--list", zh: "列出全部规则", en: "list the rules" },
            Row {
                flag: "--format FORMAT",
                zh: "另有 sarif、junit、github(注解)、gitlab(代码质量)、html、xlsx",
                en: "also sarif, junit, github (annotations), gitlab (code quality), html, xlsx",
            },
        ],
        examples: &[
            Row { flag: "polcheck ci --against main", zh: "工作区里的改动", en: "what the working tree changes" },
            Row { flag: "polcheck ci --against main --format markdown", zh: "贴进合并请求", en: "as a comment on a merge request" },
            Row { flag: "polcheck ci --against main --claims 结算.csv", zh: "涉及多少人、多少钱", en: "how many people, how much money" },
            Row { flag: "polcheck ci --against main --persons 人员.csv --months 2024", zh: "按月、按年发放的待遇涉及多少人", en: "whom changes of benefits by month and year reach" },
            Row { flag: "polcheck ci --list", zh: "有哪些规则", en: "which rules there are" },
        ],
    },
    Page {
        name: "git-diff-driver",
        other_names: &["textconv"],
        about: Both { zh: "让 git diff 显示改动的意思(由 git 调用)", en: "let git diff tell what a change means (called by git)" },
        usage: "polcheck git-diff-driver ARGUMENT…",
        long: Both {
            zh: "git diff、git log -p 看 .pol 文件时,不列改了哪些行,而列改了哪些规定、从哪天起、对谁有什么影响。
在 .gitattributes 里写 *.pol diff=polcheck,再执行 git config diff.polcheck.command \"polcheck git-diff-driver\"。git log -p 要加 --ext-diff。
文件有错误时,照旧逐行列出。",
            en: "When git diff or git log -p shows a .pol file, it lists what rules change, from which day, and for whom, instead of lines.
Write *.pol diff=polcheck in .gitattributes and run git config diff.polcheck.command \"polcheck git-diff-driver\". git log -p needs --ext-diff.
A file with errors is compared line by line as before.",
        },
        rows: &[Row {
            flag: "ARGUMENT…",
            zh: "git 给的七个: 路径、旧文件、旧散列、旧权限、新文件、新散列、新权限;改名的另有两个",
            en: "the seven that git gives: path, old file, hash and mode, new file, hash and mode; two more of a renamed file",
        }],
        examples: &[
            Row {
                flag: "polcheck git-diff-driver policies/jibei/qingshan.pol 旧.pol 0 100644 policies/jibei/qingshan.pol 0 100644",
                zh: "一个文件的两个版本",
                en: "two versions of a file",
            },
            Row {
                flag: "polcheck git-diff-driver policies/jibei/qingshan.pol /dev/null 0 0 policies/jibei/qingshan.pol 0 100644",
                zh: "新的文件",
                en: "a new file",
            },
            Row { flag: "polcheck git-diff-driver 青山县.pol", zh: "有冲突、还没有合并的文件", en: "a file that is not merged" },
        ],
    },
    #[cfg(feature = "lsp")]
    Page {
        name: "lsp",
        other_names: &["编辑器", "语言服务", "language-server", "server"],
        about: Both { zh: "在编辑器里检查和帮助(由编辑器启动)", en: "check and help in an editor (started by the editor)" },
        usage: "polcheck lsp",
        long: Both {
            zh: "按语言服务协议(LSP)与编辑器对话,走标准输入和标准输出: 边写边查、改法、跳转、改名、补全、悬停说明、排版。
VS Code 用附带的扩展;Neovim、Helix 的设置和每项功能见 docs/editor.zh.md。编辑器里看到的,和 polcheck check 一样。",
            en: "Speaks the language server protocol on standard input and output: findings while you type, fixes, jumps, new names, completion, hover, formatting.
VS Code uses the extension that comes along; docs/editor.en.md has the set-up of Neovim and Helix and every feature. What the editor shows is what polcheck check finds.",
        },
        rows: &[Row {
            flag: "--stdio",
            zh: "有的编辑器会加上;没有别的方式,可以不写",
            en: "some editors add it; there is no other way, so it may be left out",
        }],
        examples: &[
            Row { flag: "polcheck lsp", zh: "编辑器的设置里写这个命令", en: "the command for the settings of the editor" },
            Row { flag: "polcheck lsp --lang en", zh: "一律用英文提示", en: "messages in English, whatever the policies" },
            Row { flag: "polcheck lsp --as-of 2026-01-01", zh: "悬停和过期的标准按这一天算", en: "values and what is too old as of that day" },
        ],
    },
    Page {
        name: "explain",
        other_names: &["解释", "说明", "rule"],
        about: Both { zh: "解释一种问题,附正反例子", en: "tell what a problem means, with a bad and a good example" },
        usage: "polcheck explain NAME | polcheck explain --list",
        long: Both {
            zh: "名称是检查结果方括号里的字,如 error[unit-missing] 的 unit-missing。政策的关键词也可以查。",
            en: "The name is what stands in brackets in the result of a check, as in error[unit-missing]. Keywords of the language are explained too.",
        },
        rows: &[
            Row { flag: "NAME", zh: "问题的名称", en: "the name of a problem" },
            Row { flag: "--list", zh: "列出所有问题的名称", en: "list the names of all problems" },
        ],
        examples: &[
            Row { flag: "polcheck explain unit-missing", zh: "数字缺少单位是什么意思", en: "what a missing unit is about" },
            Row { flag: "polcheck explain --list", zh: "所有问题", en: "all problems" },
            Row { flag: "polcheck explain table-gap --lang en", zh: "用英文说", en: "in English" },
        ],
    },
    Page {
        name: "import",
        other_names: &["导入", "读入", "convert"],
        about: Both { zh: "把待遇表(xlsx、csv)读成政策文件", en: "turn a table of benefits (xlsx, csv) into policies" },
        usage: "polcheck import FILE [--say COLUMN=VALUE]… [--map FILE] [--to DIR] [--force]",
        long: Both {
            zh: "读办公室平常的待遇表: 一行一条的待遇目录(地区名称、病种名称、保险类型、人员类型、医院类型、区间、起付标准、补助限额、报销比例、起止时间……),或病种、机构、人群与数交叉的表,一张表里可以有几个县。标题行、合并的表头、合计行、备注、全角数字、85%、0.85、万元都认得;每个数都注明出自哪张表的哪一格。
每一格都有下落: 写进了政策、按规则略去,或列在待问清单里,写明为什么没有读懂、应该怎么写。看得出两种意思的不猜;缺的数记作待公布。写成的政策一定能通过检查,否则什么都不写。已有的文件不覆盖,除非 --force。
每一行都相同的用 --say 说明,如 --say 地区名称=青山县 --say 限额周期=年。表头看不懂的,用 --draft 打印对应表,改好后用 --map 交回。-o 问题.xlsx 写出原表,没有读懂的格子标成黄色,附上说明。
有没有读懂的,退出码是 1。",
            en: "Reads tables as offices keep them: a catalogue with one row for each rule (place, disease, insurance, persons, facility, segment, deductible, limit, ratio, dates), or cross tables of diseases, facilities or groups; one table may hold several counties. Titles, merged headings, rows of totals, notes, full-width digits, 85%, 0.85 and 万元 are understood; every value cites the sheet and the cell in which it stands.
Every cell is accounted for: it went into a policy, was left out by a rule, or stands in the list of questions, with the reason and what to write. What can be read in two ways is never guessed; what is missing is 待公布. Policies that are written check, or nothing is written. No file is replaced without --force.
What is the same for every row is said with --say, such as --say 地区名称=青山县 --say 限额周期=年. --draft prints a mapping of the columns; corrected, it is given back with --map. -o questions.xlsx writes the table itself with the questions in it.
Cells that were not understood make the exit code 1.",
        },
        rows: &[
            Row { flag: "FILE", zh: "待遇表,.xlsx 或 .csv", en: "the table, .xlsx or .csv" },
            Row { flag: "--say COLUMN=VALUE", zh: "每一行都相同的: 地区名称=青山县、待遇=门诊慢特病、限额周期=年、分段起点=零", en: "what is the same for every row: 地区名称=青山县, 待遇=门诊慢特病, 限额周期=年, 分段起点=零" },
            Row { flag: "--map FILE", zh: "对应表(TOML): 每一列是什么、表里的叫法对应什么名称", en: "a mapping (TOML): what columns are and what names mean" },
            Row { flag: "--draft", zh: "打印看出来的对应表,不写政策", en: "print the mapping that was found, write no policy" },
            Row { flag: "--in COUNTY", zh: "还没有政策的地方归哪里管: --in 吉北省", en: "the parent of places without a policy: --in 吉北省" },
            Row { flag: "--sheet SHEET", zh: "只读这一张工作表", en: "read this sheet only" },
            Row { flag: "--to DIR", zh: "写到哪个文件夹;默认是工作区的政策文件夹", en: "the folder to write to; by default that of the policies" },
            Row { flag: "--print", zh: "只看写成的政策,不写文件", en: "show the policies, write no file" },
            Row { flag: "--force", zh: "覆盖已有的文件", en: "replace files" },
            Row { flag: "--encoding ENCODING", zh: "csv 的编码;默认自动辨认", en: "the encoding of a csv; told from its text by default" },
        ],
        examples: &[
            Row { flag: "polcheck import 待遇目录.csv --in 吉北省 --to 草稿", zh: "一个县一个文件,写到草稿里", en: "a file for each county, below 草稿" },
            Row { flag: "polcheck import 限额表.csv --say 地区名称=甲县 --print", zh: "先看看读成什么", en: "look at it first" },
            Row { flag: "polcheck import 待遇目录.csv --print -o 问题.xlsx", zh: "没有读懂的标在表里", en: "the questions, in the table" },
        ],
    },
    Page {
        name: "init",
        other_names: &["新建", "new", "create", "开始"],
        about: Both { zh: "建一个可以马上用的小工作区", en: "make a small workspace that works at once" },
        usage: "polcheck init [DIR] [--ci CI]",
        long: Both {
            zh: "写出一个省(词汇和标准)、两个县、几个测试和 polcheck.toml,马上可以检查、测试、比较;照着改成自己的。
已有的文件不动: 有一个同名的,就什么都不写。",
            en: "Writes a province with vocabulary and standard, two counties, some tests and polcheck.toml, which check, test and compare at once; change them into yours.
Files that are there are never touched: where one has the same name, nothing is written.",
        },
        rows: &[
            Row { flag: "DIR", zh: "写到哪个文件夹;默认当前文件夹", en: "the folder to write to; by default this one" },
            Row {
                flag: "--ci CI",
                zh: "再写一个自动检查的文件: github、gitlab、gitee",
                en: "with a file that checks every change: github, gitlab, gitee",
            },
        ],
        examples: &[
            Row { flag: "polcheck init 试用", zh: "写到一个新文件夹", en: "into a new folder" },
            Row { flag: "polcheck init 试用2 --ci gitee", zh: "用码云的,连自动检查一起", en: "with checks on Gitee" },
            Row { flag: "polcheck init trial --lang en", zh: "英文的注释和关键词", en: "with English keywords and comments" },
        ],
    },
    Page {
        name: "config",
        other_names: &["设置", "settings"],
        about: Both { zh: "列出现在的设置,各从哪里来", en: "show the settings and where they come from" },
        usage: "polcheck config show [--origin]",
        long: Both {
            zh: "设置依次来自: 默认值,用户文件 ~/.config/polcheck/config.toml,工作区的 polcheck.toml,环境变量 POLCHECK_*,选项;后面的盖过前面的。
文件里可以写 policies(政策文件夹)、as_of、lang、format、color、width、marks、recheck_months(核对过的数多少个月后要再核对)、一节 [columns](结算明细的列是什么)和一节 [rules](各条规则的级别 off、note、warning、error)。不认识的写法是错误。",
            en: "Settings come from the defaults, the user's file ~/.config/polcheck/config.toml, polcheck.toml of the workspace, the environment POLCHECK_*, options; the later wins.
A file may hold policies (the folders of policies), as_of, lang, format, color, width, marks, recheck_months (after how many months a checked value is to be checked again), a section [columns] with what columns of claims mean, and a section [rules] with the level of each rule: off, note, warning, error. What is unknown is an error.",
        },
        rows: &[
            Row { flag: "show", zh: "列出设置", en: "show the settings" },
            Row { flag: "--origin", zh: "说明每个值从哪里来", en: "tell where each value comes from" },
        ],
        examples: &[
            Row { flag: "polcheck config show", zh: "现在的设置", en: "the settings" },
            Row { flag: "polcheck config show --origin", zh: "各从哪里来", en: "where each comes from" },
            Row { flag: "polcheck config show --format json", zh: "给程序用", en: "for programs" },
        ],
    },
    Page {
        name: "completions",
        other_names: &["补全", "completion"],
        about: Both { zh: "让命令行会补全命令、地区、病种、待遇", en: "completion of commands, counties, diseases and benefits" },
        usage: "polcheck completions SHELL",
        long: Both {
            zh: "写出 bash、zsh、fish 或 powershell 的补全脚本。地区、待遇、病种的名称每次从当前工作区里取。",
            en: "Writes the script for bash, zsh, fish or powershell. Names of counties, benefits and diseases are those of the workspace, each time anew.",
        },
        rows: &[Row { flag: "SHELL", zh: "bash、zsh、fish、powershell", en: "bash, zsh, fish, powershell" }],
        examples: &[
            Row {
                flag: "polcheck completions bash > polcheck.bash",
                zh: "bash: 放进 ~/.local/share/bash-completion/completions/polcheck",
                en: "bash: put it into ~/.local/share/bash-completion/completions/polcheck",
            },
            Row {
                flag: "polcheck completions zsh > _polcheck",
                zh: "zsh: 放进 $fpath 里的一个文件夹",
                en: "zsh: put it into a folder of $fpath",
            },
            Row {
                flag: "polcheck completions powershell > polcheck.ps1",
                zh: "powershell: 在 $PROFILE 里执行它",
                en: "powershell: run it in $PROFILE",
            },
        ],
    },
    Page {
        name: "man",
        other_names: &["手册", "manual"],
        about: Both { zh: "手册页", en: "the manual pages" },
        usage: "polcheck man [COMMAND]",
        long: Both {
            zh: "写出 polcheck 或一个命令的手册页,供 man 显示。",
            en: "Writes the manual page of polcheck or of a command, for man to show.",
        },
        rows: &[Row { flag: "COMMAND", zh: "哪个命令的", en: "of which command" }],
        examples: &[
            Row { flag: "polcheck man > polcheck.1", zh: "polcheck 的手册页,用 man ./polcheck.1 看", en: "of polcheck; read it with man ./polcheck.1" },
            Row { flag: "polcheck man diff > polcheck-diff.1", zh: "一个命令的", en: "of a command" },
            Row { flag: "polcheck man --lang en > polcheck.1", zh: "英文的", en: "in English" },
        ],
    },
];

//! What is said about tables, in both tongues.

crate::catalogue! {
    // Files.
    cannot_go_on(reason) { zh: "读到一半出错({reason})", en: "reading broke off ({reason})" }
    is_utf16() {
        zh: "是 UTF-16 文本;请另存为“CSV UTF-8”,或直接用 .xlsx",
        en: "it is UTF-16; save it as \"CSV UTF-8\", or use the .xlsx",
    }
    is_zip() { zh: "内容是工作簿,不是文本;请把文件名改为以 .xlsx 结尾", en: "it is a workbook, not text; let its name end in .xlsx" }
    is_old_workbook() {
        zh: "是旧格式(.xls、.et)或加了密码的工作簿;请打开后另存为 .xlsx,不设密码",
        en: "it is an old workbook (.xls, .et), or one with a password; open it and save it as .xlsx without one",
    }
    is_parquet() { zh: "内容是 Parquet 或 Arrow,不是文本;请用相应的文件名结尾", en: "it is Parquet or Arrow, not text; let its name say so" }
    is_no_text() { zh: "不是文本", en: "it is no text" }
    line_too_long(limit) { zh: "这一行超过 {limit} 字节", en: "the line is longer than {limit} bytes" }
    not_in_encoding(name, column) {
        zh: "第 {column} 个字符不是 {name} 编码",
        en: "character {column} is not {name}",
    }
    unknown_encoding(name) {
        zh: "看不出是哪种编码(像 {name});请用 --encoding gbk 或 --encoding utf-8 指明",
        en: "the encoding cannot be told (it looks like {name}); say --encoding gbk or --encoding utf-8",
    }
    stray_quote() { zh: "引号写错了地方", en: "a quotation mark stands where none may" }
    open_quote() { zh: "少了一个引号", en: "a quotation mark is not closed" }
    cut_off() { zh: "文件到这一行中间就断了", en: "the file ends in the middle of this row" }
    too_many_columns(limit) { zh: "超过 {limit} 列", en: "more than {limit} columns" }
    cell_too_long(limit) { zh: "有一格超过 {limit} 个字", en: "a cell has more than {limit} characters" }

    too_many_cells(limit) {
        zh: "有内容的格子(或合并的格子)超过 {limit} 个;这里读的是待遇表,结算明细请用 polcheck settle",
        en: "more than {limit} cells are filled or merged; tables of benefits are read here, claims by polcheck settle",
    }

    // Workbooks.
    #[cfg(feature = "xlsx")]
    no_workbook() { zh: "内容不是 .xlsx 工作簿", en: "it is no .xlsx workbook" }
    #[cfg(feature = "xlsx")]
    empty_file() { zh: "文件是空的", en: "the file is empty" }
    #[cfg(feature = "xlsx")]
    is_text() {
        zh: "内容是文本,不是工作簿;请把文件名改为以 .csv 结尾",
        en: "it is text, no workbook; let its name end in .csv",
    }
    is_page() {
        zh: "内容是网页(有的系统这样导出);请用表格软件打开后另存为 .xlsx",
        en: "it is a web page, as some systems export tables; open it in a spreadsheet and save it as .xlsx",
    }
    #[cfg(feature = "xlsx")]
    piece_too_long(limit) {
        zh: "工作簿里有一格(或一个标记)超过 {limit} 字节,不予读取",
        en: "a cell or a tag of the workbook is longer than {limit} bytes; it is not read",
    }
    #[cfg(feature = "xlsx")]
    too_many_texts(limit) {
        zh: "工作簿里的文字超过 {limit} 条,不予读取",
        en: "the workbook has more than {limit} texts; it is not read",
    }
    #[cfg(feature = "xlsx")]
    cut_off_workbook() { zh: "工作簿不完整(可能没有传完或已损坏)", en: "the workbook is cut off or damaged" }
    #[cfg(feature = "xlsx")]
    broken_workbook(reason) { zh: "工作簿读不懂({reason})", en: "the workbook cannot be read ({reason})" }
    #[cfg(feature = "xlsx")]
    too_many_parts(limit) { zh: "工作簿里的部件超过 {limit} 个", en: "the workbook has more than {limit} parts" }
    #[cfg(feature = "xlsx")]
    unpacks_to_too_much(limit) {
        zh: "工作簿解压后超过 {limit} MiB,不予读取",
        en: "the workbook unpacks to more than {limit} MiB; it is not read",
    }
    #[cfg(feature = "parquet")]
    no_columns() {
        zh: "内容不是 Parquet,也不是 Arrow IPC",
        en: "it is neither Parquet nor Arrow IPC",
    }
    #[cfg(feature = "parquet")]
    encrypted_columns() { zh: "是加了密的 Parquet,读不了", en: "it is encrypted Parquet, which is not read" }
    #[cfg(feature = "parquet")]
    no_footer() {
        zh: "文件不完整: 末尾没有目录(可能没有传完)",
        en: "the file is cut off: there is no footer at its end",
    }
    #[cfg(feature = "parquet")]
    footer_lies(what) {
        zh: "目录里说的与文件不符({what}),不予读取",
        en: "the footer does not fit the file ({what}); it is not read",
    }
    #[cfg(feature = "parquet")]
    rows_missing(said, read) {
        zh: "目录说有 {said} 行,读到 {read} 行;文件不完整或已损坏",
        en: "the footer says {said} rows, there are {read}: the file is cut off or damaged",
    }
    #[cfg(feature = "parquet")]
    unreadable_type(name, ty) {
        zh: "读不了 `{name}` 一列的类型 {ty};请转成文本、整数、小数或日期,或去掉这一列",
        en: "column `{name}` is of type {ty}, which is not read; make it text, a whole number, a decimal or a date, or leave it out",
    }
    #[cfg(feature = "parquet")]
    needs_a_file(name) {
        zh: "{name} 的目录在末尾,不能从标准输入读;请写文件名,或改用 Arrow IPC 流",
        en: "{name} has its footer at the end and cannot be read from standard input; name the file, or send an Arrow IPC stream",
    }
    #[cfg(feature = "parquet")]
    one_person_too_long(limit) {
        zh: "同一个人的行超过 {limit} 行;是否个人编号一列取错了",
        en: "more than {limit} rows of one person; is the column of persons the right one",
    }
    #[cfg(feature = "parquet")]
    broken_columns(reason) { zh: "文件不完整或已损坏({reason})", en: "the file is cut off or damaged ({reason})" }
    #[cfg(feature = "xlsx")]
    old_epoch() {
        zh: "工作簿采用 1904 年日期系统;请在 Excel 选项里取消“使用 1904 日期系统”后另存",
        en: "the workbook counts its dates from 1904; switch that off in Excel and save it again",
    }
    #[cfg(feature = "xlsx")]
    no_sheet(name, names) { zh: "没有工作表 `{name}`,有 {names}", en: "there is no sheet `{name}`; there are {names}" }
    #[cfg(feature = "xlsx")]
    empty_workbook() { zh: "工作簿里没有内容", en: "the workbook is empty" }
    #[cfg(feature = "xlsx")]
    several_sheets(names) {
        zh: "有几张表有内容: {names};请用 --sheet 指明读哪一张",
        en: "several sheets have cells: {names}; say which with --sheet",
    }
    #[cfg(feature = "xlsx")]
    rows_out_of_order(line) { zh: "第 {line} 行的次序不对", en: "row {line} is out of order" }

    // Headings.
    empty_table() { zh: "表里没有内容", en: "the table is empty" }
    no_header(found) {
        zh: "前 20 行里找不到表头(看到 {found});请检查列名,或用 --map 列名=含义 指明",
        en: "no header among the first 20 rows (found {found}); look at the headings, or name them with --map COLUMN=MEANING",
    }
    no_row_readable(line, reason) {
        zh: "没有一行读得懂;第 {line} 行: {reason}",
        en: "no row can be read; line {line}: {reason}",
    }
    no_column_unused() { zh: "无", en: "none" }
    column_missing(name, usual, unused) {
        zh: "缺少“{name}”一列(通常叫 {usual});没有用上的列: {unused};可用 --map 列名={name} 指明",
        en: "there is no column for {name} (usually called {usual}); columns not used: {unused}; name it with --map COLUMN={name}",
    }
    two_columns(columns, name, first) {
        zh: "{columns} 都可作“{name}”;请用 --map {first}={name} 指明用哪一列",
        en: "{columns} all claim to be {name}; say which with --map {first}={name}",
    }
    two_named(columns, name) {
        zh: "--map 或 polcheck.toml 把 {columns} 都指作“{name}”;只能留一列,其余写 --map 列名=不用",
        en: "--map or polcheck.toml names {columns} all {name}; keep one and leave the others out with --map COLUMN=none",
    }
    same_headings(heading, columns) {
        zh: "有 {columns} 几列都叫 `{heading}`,分不清哪一列是;请在表里改掉其余几列的列名",
        en: "the columns {columns} are all called `{heading}`; rename those that are not meant",
    }
    no_such_column(name, headings) {
        zh: "--map 里的列 `{name}` 在表里没有,表里有 {headings}",
        en: "--map: the table has no column `{name}`; it has {headings}",
    }
    no_meaning(name) {
        zh: "--map 里的 `{name}` 不是字段、待遇,也不是 个人编号、结算日期、结算号、参保地、户编号",
        en: "--map: `{name}` is no fact, no benefit and none of person, date, claim, county, household",
    }
    no_meaning_near(name, near) {
        zh: "--map 里没有 `{name}` 这个字段,是否指 {near}",
        en: "--map: there is no fact `{name}`; did you mean {near}",
    }
    wrong_count_of_cells(found, wanted) {
        zh: "这一行有 {found} 格,表头只有 {wanted} 格",
        en: "the row has {found} cells, the header {wanted}",
    }
    not_filled_in() { zh: "没有填写", en: "not filled in" }

    // Persons, households, counties.
    person_twice(number) { zh: "人员表里 `{number}` 有两行", en: "`{number}` stands twice among the persons" }
    household_twice(number) { zh: "家庭表里 `{number}` 有两行", en: "`{number}` stands twice among the households" }
    change_twice(day) { zh: "{day} 的变更有两行", en: "two rows change it on {day}" }
    may_not_change(what) {
        zh: "`{what}` 与前面的行不同;一个人、一户的这一项不能变更",
        en: "`{what}` is not that of an earlier row; it may not change",
    }
    person_later(day) {
        zh: "人员表里这个人从 {day} 起才有记录",
        en: "the table of persons knows the person only from {day} on",
    }
    which_county_of_household() {
        zh: "这一户的成员参保地不同,看不出按哪个县的政策",
        en: "the members of the household are of different counties",
    }
    person_unknown() { zh: "人员表里没有这个人", en: "the person is not in the table of persons" }
    person_refused() { zh: "人员表里这个人的那一行不能用", en: "the row of this person in the table of persons was refused" }
    household_unknown() { zh: "家庭表里没有这一户", en: "the household is not in the table of households" }
    household_refused() {
        zh: "家庭表里这一户的那一行不能用",
        en: "the row of this household in the table of households was refused",
    }
    fact_of_others(name) { zh: "`{name}` 不该写在这张表里", en: "`{name}` does not belong in this table" }
    not_in_county(name, domain, county) {
        zh: "`{county}` 的 {domain} 里没有 `{name}`",
        en: "`{county}` has no `{name}` in {domain}",
    }
    no_county(name) { zh: "没有 `{name}` 的政策", en: "there is no policy of `{name}`" }
    no_county_near(name, near) {
        zh: "没有 `{name}` 的政策,是否指 {near}",
        en: "there is no policy of `{name}`; did you mean {near}",
    }
    county_not_filled_in() { zh: "没有写参保地", en: "the county is not filled in" }
    not_due(benefit, reason) { zh: "{benefit}: {reason}", en: "{benefit}: {reason}" }
    both_remarks(a, b) { zh: "{a};{b}", en: "{a}; {b}" }
    rows_missing_from_sums(count) {
        zh: "同一人(户)另有 {count} 行未结算,累计里没有它们",
        en: "rows of the same person or household that are not settled, and not in the sums: {count}",
    }
    pays_nothing(benefit) { zh: "{benefit}: 应得 0 元", en: "{benefit}: due, but 0" }

    // Totals and reconciliation.
    no_dimension(name) {
        zh: "--by 里的 `{name}` 不是 县、月、年,也不是字段",
        en: "--by: `{name}` is none of county, month, year and no fact",
    }
    no_dimension_near(name, near) {
        zh: "--by 里没有 `{name}`,是否指 {near}",
        en: "--by: there is no `{name}`; did you mean {near}",
    }
    nothing_said() { zh: "(未填)", en: "(nothing)" }
    cause_equal() { zh: "一致", en: "equal" }
    cause_rounding() { zh: "相差一分(舍入)", en: "off by one fen (rounding)" }
    cause_as_first() {
        zh: "与不计本年以前各笔(起付线、限额重新起算)算出的一致",
        en: "as if earlier bills of the year did not count",
    }
    cause_as_other(name, value) { zh: "与把 {name} 当作 {value} 算出的一致", en: "as if {name} were {value}" }
    cause_year_before() { zh: "与按上一年的政策算出的一致", en: "as the policy of the year before pays" }
    cause_year_after() { zh: "与按下一年的政策算出的一致", en: "as the policy of the year after pays" }
    cause_not_due() { zh: "按政策不应给付,记录里已付", en: "paid, but not due by the policy" }
    cause_not_paid() { zh: "按政策应给付,记录里没有付", en: "due by the policy, but not paid" }
    cause_more() { zh: "记录多付,原因不明", en: "more than due, cause unknown" }
    cause_less() { zh: "记录少付,原因不明", en: "less than due, cause unknown" }
    cause_cancelled() { zh: "冲销的票据", en: "reversed bills" }
    cause_rejected() { zh: "不能结算的行", en: "rows that cannot be settled" }
    cause_not_tried(limit) {
        zh: "未追查原因(只追查前 {limit} 人)",
        en: "not looked into (only the first {limit} persons are)",
    }

    // Tables of results.
    worked_out(benefit) { zh: "{benefit}(核算)", en: "{benefit} (worked out)" }
    heading_paid() { zh: "应付合计", en: "paid" }
    heading_difference() { zh: "记录减核算", en: "recorded less due" }
    heading_fate() { zh: "结果", en: "result" }
    heading_remark() { zh: "说明", en: "remark" }
    heading_file() { zh: "来源文件", en: "file" }
    heading_period() { zh: "月份", en: "month" }
    payment_too_large() { zh: "待遇金额超出可以记载的范围", en: "the payment is larger than can be recorded" }
    household_without_members() { zh: "人员表里没有这一户的人", en: "the table of persons has nobody of this household" }
    heading_line() { zh: "来源行", en: "line" }
    heading_column() { zh: "列", en: "column" }
    heading_value() { zh: "内容", en: "value" }
    heading_reason() { zh: "原因", en: "reason" }
    fate_settled() { zh: "已结算", en: "settled" }
    fate_cancelled() { zh: "已冲销", en: "cancelled" }
    fate_rejected() { zh: "未结算", en: "rejected" }
    cancelled_with(line) { zh: "与第 {line} 行相互冲销", en: "cancelled together with line {line}" }
    in_column(column, reason) { zh: "{column}: {reason}", en: "{column}: {reason}" }

    // Populations.
    population_broken(line) { zh: "第 {line} 行不是 TOML", en: "line {line} is not TOML" }
    population_wrong(key, wanted) { zh: "`{key}` 的值不对,要写{wanted}", en: "the value of `{key}` is wrong; write {wanted}" }
    wants_whole(from, to) { zh: " {from} 至 {to} 的整数", en: "a whole number from {from} to {to}" }
    wants_between(from, to) { zh: " {from} 至 {to} 的数", en: "a number from {from} to {to}" }
    wants_sizes() { zh: "一节,如 \"1\" = 0.2、\"2\" = 0.8(一户 1 至 20 人各占多少)", en: "a table like \"1\" = 0.2, \"2\" = 0.8: shares of households of 1 to 20" }
    wants_ages() { zh: "一节,如 \"0-17\" = 0.2、\"18-99\" = 0.8(0 至 130 岁)", en: "a table like \"0-17\" = 0.2, \"18-99\" = 0.8: ages from 0 to 130" }
    wants_shares() { zh: "一节: 取值 = 所占的份额,不是负数,至少一个大于 0", en: "a table of value = share, none negative, one above 0" }
    wants_cost() { zh: " median(中位数,0.01 至 1000000 元)和 sigma(0 至 3)", en: "median (0.01 to 1000000 yuan) and sigma (0 to 3)" }
    wants_eligible() { zh: "两个 0 至 1 的数,小的在前,如 [0.6, 1]", en: "two numbers from 0 to 1, the smaller first, like [0.6, 1]" }
    wants_table() { zh: "成一节", en: "it as a table" }
    population_unknown(key, near) { zh: "不认识 `{key}`,可写 {near}", en: "`{key}` is not known; write {near}" }

    // Cells.
    formula_not_worked_out(text) {
        zh: "公式 `{text}` 没有算出结果;请用表格软件打开、保存一次再来",
        en: "the formula `{text}` was never worked out; open and save the workbook once",
    }
    spreadsheet_error(text) { zh: "表格里是错误值 {text}", en: "the cell holds the error {text}" }
    date_for_amount(date) { zh: "应是金额,却是日期 {date}", en: "an amount is wanted, found the date {date}" }
    date_for_person(date) { zh: "应是个人编号,却是日期 {date}", en: "the number of a person is wanted, found the date {date}" }
    no_amount(text) { zh: "`{text}` 不是金额", en: "`{text}` is no amount" }
    foreign_money(text) { zh: "`{text}` 不是人民币", en: "`{text}` is not in yuan" }
    odd_commas(text) { zh: "`{text}` 的逗号不在千分位上", en: "the commas of `{text}` do not stand at thousands" }
    scientific(text) {
        zh: "`{text}` 是表格缩写的数,原来的数字已经看不出",
        en: "`{text}` was shortened by a spreadsheet; the number itself is lost",
    }
    finer_than_fen(text) { zh: "`{text}` 比分还细", en: "`{text}` is finer than one 分" }
    amount_too_large(text) { zh: "`{text}` 太大", en: "`{text}` is too large" }
    no_date(text) { zh: "`{text}` 不是日期", en: "`{text}` is no date" }
    no_such_day(text) { zh: "没有 `{text}` 这一天", en: "there is no such day as `{text}`" }
    only_a_month(text) { zh: "`{text}` 只有年月,没有日", en: "`{text}` is a month, the day is missing" }
    short_year(text) { zh: "`{text}` 的年份不是四位", en: "the year of `{text}` has not four digits" }
    day_order(text) { zh: "`{text}` 看不出哪个是月、哪个是日", en: "`{text}` does not tell the month from the day" }
    damaged_number(text) {
        zh: "`{text}` 是被表格改坏的证件号码(后几位已丢失);请把该列设为文本后重新导出",
        en: "`{text}` is a number that a spreadsheet has damaged (its last digits are lost); export the column as text",
    }
    out_of_range(text) { zh: "`{text}` 超出词汇里规定的范围", en: "`{text}` is outside the range that the vocabulary declares" }
    no_number(text) { zh: "`{text}` 不是数", en: "`{text}` is no number" }
    not_whole(text) { zh: "`{text}` 不是整数", en: "`{text}` is no whole number" }
    no_ratio(text) { zh: "`{text}` 不是比例,要写成 80% 或 0.8", en: "`{text}` is no ratio, like 80% or 0.8" }
    no_truth(text) { zh: "`{text}` 不是“是”或“否”", en: "`{text}` is neither yes nor no" }
    not_from_a_cell(name) { zh: "`{name}` 不能写在一格里", en: "`{name}` does not fit in a cell" }
    not_in_domain(text, domain) { zh: "`{text}` 不在 {domain} 里", en: "`{text}` is not in {domain}" }
    not_in_domain_near(text, domain, near) {
        zh: "`{text}` 不在 {domain} 里,是否指 {near}",
        en: "`{text}` is not in {domain}; did you mean {near}",
    }
    icd_of_several(text, names) {
        zh: "ICD-10 编码 `{text}` 可以是 {names},请写病种名称或全国代码",
        en: "the ICD-10 code `{text}` may be {names}; write the disease or its national code",
    }
}

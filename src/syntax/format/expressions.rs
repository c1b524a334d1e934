//! Expressions, paths and bands to pieces of a statement: parentheses only where the tree needs them.

use super::bands::{comparison, is_reference, is_simple};
use super::layout::{Doc, INDENT};
use super::writer::Writer;
use crate::base::date::Period;
use crate::base::span::Span;
use crate::base::text::Lang;
use crate::syntax::ast::{Argument, ArgumentValue, ArithmeticOp, EachKey, Expr, ExprKind, Key, Name, Path, PathPart};
use crate::syntax::keywords::{Word, Worded};

/// How tightly an operator binds, loosest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Whole,
    Or,
    And,
    Not,
    Test,
    Sum,
    Product,
    Power,
    Sign,
    Postfix,
    Atom,
}

/// Where an expression stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context {
    /// What binds less tightly stands in parentheses.
    level: Level,
    commas: Commas,
}

/// What a comma after an expression would mean; a list of members may have to stand in parentheses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Commas {
    /// It goes on with the list of members.
    Members,
    /// An operator follows: parentheses show how far the list goes.
    Operators,
    /// It begins something else, but nothing follows here.
    Last,
    /// It begins something else.
    Others,
}

impl Context {
    /// Nothing stands beside the expression.
    pub(super) const ALONE: Context = Context { level: Level::Whole, commas: Commas::Members };
    /// Others follow after commas.
    pub(super) const LISTED: Context = Context { level: Level::Whole, commas: Commas::Others };
    /// The only one in a place for several.
    const ONLY: Context = Context { level: Level::Whole, commas: Commas::Last };

    pub(super) fn at(self, level: Level) -> Context {
        Context { level, ..self }
    }
}

fn level_of(expr: &Expr, lang: Lang) -> Level {
    match expr.kind.as_ref() {
        ExprKind::If { .. } => Level::Whole,
        ExprKind::Or(..) => Level::Or,
        ExprKind::And(..) => Level::And,
        ExprKind::Not(_) => Level::Not,
        ExprKind::Compare { .. } | ExprKind::In { .. } | ExprKind::InBand { .. } => Level::Test,
        ExprKind::Arithmetic { op, .. } => match op {
            ArithmeticOp::Add | ArithmeticOp::Subtract => Level::Sum,
            ArithmeticOp::Multiply | ArithmeticOp::Divide => Level::Product,
            ArithmeticOp::Power => Level::Power,
            // In English the ratio comes first, and no operator joins it from the left.
            ArithmeticOp::Of => match lang {
                Lang::Zh => Level::Power,
                Lang::En => Level::Product,
            },
        },
        ExprKind::Negate(_) => Level::Sign,
        ExprKind::Quantity(quantity) if quantity.digits.starts_with('-') => Level::Sign,
        ExprKind::At { .. } => Level::Postfix,
        ExprKind::Quantity(_)
        | ExprKind::Date(_)
        | ExprKind::Text(_)
        | ExprKind::Bool(_)
        | ExprKind::None
        | ExprKind::Ordinal(_)
        | ExprKind::Name(_)
        | ExprKind::Path(_)
        | ExprKind::Builtin(_)
        | ExprKind::Call { .. }
        | ExprKind::Apply { .. }
        | ExprKind::HeldFor(_)
        | ExprKind::Previous(_)
        | ExprKind::Record(_)
        | ExprKind::Broken => Level::Atom,
    }
}

impl Writer<'_> {
    /// Returns a word in the tongue of this text; the Chinese one where English has none.
    pub(super) fn spell(&self, word: Word) -> &'static str {
        let text = word.get(self.lang);
        if text.is_empty() { word.get(Lang::Zh) } else { text }
    }

    /// Returns an expression on one line.
    pub(super) fn expr_text(&self, expr: &Expr, context: Context) -> String {
        self.text_of(&|writer| {
            let doc = writer.expr(expr, context);
            writer.doc(doc);
        })
    }

    /// Returns an expression as a piece that may be broken before its operators.
    pub(super) fn expr(&mut self, expr: &Expr, context: Context) -> Doc {
        if level_of(expr, self.lang) < context.level {
            let inner = self.bare_expr(expr, Context::ALONE);
            return Doc::Group(vec![Doc::text("("), Doc::Nest(INDENT, vec![inner]), Doc::text(")")]);
        }
        self.bare_expr(expr, context)
    }

    fn bare_expr(&mut self, expr: &Expr, context: Context) -> Doc {
        match expr.kind.as_ref() {
            ExprKind::Or(..) | ExprKind::And(..) => self.chain(expr, context),
            ExprKind::If { .. } => self.choice(expr, context),
            ExprKind::Not(operand) => {
                let operand = self.expr(operand, context.at(Level::Test));
                self.prefixed(Word::Not, operand)
            }
            ExprKind::Compare { op, left, right } => {
                let left = self.expr(left, context.at(Level::Sum));
                let right = self.expr(right, context.at(Level::Sum));
                Doc::Group(vec![left, Doc::Text(format!(" {} ", comparison(*op))), right])
            }
            ExprKind::In { value, negated, members } => {
                let value = self.expr(value, context.at(Level::Sum));
                let word = self.spell(if *negated { Word::NotIn } else { Word::In });
                let members = self.members(members, context.commas);
                Doc::Group(vec![value, Doc::Text(format!(" {word} ")), members])
            }
            ExprKind::InBand { value, negated, band } => {
                let value = self.expr(value, context.at(Level::Sum));
                let band = self.test_band(*negated, band);
                Doc::Group(vec![value, Doc::Text(format!(" {band}"))])
            }
            ExprKind::Arithmetic { op, left, right } => match op {
                ArithmeticOp::Add | ArithmeticOp::Subtract => self.sum(expr, context),
                ArithmeticOp::Multiply => self.joined("×", "*", (left, right), (Level::Product, Level::Power), context),
                ArithmeticOp::Divide => self.joined("÷", "/", (left, right), (Level::Product, Level::Power), context),
                ArithmeticOp::Power => self.joined("^", "^", (left, right), (Level::Power, Level::Sign), context),
                // In English the share comes first: `70% of 合规费用`.
                ArithmeticOp::Of if self.lang == Lang::En => {
                    self.joined("", "of", (right, left), (Level::Sign, Level::Sign), context)
                }
                ArithmeticOp::Of => self.joined("的", "", (left, right), (Level::Power, Level::Sign), context),
            },
            ExprKind::Negate(operand) => {
                let operand = self.expr(operand, context.at(Level::Postfix));
                Doc::Group(vec![Doc::text("-"), operand])
            }
            ExprKind::At { value, date } => {
                let value = self.expr(value, context.at(Level::Postfix));
                let bare = self.expr_text(date, Context::ALONE);
                let date = if is_reference(date) || matches!(date.kind.as_ref(), ExprKind::Date(_)) {
                    bare
                } else {
                    format!("({bare})")
                };
                Doc::Group(vec![value, Doc::Text(format!(" {} {date}", self.spell(Word::AsOf)))])
            }
            ExprKind::Call { function, arguments } => {
                let word = self.spell(function.word()).to_owned();
                self.call(word, arguments)
            }
            ExprKind::Apply { function, arguments } => {
                let name = self.name(function);
                self.call(name, arguments)
            }
            ExprKind::Record(facts) => {
                let facts: Vec<String> = facts.iter().map(|fact| self.assignment(fact)).collect();
                Doc::Text(if facts.is_empty() { "{ }".to_owned() } else { format!("{{ {} }}", facts.join("; ")) })
            }
            ExprKind::Quantity(_)
            | ExprKind::Date(_)
            | ExprKind::Text(_)
            | ExprKind::Bool(_)
            | ExprKind::None
            | ExprKind::Ordinal(_)
            | ExprKind::Name(_)
            | ExprKind::Path(_)
            | ExprKind::Builtin(_)
            | ExprKind::HeldFor(_)
            | ExprKind::Previous(_)
            | ExprKind::Broken => Doc::Text(self.atom(expr)),
        }
    }

    /// Returns what stands for itself: a literal, a name, a path.
    fn atom(&self, expr: &Expr) -> String {
        match expr.kind.as_ref() {
            ExprKind::Quantity(quantity) => self.quantity(quantity),
            ExprKind::Date(date) => date.to_string(),
            ExprKind::Text(text) => super::names::string(text),
            ExprKind::Bool(true) => self.spell(Word::True).to_owned(),
            ExprKind::Bool(false) => self.spell(Word::False).to_owned(),
            ExprKind::None => self.spell(Word::None).to_owned(),
            ExprKind::Ordinal(number) => self.ordinal(*number),
            ExprKind::Name(name) => self.name(name),
            ExprKind::Path(path) => self.path(path),
            ExprKind::Builtin(builtin) => self.spell(builtin.word()).to_owned(),
            ExprKind::HeldFor(time) => {
                format!("{} {}", self.spell(Word::HeldFor), self.quantity(time))
            }
            ExprKind::Previous(path) => {
                format!("{}.{}", self.spell(Word::Previous), self.path(path))
            }
            ExprKind::Broken
            | ExprKind::Call { .. }
            | ExprKind::Apply { .. }
            | ExprKind::Negate(_)
            | ExprKind::Not(_)
            | ExprKind::Arithmetic { .. }
            | ExprKind::Compare { .. }
            | ExprKind::And(..)
            | ExprKind::Or(..)
            | ExprKind::If { .. }
            | ExprKind::In { .. }
            | ExprKind::InBand { .. }
            | ExprKind::At { .. }
            | ExprKind::Record(_) => self.source(expr.span()).to_owned(),
        }
    }

    fn ordinal(&self, number: u32) -> String {
        match self.lang {
            Lang::Zh => format!("{}{number}{}", Word::Ordinal.get(Lang::Zh), Word::OrdinalEnd.get(Lang::Zh)),
            Lang::En => format!("{} {number}", Word::Ordinal.get(Lang::En)),
        }
    }

    fn prefixed(&self, word: Word, operand: Doc) -> Doc {
        Doc::Group(vec![Doc::Text(format!("{} ", self.spell(word))), operand])
    }

    /// `a 或 b 或 c`, broken before each operator when it is long or holds comments.
    fn chain(&mut self, expr: &Expr, context: Context) -> Doc {
        let (level, word) = match expr.kind.as_ref() {
            ExprKind::Or(..) => (Level::Or, self.spell(Word::Or)),
            _ => (Level::And, self.spell(Word::And)),
        };
        let operands = operands(expr, level);
        let count = operands.len();
        let tighter = if level == Level::Or { Level::And } else { Level::Not };
        let mut docs = Vec::new();
        for (at, operand) in operands.into_iter().enumerate() {
            if at > 0 {
                docs.extend(self.inner_comments(operand.span().start as usize));
                docs.push(Doc::Break(1));
                docs.push(Doc::Text(format!("{word} ")));
            }
            let context = if at + 1 < count && context.commas == Commas::Members {
                Context { commas: Commas::Operators, ..context }
            } else {
                context
            };
            let doc = self.expr(operand, context.at(tighter));
            // Parentheses indent by themselves.
            let bare = level_of(operand, self.lang) >= tighter;
            docs.push(if at > 0 && bare { Doc::Nest(INDENT, vec![doc]) } else { doc });
        }
        Doc::Group(docs)
    }

    /// `若 甲 则 乙 否则 若 丙 则 丁 否则 戊`: when it is long, each branch begins a line.
    fn choice(&mut self, expr: &Expr, context: Context) -> Doc {
        let otherwise_word = self.spell(Word::Otherwise);
        let mut docs = Vec::new();
        let mut rest = expr;
        while let ExprKind::If { condition, then, otherwise } = rest.kind.as_ref() {
            let start = Doc::Text(format!("{} ", self.spell(Word::If)));
            let middle = Doc::Text(format!("{} ", self.spell(Word::Then)));
            let condition = self.expr(condition, context.at(Level::Or));
            let comments = self.inner_comments(then.span().start as usize);
            let then = self.expr(then, context.at(Level::Or));
            let mut branch = vec![start, condition];
            branch.extend(comments);
            branch.extend([Doc::Break(1), middle, then]);
            docs.push(Doc::Group(vec![Doc::Nest(INDENT, branch)]));
            docs.extend(self.inner_comments(otherwise.span().start as usize));
            docs.extend([Doc::Break(1), Doc::Text(format!("{otherwise_word} "))]);
            rest = otherwise;
        }
        let last = self.expr(rest, context.at(Level::Or));
        docs.push(Doc::Nest(INDENT, vec![last]));
        Doc::Group(docs)
    }

    /// `甲 + 乙 - 丙`, broken before its operators when it is long or holds comments.
    fn sum(&mut self, expr: &Expr, context: Context) -> Doc {
        let mut operands = Vec::new();
        let mut rest = expr;
        while let ExprKind::Arithmetic { op: op @ (ArithmeticOp::Add | ArithmeticOp::Subtract), left, right } =
            rest.kind.as_ref()
        {
            operands.push((if *op == ArithmeticOp::Add { "+ " } else { "- " }, right));
            rest = left;
        }
        let mut docs = vec![self.expr(rest, context.at(Level::Sum))];
        for (sign, operand) in operands.into_iter().rev() {
            docs.extend(self.inner_comments(operand.span().start as usize));
            docs.extend([Doc::Break(1), Doc::text(sign)]);
            docs.push(self.expr(operand, context.at(Level::Product)));
        }
        Doc::Group(docs)
    }

    /// Two operands around an operator, each in parentheses where it binds less tightly than its level.
    fn joined(
        &mut self,
        chinese: &str,
        english: &str,
        (left, right): (&Expr, &Expr),
        (left_level, right_level): (Level, Level),
        context: Context,
    ) -> Doc {
        let sign = if self.lang == Lang::Zh { chinese } else { english };
        let left = self.expr(left, context.at(left_level));
        let right = self.expr(right, context.at(right_level));
        Doc::Group(vec![left, Doc::Text(format!(" {sign} ")), right])
    }

    /// The members of `属于`: as many on a line as fit.
    fn members(&mut self, members: &[Expr], commas: Commas) -> Doc {
        let texts = members.iter().map(|member| (member.span(), self.small(member))).collect();
        let list = self.list(texts);
        let several = members.len() > 1;
        let within_more = commas == Commas::Others || several && matches!(commas, Commas::Last | Commas::Operators);
        // Parentheses that come first would be those of the list.
        let first_in_parentheses = several && members.first().is_some_and(|member| !is_simple(member));
        if within_more || first_in_parentheses { Doc::Group(vec![Doc::text("("), list, Doc::text(")")]) } else { list }
    }

    /// Returns texts with commas, a new line wherever the next one does not fit or a comment stands between.
    pub(super) fn list(&mut self, items: Vec<(Span, String)>) -> Doc {
        let mut docs = Vec::new();
        for (at, (place, text)) in items.into_iter().enumerate() {
            if at == 0 {
                docs.push(Doc::Text(text));
                continue;
            }
            docs.push(Doc::text(","));
            let comments = self.inner_comments(place.start as usize);
            if comments.is_empty() {
                docs.push(Doc::Group(vec![Doc::Break(1), Doc::Text(text)]));
            } else {
                docs.extend(comments);
                docs.extend([Doc::Hard, Doc::Text(text)]);
            }
        }
        Doc::Group(docs)
    }

    /// The members of `属于` where nothing else follows after commas.
    pub(super) fn member_list(&mut self, members: &[Expr]) -> Doc {
        self.members(members, Commas::Members)
    }

    fn call(&mut self, function: String, arguments: &[Argument]) -> Doc {
        let mut docs = vec![Doc::Text(format!("{function}("))];
        let context = if arguments.len() == 1 { Context::ONLY } else { Context::LISTED };
        for (at, argument) in arguments.iter().enumerate() {
            if at > 0 {
                docs.push(Doc::text(", "));
            }
            docs.push(Doc::Nest(INDENT, vec![self.argument(argument, context)]));
        }
        docs.push(Doc::text(")"));
        Doc::Group(docs)
    }

    fn argument(&mut self, argument: &Argument, context: Context) -> Doc {
        let value = match &argument.value {
            ArgumentValue::Expr(expr) => self.expr(expr, context),
            ArgumentValue::Members(_) => Doc::text(self.spell(Word::Members)),
            ArgumentValue::Period(period, _) => Doc::Text(self.running_period(*period)),
            ArgumentValue::Rounding(mode, _) => Doc::text(self.spell(mode.word())),
        };
        let mut docs = vec![value];
        if let Some(filter) = &argument.filter {
            docs.push(Doc::Text(format!(" {} ", self.spell(Word::Where))));
            docs.push(self.expr(filter, context));
        }
        if let Some(body) = &argument.body {
            docs.push(Doc::text(" : "));
            docs.push(self.expr(body, context));
        }
        Doc::Group(docs)
    }

    /// `本年`: the period in which totals run.
    fn running_period(&self, period: Period) -> String {
        let word = match period {
            Period::Day | Period::Visit => Word::ThisDay,
            Period::Month | Period::Quarter => Word::ThisMonth,
            Period::Year | Period::Life => Word::ThisYear,
        };
        self.spell(word).to_owned()
    }

    // Paths.

    pub(super) fn path(&self, path: &Path) -> String {
        let previous = std::iter::once(None).chain(path.parts.iter().map(Some));
        let parts: Vec<String> =
            path.parts.iter().zip(previous).map(|(part, before)| self.path_part(part, before)).collect();
        let mut text = parts.join(".");
        if let Some(keys) = &path.keys {
            let keys: Vec<String> = keys.iter().map(|key| self.key(key)).collect();
            text.push_str(&format!("[{}]", keys.join(", ")));
        }
        text
    }

    fn path_part(&self, part: &PathPart, before: Option<&PathPart>) -> String {
        match part {
            PathPart::Name(name) => match before {
                None => self.name(name),
                Some(PathPart::Owner(..)) => self.owned_name(name),
                Some(_) => self.part_name(name),
            },
            PathPart::Owner(owner, _) => self.spell(owner.word()).to_owned(),
            PathPart::Word(word, _) => self.spell(word.word()).to_owned(),
            PathPart::Period(period, _) => self.spell(period.word()).to_owned(),
            PathPart::Each(key) => self.each_in_path(key),
            PathPart::Joint(_) => self.spell(Word::JointWith).to_owned(),
        }
    }

    fn each_in_path(&self, key: &EachKey) -> String {
        let blank = if self.lang == Lang::Zh { "" } else { " " };
        format!("{}{blank}{}", self.spell(Word::Each), self.each_key(key))
    }

    pub(super) fn each_key(&self, key: &EachKey) -> String {
        match key {
            EachKey::Fact(name) => self.name(name),
            EachKey::Household(_) => self.spell(Word::Household).to_owned(),
            EachKey::Person(_) => self.spell(Word::Person).to_owned(),
        }
    }

    fn key(&self, key: &Key) -> String {
        match key {
            Key::Every(_) => "*".to_owned(),
            Key::Head(head) => self.head(head),
        }
    }
}

/// Returns the operands of a chain, from the left; a loop, since chains may be long.
fn operands(expr: &Expr, level: Level) -> Vec<&Expr> {
    let mut operands = Vec::new();
    let mut rest = expr;
    while let (ExprKind::Or(left, right), Level::Or) | (ExprKind::And(left, right), Level::And) =
        (rest.kind.as_ref(), level)
    {
        operands.push(right);
        rest = left;
    }
    operands.push(rest);
    operands.reverse();
    operands
}

impl Writer<'_> {
    /// Returns names with commas, a new line wherever the next one does not fit.
    pub(super) fn name_list(&mut self, names: &[Name]) -> Doc {
        let items = names.iter().map(|name| (name.span(), self.name(name))).collect();
        self.list(items)
    }
}

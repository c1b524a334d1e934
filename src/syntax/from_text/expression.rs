//! Expressions and bands.

use super::tree::Children;
use super::{Builder, MAX_DEPTH, Node, Rule, child, only};
use crate::base::date::Period;
use crate::base::number::RoundingMode;
use crate::base::span::{Aside, Span};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{
    Argument, ArgumentValue, ArithmeticOp, Band, BandSpelling, Builtin, CompareOp, Edge, Expr, ExprKind, Function,
    PathPart, Per,
};
use crate::syntax::keywords::{Word, Worded};
use crate::syntax::words;

/// The operands and operators of an expression, in the order of the text.
type Parts<'t> = std::iter::Peekable<Children<'t>>;

/// Which end of a band an edge closes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Low,
    High,
}

impl<'t> Builder<'t> {
    /// Any rule of an expression, from `expr` down to `literal`.
    pub(super) fn expr(&mut self, node: &Node<'t>) -> Expr {
        let node = pass_through(*node);
        let steps = steps(&node);
        if self.depth + steps > MAX_DEPTH {
            let span = self.span(&node);
            self.error(Code::NestingTooDeep, span.at_start(), words::expression_too_deep());
            return broken(span);
        }
        self.depth += steps;
        let kind = self.expr_kind(&node);
        self.depth -= steps;
        Expr { kind: Box::new(kind), place: self.place(&node) }
    }

    fn expr_kind(&mut self, node: &Node<'t>) -> ExprKind {
        match node.rule() {
            Rule::choice => self.choice(node),
            Rule::expr => self.alternatives(node),
            Rule::sum => *self.terms(&mut node.children().peekable()).kind,
            Rule::negative => ExprKind::Negate(self.child_expr(node, Rule::quantity)),
            Rule::group => self.group(node),
            Rule::held_for => {
                let quantity = child(node, Rule::quantity).expect("`held` is followed by a quantity");
                ExprKind::HeldFor(self.quantity(&quantity))
            }
            Rule::truth => ExprKind::Bool(Word::True.spelling().reads(node.as_str())),
            Rule::nothing => ExprKind::None,
            Rule::reference => self.reference(node),
            Rule::record => ExprKind::Record(self.assignments(node)),
            _ => self.literal(node),
        }
    }

    fn child_expr(&mut self, node: &Node<'t>, rule: Rule) -> Expr {
        let found = child(node, rule).expect("the grammar gives this rule an operand");
        self.expr(&found)
    }

    fn literal(&mut self, node: &Node<'t>) -> ExprKind {
        match node.rule() {
            Rule::date => ExprKind::Date(self.date(node)),
            Rule::slashed_date => ExprKind::Date(self.slashed_date(node)),
            Rule::misplaced_month_day => {
                self.error(Code::SyntaxError, self.span(node), words::date_without_year(node.as_str()));
                ExprKind::Broken
            }
            Rule::ordinal => {
                let digits = child(node, Rule::ordinal_number).map_or("", |number| number.as_str());
                match digits.parse() {
                    Ok(number) => ExprKind::Ordinal(number),
                    Err(_) => {
                        self.error(Code::NumberMalformed, self.span(node), words::number_too_long());
                        ExprKind::Broken
                    }
                }
            }
            Rule::grouped_number => ExprKind::Quantity(self.grouped_number(node)),
            Rule::quantity => ExprKind::Quantity(self.quantity(node)),
            Rule::string => ExprKind::Text(self.quoted(node).text),
            _ => ExprKind::Broken,
        }
    }

    fn choice(&mut self, node: &Node<'t>) -> ExprKind {
        let mut parts = operands(node, Rule::expr).into_iter();
        let mut next = || parts.next().expect("`if` has three parts");
        let (condition, then, otherwise) = (next(), next(), next());
        ExprKind::If { condition: self.expr(&condition), then: self.expr(&then), otherwise: self.expr(&otherwise) }
    }

    /// Conditions with `且` and `或` between them.
    fn alternatives(&mut self, node: &Node<'t>) -> ExprKind {
        let mut parts = node.children().peekable();
        let mut left = self.conditions(&mut parts);
        while parts.next_if(|part| part.rule() == Rule::kw_or).is_some() {
            let right = self.conditions(&mut parts);
            left = joined(ExprKind::Or, left, right);
        }
        *left.kind
    }

    fn conditions(&mut self, parts: &mut Parts<'t>) -> Expr {
        let mut left = self.condition(parts);
        while parts.next_if(|part| part.rule() == Rule::kw_and).is_some() {
            let right = self.condition(parts);
            left = joined(ExprKind::And, left, right);
        }
        left
    }

    /// `非` any number of times, a value, and what it is tested for.
    fn condition(&mut self, parts: &mut Parts<'t>) -> Expr {
        let negations = self.places_of(parts, Rule::negation);
        let value = parts.next().expect("a condition has a value");
        let mut inner = self.expr(&value);
        let tests = |part: &Node<'t>| matches!(part.rule(), Rule::comparison | Rule::membership | Rule::band_test);
        if let Some(rest) = parts.next_if(tests) {
            let place = Aside(inner.span().to(self.span(&rest)));
            inner = Expr { kind: Box::new(self.test(inner, &rest)), place };
        }
        wrapped(&negations, inner, ExprKind::Not)
    }

    fn places_of(&self, parts: &mut Parts<'t>, rule: Rule) -> Vec<Span> {
        let mut places = Vec::new();
        while let Some(part) = parts.next_if(|part| part.rule() == rule) {
            places.push(self.span(&part));
        }
        places
    }

    fn terms(&mut self, parts: &mut Parts<'t>) -> Expr {
        let mut left = self.factors(parts);
        while let Some(operator) = parts.next_if(|part| part.rule() == Rule::sum_operator) {
            let op = if operator.as_str() == "+" { ArithmeticOp::Add } else { ArithmeticOp::Subtract };
            left = arithmetic(op, left, self.factors(parts));
        }
        left
    }

    fn factors(&mut self, parts: &mut Parts<'t>) -> Expr {
        let mut left = self.shares(parts);
        while let Some(operator) = parts.next_if(|part| part.rule() == Rule::product_operator) {
            let op = if operator.as_str() == "*" { ArithmeticOp::Multiply } else { ArithmeticOp::Divide };
            left = arithmetic(op, left, self.shares(parts));
        }
        left
    }

    /// `合规费用 的 70%`, `X ^ 2` from the left; the English `70% of 合规费用` takes what follows as its whole.
    fn shares(&mut self, parts: &mut Parts<'t>) -> Expr {
        let mut left = self.signed(parts);
        let mut place = left.span();
        let mut shares = Vec::new();
        while let Some(operator) = parts.next_if(|part| part.rule() == Rule::part_operator) {
            let right = self.signed(parts);
            place = place.to(right.span());
            match operator.as_str() {
                "^" => left = arithmetic(ArithmeticOp::Power, left, right),
                "of" => shares.push(std::mem::replace(&mut left, right)),
                _ => left = arithmetic(ArithmeticOp::Of, left, right),
            }
        }
        for share in shares.into_iter().rev() {
            left = arithmetic(ArithmeticOp::Of, left, share);
        }
        left.place = Aside(place);
        left
    }

    /// `-` any number of times, a value, and the days for which it is asked.
    fn signed(&mut self, parts: &mut Parts<'t>) -> Expr {
        let signs = self.places_of(parts, Rule::minus_sign);
        let operand = parts.next().expect("a sum has operands");
        let mut value = self.expr(&operand);
        while parts.next_if(|part| part.rule() == Rule::kw_as_of).is_some() {
            let date = parts.next().expect("`as of` has a day");
            let date = self.expr(&date);
            let place = Aside(value.span().to(date.span()));
            value = Expr { kind: Box::new(ExprKind::At { value, date }), place };
        }
        wrapped(&signs, value, ExprKind::Negate)
    }

    /// Brackets around one expression; a list belongs after `属于`, in a header or in a test.
    fn group(&mut self, node: &Node<'t>) -> ExprKind {
        let members: Vec<_> = node.children().collect();
        let first = members.first().expect("brackets hold something");
        if members.len() > 1 {
            self.error(Code::SyntaxError, self.span(node), words::list_not_here());
            return ExprKind::Broken;
        }
        *self.expr(first).kind
    }

    // ---- tests

    fn test(&mut self, value: Expr, rest: &Node<'t>) -> ExprKind {
        match rest.rule() {
            Rule::comparison => {
                let op = child(rest, Rule::comparator).map_or(CompareOp::Equal, |op| compare_op(op.as_str()));
                ExprKind::Compare { op, left: value, right: self.child_expr(rest, Rule::sum) }
            }
            Rule::membership => {
                let negated = child(rest, Rule::not_in).is_some();
                let members = child(rest, Rule::members).expect("`in` has members");
                self.members(value, negated, &members)
            }
            _ => {
                let band = self.band(rest);
                ExprKind::InBand { value, negated: false, band }
            }
        }
    }

    fn members(&mut self, value: Expr, negated: bool, node: &Node<'t>) -> ExprKind {
        let is_band = node.children().any(|part| !matches!(part.rule(), Rule::member));
        if is_band {
            let band = self.band(node);
            return ExprKind::InBand { value, negated, band };
        }
        let mut members = Vec::new();
        for member in node.children() {
            let inner = only(&member);
            if inner.rule() == Rule::group_list {
                members.extend(inner.children().map(|part| self.expr(&part)));
            } else {
                members.push(self.expr(&inner));
            }
        }
        ExprKind::In { value, negated, members }
    }

    // ---- bands

    /// A node whose children are bound words, edges, `至` and suffixes, in the order of the text.
    pub(super) fn band(&mut self, node: &Node<'t>) -> Band {
        let mut low = None;
        let mut high = None;
        let mut spelling = BandSpelling::Word;
        let mut bound: Option<Node<'t>> = None;
        let mut waiting: Option<(Option<Node<'t>>, Expr)> = None;
        for part in flattened(node) {
            match part.rule() {
                Rule::bound | Rule::symbol_bound => {
                    if part.rule() == Rule::symbol_bound {
                        spelling = BandSpelling::Symbol;
                    } else if is_date_bound(part.as_str()) {
                        spelling = BandSpelling::Date;
                    }
                    bound = Some(part);
                }
                Rule::suffix => {
                    spelling = BandSpelling::Suffix;
                    if let Some((_, value)) = waiting.take() {
                        let edge = Edge { value: Box::new(value), included: true };
                        if Word::OrMore.spelling().reads(part.as_str()) { low = Some(edge) } else { high = Some(edge) }
                    }
                }
                Rule::band_to => {
                    if part.as_str() == ".." {
                        spelling = BandSpelling::Symbol;
                    }
                    if let Some((word, value)) = waiting.take() {
                        low = Some(self.edge_of_range(word, value, Side::Low));
                    }
                }
                _ => {
                    let value = self.expr(&part);
                    waiting = Some((bound.take(), value));
                }
            }
        }
        if let Some((word, value)) = waiting {
            if low.is_some() {
                high = Some(self.edge_of_range(word, value, Side::High));
            } else {
                let (side, included) = word.map_or((Side::Low, true), |word| bound_meaning(word.as_str()));
                let edge = Some(Edge { value: Box::new(value), included });
                match side {
                    Side::Low => low = edge,
                    Side::High => high = edge,
                }
            }
        }
        Band { low, high, spelling: Aside(spelling), place: self.place(node) }
    }

    /// An edge of `X 至 Y`: without a word it belongs to the band; a word of the other side is an error.
    fn edge_of_range(&mut self, word: Option<Node<'t>>, value: Expr, side: Side) -> Edge {
        let meaning = word.as_ref().map(|word| bound_meaning(word.as_str()));
        if let (Some(word), Some((meant, _))) = (&word, meaning)
            && meant != side
        {
            let message = match side {
                Side::Low => words::upper_word_at_low_edge(word.as_str()),
                Side::High => words::lower_word_at_high_edge(word.as_str()),
            };
            self.error(Code::SyntaxError, self.span(word), message);
        }
        let included = meaning.is_none_or(|(_, included)| included);
        Edge { value: Box::new(value), included }
    }

    // ---- names

    fn reference(&mut self, node: &Node<'t>) -> ExprKind {
        let first = only(node);
        match first.rule() {
            Rule::builtin => match Builtin::from_word(first.as_str()) {
                Some(builtin) => ExprKind::Builtin(builtin),
                None => ExprKind::Broken,
            },
            // `本年` outside arguments is a name like any other.
            Rule::this_period => ExprKind::Name(self.name(&first)),
            _ => match child(node, Rule::arguments) {
                Some(arguments) => self.call(&first, &arguments),
                None => self.named(node, &first),
            },
        }
    }

    fn named(&mut self, node: &Node<'t>, first: &Node<'t>) -> ExprKind {
        let previous = node.children().nth(1).is_some_and(|second| second.rule() != Rule::keys);
        if previous && Word::Previous.spelling().reads(first.as_str()) {
            return ExprKind::Previous(self.path_after_first(node));
        }
        let path = self.path(node, false);
        let single = path.parts.len() == 1 && path.keys.is_none();
        match path.parts.first() {
            Some(PathPart::Name(name)) if single => ExprKind::Name(name.clone()),
            _ => ExprKind::Path(path),
        }
    }

    fn call(&mut self, callee: &Node<'t>, arguments: &Node<'t>) -> ExprKind {
        let function = Function::from_word(callee.as_str());
        let list: Vec<_> = arguments.children().enumerate().collect();
        let arguments = list.into_iter().map(|(at, node)| self.argument(&node, function, at)).collect();
        match function {
            Some(function) => ExprKind::Call { function, arguments },
            None => ExprKind::Apply { function: self.name(callee), arguments },
        }
    }

    fn argument(&mut self, node: &Node<'t>, function: Option<Function>, at: usize) -> Argument {
        let mut value = None;
        let mut filter = None;
        let mut body = None;
        for part in node.children() {
            match part.rule() {
                Rule::argument_rounding => {
                    value = RoundingMode::from_word(part.as_str())
                        .map(|mode| ArgumentValue::Rounding(mode, self.place(&part)));
                }
                Rule::where_part => filter = Some(self.child_expr(&part, Rule::expr)),
                Rule::body_part => body = Some(self.child_expr(&part, Rule::expr)),
                _ => value = Some(self.argument_value(&part, function, at)),
            }
        }
        let value = value.unwrap_or_else(|| ArgumentValue::Expr(broken(self.span(node))));
        Argument { value, filter, body }
    }

    /// `成员` as a list, `本年` and `本月` (in totals also `当日`) as a period, anything else as an expression.
    fn argument_value(&mut self, node: &Node<'t>, function: Option<Function>, at: usize) -> ArgumentValue {
        let expr = self.expr(node);
        let of_totals = matches!(function, Some(Function::Paid | Function::Total | Function::Left)) && at > 0;
        match &*expr.kind {
            ExprKind::Builtin(Builtin::Members) => ArgumentValue::Members(expr.place),
            ExprKind::Builtin(Builtin::Today) if of_totals => ArgumentValue::Period(Period::Day, expr.place),
            ExprKind::Name(name) if Word::ThisYear.spelling().reads(&name.text) && !is_quoted(node) => {
                ArgumentValue::Period(Period::Year, expr.place)
            }
            ExprKind::Name(name) if Word::ThisMonth.spelling().reads(&name.text) && !is_quoted(node) => {
                ArgumentValue::Period(Period::Month, expr.place)
            }
            _ => ArgumentValue::Expr(expr),
        }
    }

    /// Reports a number where a per was glued to a name: `元/人数`. Used for types too.
    pub(super) fn money_pers(&mut self, node: &Node<'t>) -> Vec<Per> {
        child(node, Rule::pers).map_or_else(Vec::new, |node| self.pers(&node))
    }

    /// Reports a literal number that stands alone as a header.
    pub(super) fn bare_number(&mut self, node: &Node<'t>) {
        let written = node.as_str();
        let diagnostic = Diagnostic::new(Code::BoundMissing, self.span(node), words::bound_missing(written));
        self.problems.push(diagnostic.help(words::bound_missing_help(written)));
    }
}

/// Returns the expression that stands for what could not be read.
pub(super) fn broken(span: Span) -> Expr {
    Expr { kind: Box::new(ExprKind::Broken), place: Aside(span) }
}

fn joined(join: fn(Expr, Expr) -> ExprKind, left: Expr, right: Expr) -> Expr {
    let place = Aside(left.span().to(right.span()));
    Expr { kind: Box::new(join(left, right)), place }
}

/// Puts an expression behind its prefixes, of which the last binds most closely.
fn wrapped(prefixes: &[Span], mut inner: Expr, wrap: fn(Expr) -> ExprKind) -> Expr {
    let end = inner.span();
    for prefix in prefixes.iter().rev() {
        inner = Expr { kind: Box::new(wrap(inner)), place: Aside(prefix.to(end)) };
    }
    inner
}

fn arithmetic(op: ArithmeticOp, left: Expr, right: Expr) -> Expr {
    let place = Aside(left.span().to(right.span()));
    Expr { kind: Box::new(ExprKind::Arithmetic { op, left, right }), place }
}

/// Goes down as long as a rule holds nothing but one other rule.
fn pass_through(mut node: Node<'_>) -> Node<'_> {
    loop {
        let transparent = matches!(
            node.rule(),
            Rule::expr
                | Rule::sum
                | Rule::at_date
                | Rule::edge
                | Rule::simple
                | Rule::literal
                | Rule::group_value
                | Rule::member
        );
        let mut inner = node.children();
        match (transparent, inner.next(), inner.next()) {
            (true, Some(child), None) => node = child,
            _ => return node,
        }
    }
}

/// Returns by how much a node deepens the tree: a chain leans to the left, one level for each operand.
fn steps(node: &Node<'_>) -> usize {
    match node.rule() {
        Rule::expr | Rule::sum => 1 + node.children().filter(|part| deepens(part.rule())).count(),
        _ => 1,
    }
}

fn deepens(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::kw_or
            | Rule::kw_and
            | Rule::negation
            | Rule::sum_operator
            | Rule::product_operator
            | Rule::part_operator
            | Rule::minus_sign
            | Rule::kw_as_of
    )
}

fn operands<'t>(node: &Node<'t>, rule: Rule) -> Vec<Node<'t>> {
    node.children().filter(|part| part.rule() == rule).collect()
}

/// Returns the parts of a band, those of a nested `band_rest` and `edge` among them.
fn flattened<'t>(node: &Node<'t>) -> Vec<Node<'t>> {
    let mut parts = Vec::new();
    for part in node.children() {
        match part.rule() {
            Rule::band_rest => parts.extend(flattened(&part)),
            Rule::member if child(&part, Rule::group_list).is_some() => parts.push(only(&only(&part))),
            _ => parts.push(part),
        }
    }
    parts
}

/// Returns which side a bound word closes, and whether the edge belongs to the band.
fn bound_meaning(text: &str) -> (Side, bool) {
    let is = |word: Word| word.spelling().reads(text);
    if text == "<=" || is(Word::UpTo) || is(Word::NotLaterThan) {
        (Side::High, true)
    } else if text == "<" || is(Word::Below) || is(Word::Before) {
        (Side::High, false)
    } else if text == ">" || is(Word::Over) || is(Word::LaterThan) {
        (Side::Low, false)
    } else {
        (Side::Low, true)
    }
}

fn is_date_bound(text: &str) -> bool {
    let words = [Word::Before, Word::NotBefore, Word::LaterThan, Word::NotLaterThan];
    words.iter().any(|word| word.spelling().reads(text))
}

pub(super) fn compare_op(text: &str) -> CompareOp {
    match text {
        "!=" => CompareOp::NotEqual,
        "<" => CompareOp::Less,
        "<=" => CompareOp::LessOrEqual,
        ">" => CompareOp::Greater,
        ">=" => CompareOp::GreaterOrEqual,
        _ => CompareOp::Equal,
    }
}

fn is_quoted(node: &Node<'_>) -> bool {
    node.as_str().starts_with(['「', '\''])
}

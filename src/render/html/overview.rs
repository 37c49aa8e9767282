//! Several targets: a line each, which opens to all that is known. Sorted and filtered by the style sheet, for there is no script:
//! what is chosen is the state of a button, and each line carries its place in each order.

use std::{
    cmp::Reverse,
    io::{self, Write},
};

use super::{
    look::{class, word},
    target,
};
use crate::{
    finding::{State, Status},
    render::{format::Shown, markup::Text, summary::took, told},
};

/// Of more targets than these only those are told at length that did not pass: a page is to open in a browser.
const MOST_AT_LENGTH: usize = 200;

/// An order: what it is called, and in which place each target is then.
struct Order {
    id: &'static str,
    name: &'static str,
    places: Vec<usize>,
}

pub(super) fn page(output: &mut dyn Write, all: &[Shown<'_>]) -> io::Result<()> {
    let worst = State::worst(all.iter().map(|shown| shown.judgement));
    let state = match worst {
        State::Ok => "pass",
        State::Warning => "pass doubtful",
        State::Critical => "fail",
        State::Unknown => "unknown",
    };
    writeln!(
        output,
        "<header class=\"verdict {state}\">\n<p class=\"mark\">smtpcheck</p>\n<h1>{} targets</h1>\n<ul class=\"chips\">",
        all.len()
    )?;
    let counts = [
        (Status::Fail, "bad", "fail"),
        (Status::Unknown, "doubt", "unknown"),
        (Status::Pass, "good", "pass"),
    ];
    for (status, class, name) in counts {
        let count = of_status(all, status);
        writeln!(output, "<li class=\"{class}\">{count} {name}</li>")?;
    }
    writeln!(output, "</ul>\n</header>\n<main class=\"overview\">")?;
    let orders = orders(all);
    buttons(output, &orders)?;
    writeln!(output, "<ol class=\"targets\">")?;
    for (at, shown) in all.iter().enumerate() {
        line(output, shown, at, &orders, all.len())?;
    }
    writeln!(output, "</ol>\n</main>")
}

fn of_status(all: &[Shown<'_>], status: Status) -> usize {
    let such = all
        .iter()
        .filter(|shown| shown.judgement.verdict.status == status);
    such.count()
}

fn orders(all: &[Shown<'_>]) -> Vec<Order> {
    let order = |id, name, places| Order { id, name, places };
    let days = |shown: &Shown<'_>| {
        let servers = shown
            .report
            .servers
            .iter()
            .filter_map(|server| server.tls.as_ref());
        let leaves = servers.filter_map(|tls| tls.certificates.first()?.days_left);
        leaves.min().unwrap_or(i64::MAX)
    };
    vec![
        order("given", "as they ended", (0..all.len()).collect()),
        order(
            "worst",
            "worst first",
            places(all, |shown| Reverse(State::of(shown.judgement))),
        ),
        order(
            "name",
            "name",
            places(all, |shown| told::target(shown).to_owned()),
        ),
        order(
            "slow",
            "slowest first",
            places(all, |shown| Reverse(microseconds(shown))),
        ),
        order("days", "certificate", places(all, days)),
    ]
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a duration"
)]
fn microseconds(shown: &Shown<'_>) -> u64 {
    (shown.report.duration_ms * 1000.0) as u64
}

/// In which place each is, by the key.
fn places<'a, Key: Ord>(all: &[Shown<'a>], key: impl Fn(&Shown<'a>) -> Key) -> Vec<usize> {
    let mut numbers: Vec<usize> = (0..all.len()).collect();
    numbers.sort_by_cached_key(|number| key(&all[*number]));
    let mut places = vec![0; all.len()];
    for (place, number) in numbers.into_iter().enumerate() {
        places[number] = place;
    }
    places
}

fn buttons(output: &mut dyn Write, orders: &[Order]) -> io::Result<()> {
    let filters = [
        ("all", "all"),
        ("fail", "fail"),
        ("unknown", "unknown"),
        ("pass", "pass"),
    ];
    for (number, (id, _)) in filters.iter().enumerate() {
        let checked = if number == 0 { " checked" } else { "" };
        writeln!(
            output,
            "<input type=\"radio\" name=\"only\" id=\"only-{id}\"{checked}>"
        )?;
    }
    for (number, order) in orders.iter().enumerate() {
        let checked = if number == 0 { " checked" } else { "" };
        writeln!(
            output,
            "<input type=\"radio\" name=\"sort\" id=\"sort-{}\"{checked}>",
            order.id
        )?;
    }
    let labels = |kind: &str, all: &mut dyn Iterator<Item = (&str, &str)>| {
        let labels = all.map(|(id, name)| format!("<label for=\"{kind}-{id}\">{name}</label>"));
        labels.collect::<Vec<_>>().join(" ")
    };
    writeln!(
        output,
        "<p class=\"choose\"><span>show</span> {}</p>\n<p class=\"choose\"><span>order</span> {}</p>",
        labels("only", &mut filters.into_iter()),
        labels(
            "sort",
            &mut orders.iter().map(|order| (order.id, order.name))
        )
    )
}

fn line(
    output: &mut dyn Write,
    shown: &Shown<'_>,
    at: usize,
    orders: &[Order],
    count: usize,
) -> io::Result<()> {
    let verdict = &shown.judgement.verdict;
    let places = orders
        .iter()
        .map(|order| format!("--{}:{}", order.id, order.places[at]));
    let places: Vec<_> = places.collect();
    writeln!(
        output,
        "<li class=\"{}\" style=\"{}\"><details>\n<summary><b class=\"word\">{}</b> <span class=\"name\">{}</span> \
         <span class=\"said\">{}</span> <span class=\"took\">{}</span></summary>\n<div class=\"whole\">",
        class(verdict),
        places.join(";"),
        word(verdict),
        Text(told::target(shown)),
        Text(&verdict.text),
        took(shown.report.duration_ms)
    )?;
    target::verdict_of(output, shown)?;
    if count <= MOST_AT_LENGTH || verdict.status != Status::Pass {
        target::content(output, shown)?;
    }
    writeln!(output, "</div>\n</details></li>")
}

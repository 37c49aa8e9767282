//! What becomes of mail from other servers: on one line where all kinds of senders deliver, else one line an outcome.

use super::line::{Facts, Line, in_letters};
use crate::{
    event::FailedStage,
    report::{Delivery, SenderView},
};

pub(super) fn lines(facts: &Facts<'_>) -> Vec<Line> {
    let views = facts.senders;
    if views.is_empty() {
        return Vec::new();
    }
    let count = |wanted| views.iter().filter(|one| one.outcome == wanted).count();
    let proven = count(Delivery::EncryptedAuthenticated);
    let condition = condition(views);
    if proven + count(Delivery::Encrypted) < views.len() {
        return by_outcome(views, condition);
    }
    let all = format!("all {} kinds deliver encrypted", in_letters(views.len()));
    let rest = match proven {
        0 => String::new(),
        _ if proven == views.len() => " and authenticated".to_owned(),
        some => format!(", {} of them authenticated", in_letters(some)),
    };
    vec![Line::judged(Some(true), all).and(format!("{rest}{condition}"))]
}

/// In the order of the senders.
fn by_outcome(views: &[SenderView], condition: &str) -> Vec<Line> {
    let mut outcomes: Vec<Delivery> = Vec::new();
    for view in views {
        if !outcomes.contains(&view.outcome) {
            outcomes.push(view.outcome);
        }
    }
    let line = |outcome: Delivery| {
        let kinds = views.iter().filter(|view| view.outcome == outcome);
        let kinds: Vec<_> = kinds.map(|view| view.sender.in_words()).collect();
        let good = match outcome {
            Delivery::EncryptedAuthenticated | Delivery::Encrypted => Some(true),
            Delivery::Unknown => None,
            Delivery::Plaintext | Delivery::Deferred | Delivery::Bounced => Some(false),
        };
        let who = match kinds.len() == views.len() {
            true => format!("all {} kinds", in_letters(views.len())),
            false => kinds.join(", "),
        };
        Line::judged(good, outcome.in_words()).and(format!(": {who}{condition}"))
    };
    outcomes.into_iter().map(line).collect()
}

/// Where the server let this check get no further.
fn condition(views: &[SenderView]) -> &'static str {
    match views.iter().find_map(|view| view.refused_at) {
        None => "",
        Some(FailedStage::Mail) => ", if they get past MAIL",
        Some(FailedStage::Rcpt) => ", if they get past RCPT",
        Some(FailedStage::Data) => ", if they get past DATA",
        Some(_) => ", if their message is taken",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::SenderKind;

    fn view(sender: SenderKind, outcome: Delivery) -> SenderView {
        SenderView {
            sender,
            outcome,
            because: String::new(),
            refused_at: None,
        }
    }

    #[test]
    fn the_five_kinds_are_one_line_where_all_is_well() {
        use Delivery::{Deferred, Encrypted, EncryptedAuthenticated};
        let mut views = vec![
            view(SenderKind::Opportunistic, Encrypted),
            view(SenderKind::VerifyTls, EncryptedAuthenticated),
        ];
        assert_eq!(condition(&views), "");
        let lines = by_outcome(&views, "");
        assert_eq!(lines[1].rest, ": verifies");
        views[1] = view(SenderKind::Dane, Deferred);
        let lines = by_outcome(&views, "");
        assert_eq!(lines[1].good, Some(Some(false)));
        assert_eq!(
            format!("{}{}", lines[1].phrase, lines[1].rest),
            "deferred: DANE"
        );
    }
}

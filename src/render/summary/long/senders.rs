//! What senders do with a server, one kind a row.

use std::io;

use crate::render::summary::page::Page;
use crate::{
    event::FailedStage,
    report::{Delivery, SenderView},
};

pub(super) fn write(page: &mut Page<'_>, views: &[SenderView]) -> io::Result<()> {
    if views.is_empty() {
        return Ok(());
    }
    page.heading(&heading(views))?;
    for view in views {
        let good = match view.outcome {
            Delivery::EncryptedAuthenticated | Delivery::Encrypted => Some(true),
            Delivery::Unknown => None,
            Delivery::Plaintext | Delivery::Deferred | Delivery::Bounced => Some(false),
        };
        let text = format!(
            "{}; {} ({})",
            view.outcome.in_words(),
            view.because,
            view.sender.examples()
        );
        page.judged(view.sender.in_words(), good, &text)?;
    }
    Ok(())
}

fn heading(views: &[SenderView]) -> String {
    let refused = views.iter().find_map(|view| view.refused_at);
    match refused.map(command) {
        None => "Mail from other servers".to_owned(),
        Some(command) => {
            format!("Mail from other servers, if they get past {command}, where this check ended")
        }
    }
}

/// What the stage is called on the wire.
fn command(stage: FailedStage) -> &'static str {
    match stage {
        FailedStage::Mail => "MAIL",
        FailedStage::Rcpt => "RCPT",
        FailedStage::Data => "DATA",
        FailedStage::Message => "the end of the message",
        _ => "the beginning",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::SenderKind;

    #[test]
    fn the_heading_claims_no_arrival_where_the_check_was_refused() {
        let views = |refused_at| {
            [SenderView {
                sender: SenderKind::Opportunistic,
                outcome: Delivery::Encrypted,
                because: String::new(),
                refused_at,
            }]
        };
        assert_eq!(heading(&views(None)), "Mail from other servers");
        assert!(heading(&views(Some(FailedStage::Rcpt))).contains(" RCPT, "));
    }
}

//! What senders will do with a server, one kind a row.

use std::io;

use super::Page;
use crate::report::{Delivery, SenderView};

pub(super) fn write(page: &mut Page<'_>, views: &[SenderView]) -> io::Result<()> {
    if views.is_empty() {
        return Ok(());
    }
    page.heading("Mail from other servers arrives")?;
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

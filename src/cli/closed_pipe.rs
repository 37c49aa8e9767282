//! Notices that nobody reads standard output any more while there is nothing to write: a check that waits for a slow
//! server does not outlive the pager that it was piped into. Where it cannot be noticed the next line ends the check.

/// Completes when the reader of standard output is gone; never where that does not show, as with a file.
#[cfg(unix)]
pub(super) async fn noticed() {
    use std::{io, os::fd::AsFd};

    use tokio::{io::Interest, net::unix::pipe::Sender};
    let output = io::stdout().as_fd().try_clone_to_owned();
    // Nothing is written this way, so that it does not matter that the descriptor blocks and may be no pipe.
    if let Ok(output) = output.and_then(Sender::from_owned_fd_unchecked)
        && output.ready(Interest::ERROR).await.is_ok()
    {
        return;
    }
    std::future::pending().await
}

#[cfg(not(unix))]
pub(super) async fn noticed() {
    std::future::pending().await
}

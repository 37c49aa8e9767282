//! What is asked of a server once the conversation with it is over, each on connections of its own and only on request.

use super::{check::Check, issuers, scan, without_name};
use crate::{net::Network, smtp::ClientName};

/// Looks further as far as the task says. It does so on the heap, for most conversations have nothing of it. `name` is the
/// client's.
pub(super) async fn look_further<N: Network>(check: &Check<'_, N>, name: &ClientName) {
    let tls = &check.task.tls;
    if check.task.given.has("fetch-issuers") && check.seen.borrow().lacks_issuer {
        Box::pin(issuers::fetch(check)).await;
    }
    if check.task.given.has("compare-sni") && check.seen.borrow().server_name.is_some() {
        Box::pin(without_name::compare(check, name)).await;
    }
    let offered = check.seen.borrow().offered == Some(true);
    if let Some(wanted) = tls.scan.as_ref().filter(|_| offered) {
        Box::pin(scan::scan(check, name, wanted)).await;
    }
}

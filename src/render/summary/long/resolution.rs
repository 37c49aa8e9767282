//! What DNS says: the mail exchangers and their addresses, or the submission services.

use std::io;

use crate::render::summary::page::Page;
use crate::report::{Exchange, NameStatus, Resolution};

pub(super) fn write(page: &mut Page<'_>, resolution: &Resolution) -> io::Result<()> {
    if resolution.mx.is_empty() && resolution.srv.is_empty() {
        return Ok(());
    }
    page.heading(if resolution.mx.is_empty() {
        "Services"
    } else {
        "Mail exchangers"
    })?;
    for mx in &resolution.mx {
        page.row(&mx.preference.to_string(), &exchange(mx))?;
    }
    for service in &resolution.srv {
        let target = if service.target == "." {
            "not offered".to_owned()
        } else {
            format!("{} port {}", service.target, service.port)
        };
        page.row(
            &service.priority.to_string(),
            &format!("{}: {target}", service.name),
        )?;
    }
    Ok(())
}

/// An exchange and its addresses, or why it has none.
pub(in crate::render::summary) fn exchange(mx: &Exchange) -> String {
    let alias = mx
        .canonical_name
        .as_ref()
        .map_or(String::new(), |name| format!(", an alias of {name}"));
    let addresses: Vec<_> = mx.addresses.iter().map(ToString::to_string).collect();
    let what = match mx.status {
        NameStatus::Ok => addresses.join(", "),
        NameStatus::NoAddress => "no address".to_owned(),
        NameStatus::NoSuchName => "does not exist".to_owned(),
        NameStatus::ServerFailure => "the look-up failed".to_owned(),
        NameStatus::Timeout => "no DNS server answered".to_owned(),
        NameStatus::Bogus => "DNSSEC validation failed".to_owned(),
        NameStatus::NotTried => "not looked up".to_owned(),
        NameStatus::NotApplicable => "takes no mail (null MX)".to_owned(),
    };
    format!("{}{alias}: {what}", mx.exchange)
}

//! What each block list says of the server's address, and of ours, with its own words.

use std::io;

use crate::{
    record::{Listing, dnsbl::ListingStatus},
    render::summary::page::Page,
    report::Server,
};

pub(super) fn write(page: &mut Page<'_>, server: &Server) -> io::Result<()> {
    if let Some(lists) = &server.dnsbl {
        page.heading("Block lists")?;
        for list in lists {
            of_list(page, list)?;
        }
    }
    if let Some(own) = &server.own_dnsbl {
        page.heading(&format!(
            "Block lists: this machine's address {}",
            own.address
        ))?;
        for list in &own.lists {
            of_list(page, list)?;
        }
    }
    Ok(())
}

fn of_list(page: &mut Page<'_>, list: &Listing) -> io::Result<()> {
    let (good, says) = match list.status {
        ListingStatus::Listed => (Some(false), "listed"),
        ListingStatus::NotListed => (Some(true), "not listed"),
        ListingStatus::OtherFamily => (None, "has no IPv6 addresses"),
        ListingStatus::Refused
        | ListingStatus::Unusable
        | ListingStatus::Unreliable
        | ListingStatus::LookupFailed => (None, "not known"),
    };
    let detail = list.detail.as_ref();
    let detail = detail.map_or(String::new(), |detail| format!(", {detail}"));
    page.judged("list", good, &format!("{}: {says}{detail}", list.title()))?;
    for code in &list.codes {
        let meaning = code
            .meaning
            .map_or(String::new(), |meaning| format!(", {meaning}"));
        page.row("answer", &format!("{}{meaning}", code.code))?;
    }
    for text in &list.text {
        page.row("says", text)?;
    }
    Ok(())
}

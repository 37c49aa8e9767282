//! The tools whose lines are known.

use super::{anyone, curl, nagios, openssl, posttls_finger, row::Row, swaks, testssl};

/// A tool whose lines are known.
pub(super) struct Tool {
    pub(super) name: &'static str,
    /// The words by which it is called.
    pub(super) calls: &'static [&'static str],
    pub(super) rows: &'static [Row],
    /// A host without an option: this very host, not a domain to look up.
    pub(super) very_host: bool,
    /// Whether it hands over a message without being told to.
    pub(super) sends: bool,
    /// Whether letters may stand behind one hyphen together.
    pub(super) clusters: bool,
}

const fn tool(name: &'static str, calls: &'static [&'static str], rows: &'static [Row]) -> Tool {
    Tool {
        name,
        calls,
        rows,
        very_host: true,
        sends: false,
        clusters: false,
    }
}

/// In the order in which they are thought of.
pub(super) const TOOLS: &[Tool] = &[
    Tool {
        very_host: false,
        sends: true,
        ..tool("swaks", &["swaks"], swaks::ROWS)
    },
    tool("openssl s_client", &["s_client"], openssl::ROWS),
    Tool {
        clusters: true,
        ..tool(
            "monitoring plug-ins",
            &["check_smtp", "check_ssl_cert"],
            nagios::ROWS,
        )
    },
    tool("testssl", &["testssl", "testssl.sh"], testssl::ROWS),
    Tool {
        very_host: false,
        clusters: true,
        ..tool("posttls-finger", &["posttls-finger"], posttls_finger::ROWS)
    },
    Tool {
        very_host: false,
        clusters: true,
        ..tool("curl", &["curl"], curl::ROWS)
    },
];

/// Every spelling that is known, those that many tools have first.
pub(super) fn every_row() -> impl Iterator<Item = &'static Row> {
    let rows = TOOLS.iter().flat_map(|tool| tool.rows);
    anyone::ROWS.iter().chain(rows)
}

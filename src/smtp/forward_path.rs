//! Forward-paths beyond `local-part@domain`: the forms in which relays were once asked to pass mail on. Source routes
//! (RFC 5321 section 4.1.1.3 and appendix C), the percent sign (RFC 1123 section 5.2.16), bangs of UUCP, quoted addresses.

use std::fmt;

use super::Mailbox;

/// What stands in RCPT between the angle brackets. Made of the parts of a [`Mailbox`] and of host names, so that no line
/// ending can be in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForwardPath(String);

/// Names under which a server may take mail for itself.
#[derive(Debug, Clone, Copy)]
pub struct OwnNames<'a> {
    /// Its host name, or its address literal where it has none.
    pub host: &'a str,
    /// The domain that it takes mail for, as far as is known; its host name otherwise.
    pub domain: &'a str,
    /// The literal of its address: `[192.0.2.1]`.
    pub literal: &'a str,
}

/// One form of asking for a foreign recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayForm {
    /// What is special about it: `percent sign`.
    pub name: &'static str,
    /// The path.
    pub forward_path: ForwardPath,
    /// The name of the server's own at which this may be a local mailbox; none where only relaying can be meant.
    pub own_name: Option<String>,
}

impl fmt::Display for ForwardPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl From<&Mailbox> for ForwardPath {
    fn from(mailbox: &Mailbox) -> Self {
        Self(mailbox.to_string())
    }
}

/// Every form for `recipient`, the plain one first.
#[must_use]
pub fn relay_forms(recipient: &Mailbox, own: OwnNames<'_>) -> Vec<RelayForm> {
    let (user, domain) = (recipient.local_part(), recipient.domain());
    let quoted = quoted(&recipient.to_string());
    let OwnNames {
        host,
        domain: home,
        literal,
    } = own;
    let foreign = |name, path: String| form(name, path, None);
    let local = |name, path: String, own: &str| form(name, path, Some(own));
    let mut forms = vec![
        foreign("plain", recipient.to_string()),
        foreign("source route", format!("@{host}:{user}@{domain}")),
        local("percent sign alone", format!("{user}%{domain}"), host),
        local("quoted alone", quoted.clone(), host),
        local("bang path", format!("{domain}!{user}"), host),
    ];
    let mut names = vec![host];
    for name in [home, literal] {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    for name in names {
        forms.extend([
            local("percent sign", format!("{user}%{domain}@{name}"), name),
            local("quoted", format!("{quoted}@{name}"), name),
        ]);
    }
    forms.extend([
        local("two at signs", format!("{user}@{domain}@{host}"), host),
        local("bang", format!("{domain}!{user}@{host}"), host),
    ]);
    forms
}

fn form(name: &'static str, path: String, own_name: Option<&str>) -> RelayForm {
    RelayForm {
        name,
        forward_path: ForwardPath(path),
        own_name: own_name.map(str::to_owned),
    }
}

/// A quoted string: RFC 5321 section 4.1.2.
fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(recipient: &str, home: &str) -> Vec<RelayForm> {
        let own = OwnNames {
            host: "mx.example.com",
            domain: home,
            literal: "[192.0.2.1]",
        };
        relay_forms(&Mailbox::parse(recipient).unwrap(), own)
    }

    #[test]
    fn the_classical_forms_are_there() {
        let paths: Vec<_> = forms("bob@example.net", "example.com")
            .iter()
            .map(|form| form.forward_path.to_string())
            .collect();
        assert_eq!(
            paths,
            [
                "bob@example.net",
                "@mx.example.com:bob@example.net",
                "bob%example.net",
                "\"bob@example.net\"",
                "example.net!bob",
                "bob%example.net@mx.example.com",
                "\"bob@example.net\"@mx.example.com",
                "bob%example.net@example.com",
                "\"bob@example.net\"@example.com",
                "bob%example.net@[192.0.2.1]",
                "\"bob@example.net\"@[192.0.2.1]",
                "bob@example.net@mx.example.com",
                "example.net!bob@mx.example.com",
            ]
        );
    }

    #[test]
    fn only_a_path_that_ends_elsewhere_cannot_be_local() {
        let forms = forms("bob@example.net", "mx.example.com");
        let foreign: Vec<_> = forms
            .iter()
            .filter(|form| form.own_name.is_none())
            .map(|form| form.name)
            .collect();
        assert_eq!(foreign, ["plain", "source route"]);
        assert_eq!(forms.len(), 11);
    }

    #[test]
    fn a_quoted_local_part_is_escaped_inside_quotes() {
        let forms = forms("\"a b\"@example.net", "example.com");
        assert!(
            forms
                .iter()
                .any(|form| form.forward_path.to_string() == "\"\\\"a b\\\"@example.net\"")
        );
    }
}

//! The commands that we send: RFC 5321 section 4.1.1, RFC 3207 for STARTTLS. AUTH is made by `sasl`. Every value in a
//! command was checked when its type was made, so that none can carry a line ending.

use std::{fmt, net::IpAddr};

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

use super::{ForwardPath, Mailbox, Outgoing, ReversePath};

/// What stands behind EHLO: a domain name or an address literal (RFC 5321 section 4.1.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientName(String);

/// A text that cannot stand behind EHLO.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientNameError(String);

impl ClientName {
    /// Reads a domain name, as A-labels or not, or an address literal in square brackets. What servers refuse but the
    /// wire can carry, such as an underscore, is taken: to find out is what the option is for.
    ///
    /// # Errors
    /// Spaces, control characters, an empty text.
    pub fn parse(text: &str) -> Result<Self, ClientNameError> {
        let refused = || ClientNameError(crate::text::visible(text.as_bytes()));
        if text.starts_with('[') {
            let printable = text.ends_with(']') && text.bytes().all(|byte| byte.is_ascii_graphic());
            return if printable {
                Ok(Self(text.to_owned()))
            } else {
                Err(refused())
            };
        }
        if let Ok(address) = text.parse() {
            return Ok(Self::literal(address));
        }
        let name = Uts46::new()
            .to_ascii(
                text.as_bytes(),
                AsciiDenyList::EMPTY,
                Hyphens::Allow,
                DnsLength::Ignore,
            )
            .map_err(|_| refused())?;
        let fits = !name.is_empty()
            && name.len() <= 255
            && name.bytes().all(|byte| byte.is_ascii_graphic());
        if fits {
            Ok(Self(name.into_owned()))
        } else {
            Err(refused())
        }
    }

    /// The literal of an address: `[192.0.2.1]`, `[IPv6:2001:db8::1]`.
    #[must_use]
    pub fn literal(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => Self(format!("[{address}]")),
            IpAddr::V6(address) => Self(format!("[IPv6:{address}]")),
        }
    }
}

impl fmt::Display for ClientName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Display for ClientNameError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "\"{}\" is neither a host name nor an address literal",
            self.0
        )
    }
}

impl std::error::Error for ClientNameError {}

/// A parameter of MAIL: RFC 5321 section 4.1.1.11.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parameter {
    /// The size of the message in octets: RFC 1870.
    Size(u64),
    /// The message has octets past 127: RFC 6152.
    BodyEightBit,
    /// An address or a header is not ASCII: RFC 6531.
    SmtpUtf8,
}

impl fmt::Display for Parameter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Size(octets) => write!(formatter, "SIZE={octets}"),
            Self::BodyEightBit => formatter.write_str("BODY=8BITMIME"),
            Self::SmtpUtf8 => formatter.write_str("SMTPUTF8"),
        }
    }
}

/// Whom VRFY and EXPN ask for: RFC 5321 section 3.5.1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserName {
    /// The local part alone, which every server has to understand.
    LocalPart(Mailbox),
    /// The whole address.
    Mailbox(Mailbox),
}

impl fmt::Display for UserName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LocalPart(mailbox) => formatter.write_str(mailbox.local_part()),
            Self::Mailbox(mailbox) => mailbox.fmt(formatter),
        }
    }
}

/// A command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Who we are, and what can you do?
    Ehlo(ClientName),
    /// Who we are, to a server that knows no extensions.
    Helo(ClientName),
    /// Encrypt: RFC 3207.
    StartTls,
    /// A transaction begins.
    Mail {
        /// The sender.
        reverse_path: ReversePath,
        /// What follows it.
        parameters: Vec<Parameter>,
    },
    /// One recipient more.
    Rcpt(Mailbox),
    /// One recipient more, in a form that is no mailbox.
    RcptBy(ForwardPath),
    /// The message follows.
    Data,
    /// Forget the transaction.
    Rset,
    /// Nothing: RFC 5321 section 4.1.1.9.
    Noop,
    /// Is there such a user?
    Vrfy(UserName),
    /// Who is on this list?
    Expn(UserName),
    /// The end.
    Quit,
}

impl Command {
    /// The verb.
    #[must_use]
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Ehlo(_) => "EHLO",
            Self::Helo(_) => "HELO",
            Self::StartTls => "STARTTLS",
            Self::Mail { .. } => "MAIL",
            Self::Rcpt(_) | Self::RcptBy(_) => "RCPT",
            Self::Data => "DATA",
            Self::Rset => "RSET",
            Self::Noop => "NOOP",
            Self::Vrfy(_) => "VRFY",
            Self::Expn(_) => "EXPN",
            Self::Quit => "QUIT",
        }
    }

    /// Whether replies may hold UTF-8 from here on: RFC 6531 section 3.7.4.
    #[must_use]
    pub fn allows_utf8_replies(&self) -> bool {
        matches!(self, Self::Mail { parameters, .. } if parameters.contains(&Parameter::SmtpUtf8))
    }

    /// Whether its reply has no enhanced status code even where they are offered: RFC 2034 section 4.
    #[must_use]
    pub fn is_hello(&self) -> bool {
        matches!(self, Self::Ehlo(_) | Self::Helo(_))
    }

    /// The command as a line.
    #[must_use]
    pub fn outgoing(&self) -> Outgoing {
        Outgoing::line(&self.line())
    }

    /// The line without its end.
    #[must_use]
    pub fn line(&self) -> String {
        let verb = self.verb();
        match self {
            Self::Ehlo(name) | Self::Helo(name) => format!("{verb} {name}"),
            Self::Mail {
                reverse_path,
                parameters,
            } => parameters
                .iter()
                .fold(format!("{verb} FROM:<{reverse_path}>"), |line, one| {
                    format!("{line} {one}")
                }),
            Self::Rcpt(forward_path) => format!("{verb} TO:<{forward_path}>"),
            Self::RcptBy(forward_path) => format!("{verb} TO:<{forward_path}>"),
            Self::Vrfy(who) | Self::Expn(who) => format!("{verb} {who}"),
            Self::StartTls | Self::Data | Self::Rset | Self::Noop | Self::Quit => verb.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wire(command: &Command) -> String {
        String::from_utf8(command.outgoing().wire.to_vec()).unwrap()
    }

    #[test]
    fn commands_are_lines_of_rfc_5321() {
        let name = ClientName::parse("client.example").unwrap();
        assert_eq!(wire(&Command::Ehlo(name)), "EHLO client.example\r\n");
        assert_eq!(wire(&Command::StartTls), "STARTTLS\r\n");
        let parameters = vec![
            Parameter::Size(12),
            Parameter::BodyEightBit,
            Parameter::SmtpUtf8,
        ];
        let mail = Command::Mail {
            reverse_path: ReversePath::Null,
            parameters,
        };
        assert_eq!(
            wire(&mail),
            "MAIL FROM:<> SIZE=12 BODY=8BITMIME SMTPUTF8\r\n"
        );
        let bob = Mailbox::parse("bob@example.net").unwrap();
        assert_eq!(
            wire(&Command::RcptBy(ForwardPath::from(&bob))),
            "RCPT TO:<bob@example.net>\r\n"
        );
        assert_eq!(
            wire(&Command::Rcpt(bob.clone())),
            "RCPT TO:<bob@example.net>\r\n"
        );
        let local_part = Command::Vrfy(UserName::LocalPart(bob.clone()));
        assert_eq!(wire(&local_part), "VRFY bob\r\n");
        assert_eq!(
            wire(&Command::Expn(UserName::Mailbox(bob))),
            "EXPN bob@example.net\r\n"
        );
        assert_eq!(wire(&Command::Noop), "NOOP\r\n");
    }

    #[test]
    fn a_client_without_a_name_says_its_address() {
        let literal = |address: &str| ClientName::literal(address.parse().unwrap()).to_string();
        assert_eq!(literal("192.0.2.1"), "[192.0.2.1]");
        assert_eq!(literal("2001:db8::1"), "[IPv6:2001:db8::1]");
        assert_eq!(
            ClientName::parse("192.0.2.1").unwrap().to_string(),
            "[192.0.2.1]"
        );
    }

    #[test]
    fn a_client_name_carries_no_second_command() {
        for text in ["", "a b", "a\r\nMAIL", "a\tb", "[a b]", "[\r]", "[a", "a\0"] {
            assert!(ClientName::parse(text).is_err(), "{text:?}");
        }
        assert_eq!(
            ClientName::parse("bücher.example").unwrap().to_string(),
            "xn--bcher-kva.example"
        );
        assert_eq!(
            ClientName::parse("under_score").unwrap().to_string(),
            "under_score"
        );
    }
}

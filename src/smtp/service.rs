//! The services that speak SMTP and their ports, as IANA's registry of service names has them: RFC 5321 section 4.5.4.2,
//! RFC 6409 section 3.1, RFC 8314 sections 3.3 and 7.3. What a port means is said here and nowhere else.

/// A service.
#[derive(Debug, PartialEq, Eq)]
pub struct Service {
    /// What it is called, IANA's name first.
    pub names: &'static [&'static str],
    /// Its port.
    pub port: u16,
    /// TLS comes first; else it is reached by STARTTLS.
    pub implicit_tls: bool,
    /// Mail programs log in here and hand mail over; servers meet elsewhere.
    pub clients_log_in: bool,
    /// Before a domain, where SRV records name its hosts (RFC 6186 section 3.1, RFC 8314 section 5.1).
    pub srv: Option<&'static str>,
}

/// From server to server.
pub const RELAY: &Service = &Service {
    names: &["smtp"],
    port: 25,
    implicit_tls: false,
    clients_log_in: false,
    srv: None,
};

/// From mail programs.
pub const SUBMISSION: &Service = &Service {
    names: &["submission"],
    port: 587,
    implicit_tls: false,
    clients_log_in: true,
    srv: Some("_submission._tcp"),
};

/// The same with TLS first. "smtps" is an old name of it.
pub const SUBMISSIONS: &Service = &Service {
    names: &["submissions", "smtps"],
    port: 465,
    implicit_tls: true,
    clients_log_in: true,
    srv: Some("_submissions._tcp"),
};

const SERVICES: [&Service; 3] = [RELAY, SUBMISSION, SUBMISSIONS];

/// What a port is for.
#[must_use]
pub fn on(port: u16) -> Option<&'static Service> {
    SERVICES.into_iter().find(|service| service.port == port)
}

/// The service of this name, in whatever case.
#[must_use]
pub fn named(name: &str) -> Option<&'static Service> {
    let is_it = |one: &&str| one.eq_ignore_ascii_case(name);
    SERVICES
        .into_iter()
        .find(|service| service.names.iter().any(is_it))
}

/// Whether a port is for mail programs rather than for servers.
#[must_use]
pub fn is_submission(port: u16) -> bool {
    on(port).is_some_and(|service| service.clients_log_in)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_and_names_lead_to_the_same_services() {
        for (name, port, of_clients, implicit_tls) in [
            ("smtp", 25, false, false),
            ("submission", 587, true, false),
            ("SUBMISSIONS", 465, true, true),
            ("smtps", 465, true, true),
        ] {
            let service = named(name).unwrap();
            assert_eq!(on(port), Some(service), "{name}");
            assert_eq!(is_submission(port), of_clients, "{name}");
            assert_eq!(service.implicit_tls, implicit_tls, "{name}");
        }
        assert_eq!((on(2525), named("imap")), (None, None));
        assert!(!is_submission(2525));
    }
}

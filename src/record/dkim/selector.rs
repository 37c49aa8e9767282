//! Which keys of a domain to ask for. DKIM has no list of a domain's selectors: they are given, stand in a message's signatures, or
//! are known to be those of a provider that the domain's MX and SPF records name.

use serde::Serialize;

/// The name of a key: RFC 6376 section 3.1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {
    /// The name, in lower case.
    pub name: String,
    /// Who says that there is one.
    pub origin: Origin,
}

/// Where a selector is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The command line.
    Given,
    /// The signature of a message.
    Message,
    /// It is one that is widely used: that it is not there says nothing.
    Known,
}

/// Why a text is no selector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SelectorError {
    /// It is empty, or a label of it is.
    Empty,
    /// It has a character that no selector has.
    Character(char),
    /// It, or one of its labels, is too long for a name in the DNS.
    TooLong,
}

impl std::fmt::Display for SelectorError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => formatter.write_str("a label of it is empty"),
            Self::Character(character) => {
                write!(
                    formatter,
                    "'{}' is not allowed in it",
                    character.escape_debug()
                )
            }
            Self::TooLong => formatter.write_str("it is too long for a name in the DNS"),
        }
    }
}

impl std::error::Error for SelectorError {}

/// The longest selector: with `._domainkey.` and the shortest domain it fits into a name (RFC 1035 section 2.3.4).
const LONGEST: usize = 239;

impl Selector {
    /// Reads a selector. Underscores, which the grammar does not have, are let through, for the DNS has them.
    ///
    /// # Errors
    /// It cannot stand in a name.
    pub fn parse(text: &str, origin: Origin) -> Result<Self, SelectorError> {
        let is_allowed = |character: char| {
            character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.')
        };
        if let Some(character) = text.chars().find(|character| !is_allowed(*character)) {
            return Err(SelectorError::Character(character));
        }
        if text.split('.').any(str::is_empty) {
            return Err(SelectorError::Empty);
        }
        if text.len() > LONGEST || text.split('.').any(|label| label.len() > 63) {
            return Err(SelectorError::TooLong);
        }
        let name = text.to_ascii_lowercase();
        Ok(Self { name, origin })
    }

    /// The name below which the key of a domain is: RFC 6376 section 3.6.2.1.
    #[must_use]
    pub fn record_name(&self, domain: &str) -> String {
        format!("{}._domainkey.{domain}", self.name)
    }
}

/// A provider and the selectors that its customers publish.
struct Provider {
    name: &'static str,
    selectors: &'static [&'static str],
    /// What the names of its mail exchangers, or those that its customers include in SPF, end with.
    domains: &'static [&'static str],
}

macro_rules! providers {
    ($($name:literal: [$($selector:literal)+] of [$($domain:literal)+],)*) => {
        &[$(Provider { name: $name, selectors: &[$($selector),+], domains: &[$($domain),+] }),*]
    };
}

/// Providers whose selectors do not differ from customer to customer, as the zones and the signed messages of their customers have
/// them, or their own instructions. Nobody promises that they stay: one that is no longer used costs a look-up and says nothing.
const PROVIDERS: &[Provider] = providers! {
    "Google Workspace": ["google"] of ["google.com" "googlemail.com"],
    "Microsoft 365": ["selector1" "selector2"] of ["outlook.com" "mx.microsoft"],
    "Fastmail": ["fm1" "fm2" "fm3"] of ["messagingengine.com"],
    "Proton Mail": ["protonmail" "protonmail2" "protonmail3"] of ["protonmail.ch"],
    "Zoho Mail": ["zmail"] of ["zoho.com" "zoho.eu" "zoho.in" "zohomail.com" "zohomail.eu"],
    "iCloud Mail": ["sig1"] of ["icloud.com"],
    "Mail.ru": ["mailru"] of ["mail.ru"],
    "Tuta": ["s1" "s2"] of ["tutanota.de"],
    "mailbox.org": ["mbo0001" "mbo0002" "mbo0003" "mbo0004"] of ["mailbox.org"],
    "Migadu": ["key1" "key2" "key3"] of ["migadu.com"],
    "Gandi": ["gm1" "gm2" "gm3"] of ["gandi.net"],
    "IONOS": ["s1-ionos" "s2-ionos"] of ["ionos.com" "ionos.de" "kundenserver.de" "perfora.net"],
    "STRATO": ["strato-dkim-0002" "strato-dkim-0003"] of ["rzone.de" "strato.de"],
    "Hostinger": ["hostingermail-a" "hostingermail-b" "hostingermail-c"] of ["hostinger.com"],
    "Titan": ["titan1" "titan2"] of ["titan.email"],
    "MXroute": ["x"] of ["mxroute.com" "mxrouting.net" "mxlogin.com"],
    "Purelymail": ["purelymail1" "purelymail2" "purelymail3"] of ["purelymail.com"],
    "Cloudflare Email Routing": ["cf2024-1"] of ["mx.cloudflare.net"],
    "ImprovMX": ["dkimprovmx1" "dkimprovmx2"] of ["improvmx.com"],
    "Mailchimp": ["k1" "k2" "k3"] of ["mcsv.net"],
    "Mandrill": ["mandrill"] of ["mandrillapp.com"],
    "SendGrid": ["s1" "s2"] of ["sendgrid.net"],
    "Mailgun": ["k1" "mailo" "smtp" "pic"] of ["mailgun.org"],
    "Brevo": ["mail" "brevo1" "brevo2"] of ["sendinblue.com" "brevo.com"],
    "Mailjet": ["mailjet"] of ["mailjet.com"],
    "Amazon SES": ["resend"] of ["amazonses.com"],
    "Zendesk": ["zendesk1" "zendesk2"] of ["zendesk.com"],
    "Constant Contact": ["ctct1" "ctct2"] of ["constantcontact.com"],
    "MailerLite": ["litesrv"] of ["mlsend.com"],
    "Elastic Email": ["api"] of ["elasticemail.com"],
};

/// Selectors that no provider has for its own.
const GENERIC: [&str; 6] = ["default", "dkim", "mail", "selector1", "s1", "google"];

/// Selectors to try where none is known: those of the providers whose hosts are among `hosts` (mail exchangers, names that SPF
/// includes), then such as are widely used; at most `most`.
#[must_use]
pub fn suggested<'a>(hosts: impl IntoIterator<Item = &'a str>, most: usize) -> Vec<Selector> {
    let mut names: Vec<&str> = Vec::new();
    for provider in hosts.into_iter().filter_map(provider_of_host) {
        names.extend(provider.selectors);
    }
    names.extend(GENERIC);
    let mut selectors: Vec<Selector> = Vec::new();
    for name in names {
        if selectors.len() < most && !selectors.iter().any(|other| other.name == name) {
            let (name, origin) = (name.to_owned(), Origin::Known);
            selectors.push(Selector { name, origin });
        }
    }
    selectors
}

fn provider_of_host(host: &str) -> Option<&'static Provider> {
    PROVIDERS
        .iter()
        .find(|provider| provider.domains.iter().any(|domain| is_below(host, domain)))
}

/// The provider to whose zone a key is an alias, the one way to be sure of it.
#[must_use]
pub fn provider_of_alias(target: &str) -> Option<&'static str> {
    /// Zones of keys that are not those of the exchangers, as aliases in customers' zones lead to them.
    const KEYS: &[(&str, &str)] = &[
        ("onmicrosoft.com", "Microsoft 365"),
        ("dkim.mail.microsoft", "Microsoft 365"),
        ("fmhosted.com", "Fastmail"),
        ("proton.ch", "Proton Mail"),
        ("icloudmailadmin.com", "iCloud Mail"),
        ("gandimail.net", "Gandi"),
        ("ccsend.com", "Constant Contact"),
        ("dkim.amazonses.com", "Amazon SES"),
    ];
    KEYS.iter()
        .find(|(zone, _)| is_below(target, zone))
        .map(|(_, name)| *name)
        .or_else(|| provider_of_host(target).map(|provider| provider.name))
}

/// Whether a host is this domain or below it.
fn is_below(host: &str, domain: &str) -> bool {
    let host = host.trim_end_matches('.');
    let Some(at) = host.len().checked_sub(domain.len()) else {
        return false;
    };
    host.get(at..)
        .is_some_and(|end| end.eq_ignore_ascii_case(domain))
        && (at == 0 || host.as_bytes()[at - 1] == b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(hosts: &[&str], most: usize) -> Vec<String> {
        let selectors = suggested(hosts.iter().copied(), most);
        selectors
            .into_iter()
            .map(|selector| selector.name)
            .collect()
    }

    #[test]
    fn the_providers_that_a_domain_names_come_first() {
        let hosts = ["aspmx.l.google.com", "spf.protection.outlook.com"];
        let wanted = ["google", "selector1", "selector2", "default", "dkim"];
        assert_eq!(names(&hosts, 5), wanted);
        assert_eq!(names(&["mx.notgoogle.com"], 2), ["default", "dkim"]);
        assert_eq!(
            names(&["MX1.MESSAGINGENGINE.COM."], 3),
            ["fm1", "fm2", "fm3"]
        );
    }

    #[test]
    fn whoever_has_the_key_at_the_end_of_an_alias_is_its_provider() {
        let tenant = "selector1-example-com._domainkey.example.onmicrosoft.com";
        assert_eq!(provider_of_alias(tenant), Some("Microsoft 365"));
        assert_eq!(
            provider_of_alias("fm1.example.com.dkim.fmhosted.com"),
            Some("Fastmail")
        );
        assert_eq!(provider_of_alias("dkim.example.net"), None);
    }

    #[test]
    fn a_selector_is_labels_of_a_name() {
        let parse = |text: &str| Selector::parse(text, Origin::Given);
        let selector = parse("March2005.Reykjavik").unwrap();
        let name = "march2005.reykjavik._domainkey.example.com";
        assert_eq!(selector.record_name("example.com"), name);
        assert_eq!(parse(""), Err(SelectorError::Empty));
        assert_eq!(parse("a..b"), Err(SelectorError::Empty));
        assert_eq!(parse("a b"), Err(SelectorError::Character(' ')));
        assert_eq!(parse(&"a".repeat(64)), Err(SelectorError::TooLong));
        assert!(parse("hs1_x").is_ok());
    }

    /// The table itself: every row has selectors that are some, and domains in lower case.
    #[test]
    fn the_table_has_names_only() {
        for provider in PROVIDERS {
            for name in provider.selectors {
                assert!(Selector::parse(name, Origin::Known).is_ok(), "{name}");
            }
            for domain in provider.domains {
                assert!(domain.contains('.') && *domain == domain.to_ascii_lowercase());
            }
        }
    }
}

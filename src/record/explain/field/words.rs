//! What the words of results and properties mean: RFC 8601 sections 2.3 and 2.7, RFC 7208 section 2.6, RFC 9989, RFC 8617 section 4.1.

/// A method, what it looks at, and its results with what each means.
pub(super) struct Method {
    pub(super) name: &'static str,
    pub(super) what: &'static str,
    results: &'static [(&'static str, &'static str)],
}

const TEMPORARY: &str = "could not be found out now: a look-up failed";
const PERMANENT: &str = "cannot be found out: what is published or written is faulty, and stays so until it is corrected";

pub(super) const SPF: &[(&str, &str)] = &[
    (
        "none",
        "the domain has no SPF record, or there is no domain to ask",
    ),
    (
        "neutral",
        "the domain says nothing of the address that sent it",
    ),
    ("pass", "the domain lets the address send for it"),
    ("fail", "the domain does not let the address send for it"),
    (
        "softfail",
        "the domain doubts that the address may send for it (~all)",
    ),
    ("policy", "it was decided by a rule of the receiver's own"),
    ("temperror", TEMPORARY),
    (
        "permerror",
        "the SPF record is faulty or takes more than ten look-ups",
    ),
];

const METHODS: &[Method] = &[
    Method {
        name: "spf",
        what: "SPF, whether the address may send for the domain of the envelope",
        results: SPF,
    },
    Method {
        name: "dkim",
        what: "DKIM, a signature of the message",
        results: &[
            ("none", "the message has no signature"),
            (
                "pass",
                "the signature verifies: what it covers is as its domain signed it",
            ),
            (
                "fail",
                "the signature does not verify: message or key are others than when it was made",
            ),
            (
                "policy",
                "the signature is made in a way that the receiver does not accept",
            ),
            ("neutral", "there is a signature, and it cannot be read"),
            ("temperror", "the key could not be asked for"),
            (
                "permerror",
                "the key is missing or of no use, or a field that must be signed is not there",
            ),
        ],
    },
    Method {
        name: "dmarc",
        what: "DMARC, whether SPF or DKIM passes for the domain of the From field",
        results: &[
            ("none", "the domain of the From field has no policy"),
            (
                "pass",
                "SPF or DKIM passes for the domain of the From field",
            ),
            (
                "fail",
                "neither SPF nor DKIM passes for the domain of the From field",
            ),
            ("temperror", TEMPORARY),
            ("permerror", PERMANENT),
            (
                "bestguesspass",
                "there is no policy; with an ordinary one it would pass (Microsoft's word)",
            ),
        ],
    },
    Method {
        name: "arc",
        what: "ARC, the chain of those that passed the message on and what they found",
        results: &[
            ("none", "nobody on the way began a chain"),
            (
                "pass",
                "the chain is unbroken: the last one that sealed it can be believed as far as it is trusted",
            ),
            ("fail", "the chain is broken, and says nothing"),
        ],
    },
    Method {
        name: "iprev",
        what: "the reverse name of the address that sent it",
        results: &[
            ("pass", "the name of the address leads back to it"),
            (
                "fail",
                "the address has no name, or that does not lead back to it",
            ),
            ("temperror", TEMPORARY),
            (
                "permerror",
                "the address has no name that could be looked up",
            ),
        ],
    },
    Method {
        name: "auth",
        what: "the login of whoever handed it in (SMTP AUTH)",
        results: &[
            ("none", "nobody logged in"),
            ("pass", "the login was accepted"),
            ("fail", "the login was rejected"),
            ("temperror", TEMPORARY),
            ("permerror", PERMANENT),
        ],
    },
    Method {
        name: "bimi",
        what: "BIMI, a logo beside the message",
        results: &[
            ("pass", "the domain has a logo that may be shown"),
            ("none", "the domain has no record of a logo"),
            (
                "fail",
                "the record, logo or certificate is not as it must be",
            ),
            ("temperror", TEMPORARY),
            ("declined", "the domain wants no logo for this message"),
            (
                "skipped",
                "it was not looked for, mostly since DMARC does not pass",
            ),
        ],
    },
    Method {
        name: "compauth",
        what: "Microsoft's judgement of SPF, DKIM, DMARC and its own experience together",
        results: &[
            ("pass", "it is taken for genuine"),
            ("fail", "it is taken for forged"),
            ("softpass", "it is taken for genuine with doubts"),
            ("none", "nothing was judged"),
        ],
    },
    Method {
        name: "dkim-adsp",
        what: "ADSP, what DMARC took the place of (obsolete)",
        results: &[],
    },
    Method {
        name: "dkim-atps",
        what: "ATPS, signatures of third parties (an experiment)",
        results: &[],
    },
    Method {
        name: "domainkeys",
        what: "DomainKeys, what DKIM took the place of (obsolete)",
        results: &[],
    },
    Method {
        name: "sender-id",
        what: "Sender ID, obsolete",
        results: &[],
    },
    Method {
        name: "dnswl",
        what: "a list of good senders in the DNS (RFC 8904)",
        results: &[],
    },
    Method {
        name: "rrvs",
        what: "whether the mailbox still has the same owner (RFC 7293)",
        results: &[],
    },
    Method {
        name: "smime",
        what: "S/MIME, a signature of the content (RFC 7281)",
        results: &[],
    },
    Method {
        name: "vbr",
        what: "Vouch By Reference (RFC 5518), hardly used",
        results: &[],
    },
];

/// The method of this name.
pub(super) fn method(name: &str) -> Option<&'static Method> {
    METHODS
        .iter()
        .find(|method| method.name.eq_ignore_ascii_case(name))
}

impl Method {
    /// What a result of it means; `None` where it has no such result.
    pub(super) fn meaning(&self, result: &str) -> Option<&'static str> {
        match self.results {
            [] => Some("as that standard has it"),
            results => of(results, result),
        }
    }
}

/// What stands beside a word.
pub(super) fn of(table: &[(&str, &'static str)], word: &str) -> Option<&'static str> {
    let found = table
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(word));
    found.map(|(_, meaning)| *meaning)
}

/// Properties that have names of their own.
const PROPERTIES: &[(&str, &str)] = &[
    ("header.d", "the domain that signed (d=)"),
    ("header.i", "for whom it was signed (i=)"),
    ("header.s", "the selector of the key (s=)"),
    ("header.a", "the algorithm of the signature (a=)"),
    (
        "header.b",
        "the beginning of the signature, which tells several apart (b=)",
    ),
    (
        "header.from",
        "the domain of the From field, for which the result counts",
    ),
    (
        "header.oldest-pass",
        "from this seal of the chain on all verify",
    ),
    ("smtp.mailfrom", "the sender of the envelope (MAIL)"),
    (
        "smtp.helo",
        "the name that the sender's server gave itself (EHLO)",
    ),
    ("smtp.rcptto", "the recipient of the envelope (RCPT)"),
    ("smtp.auth", "the account that logged in"),
    ("smtp.remote-ip", "the address that sent it"),
    ("smtp.client-ip", "the address that sent it"),
    ("policy.iprev", "the address that was looked up"),
    ("policy.dmarc", "what the receiver made of the policy"),
    (
        "policy.published-domain-policy",
        "the policy that the domain publishes",
    ),
    ("policy.applied-disposition", "what the receiver did"),
    ("policy.evaluated-disposition", "what the policy asks for"),
    (
        "policy.arc-aware-result",
        "what it came to with the chain of forwarders",
    ),
    (
        "policy.authority",
        "whether a certificate vouches for the logo",
    ),
    ("policy.indicator-uri", "where the logo is"),
    ("header.selector", "the selector of the logo"),
    ("header.bimi-selector", "the selector of the logo"),
    ("dns.zone", "the list that was asked"),
    ("dns.sec", "whether DNSSEC proves the answer"),
];

/// What a property is: `header.d`.
pub(super) fn property(name: &str) -> &'static str {
    let by_kind = || match name.split_once('.').map(|(kind, _)| kind) {
        Some(kind) if kind.eq_ignore_ascii_case("header") => "what a field of the header has",
        Some(kind) if kind.eq_ignore_ascii_case("smtp") => "what was said in the conversation",
        Some(kind) if kind.eq_ignore_ascii_case("policy") => {
            "what a rule of the receiver's own says"
        }
        Some(kind) if kind.eq_ignore_ascii_case("body") => "what the content has",
        Some(kind) if kind.eq_ignore_ascii_case("dns") => "what the DNS has",
        Some(_) => "a property that RFC 8601 does not have",
        None => "a word of the receiver's own",
    };
    of(PROPERTIES, name).unwrap_or_else(by_kind)
}

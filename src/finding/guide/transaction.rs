//! Guides about greeting, login, envelope and message.

use super::row::Guide;

pub(super) const GUIDES: &[Guide] = &[
    Guide {
        ids: &["auth-in-clear", "tls-not-enforced"],
        why: "A password over an unencrypted connection can be read by everybody on the path, and mail programs send it when they are \
              set up to.",
        example: "250-AUTH PLAIN LOGIN before STARTTLS",
        servers: &[
            (
                "Postfix",
                "postconf -e 'smtpd_tls_auth_only = yes', then postfix reload",
            ),
            (
                "Exim",
                "auth_advertise_hosts = ${if eq{$tls_in_cipher}{}{}{*}}",
            ),
            (
                "Exchange",
                "Set-ReceiveConnector NAME -AuthMechanism Tls,BasicAuth,BasicAuthRequireTLS",
            ),
            (
                "Dovecot",
                "disable_plaintext_auth = yes (2.4: auth_allow_cleartext = no)",
            ),
        ],
    },
    Guide {
        ids: &["auth-rejected"],
        why: "Nothing can be sent with this account, and repeated attempts may lock it or block this address.",
        example: "535 5.7.8 Error: authentication failed",
        servers: &[
            (
                "Postfix",
                "the log for \"SASL … authentication failed\"; with Dovecot: doveadm auth test USER asks for the password and tries it",
            ),
            ("Dovecot", "auth_verbose = yes, then the log"),
            (
                "Exchange",
                "Set-ReceiveConnector NAME -ProtocolLoggingLevel Verbose, then the SmtpReceive log; in Exchange Online: \
                 Get-CASMailbox USER | Format-List SmtpClientAuthenticationDisabled",
            ),
        ],
    },
    Guide {
        ids: &["login-required"],
        why: "This is a server for its own users, or a port for them: without a login it takes no mail.",
        example: "530 5.7.0 Authentication required",
        servers: &[],
    },
    Guide {
        ids: &["open-relay"],
        why: "Spammers find such a server within days and send through it; then its address is on every blocklist.",
        example: "250 2.1.5 Ok to RCPT TO:<somebody@elsewhere.example> without a login",
        servers: &[
            (
                "Postfix",
                "postconf -e 'smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination'; \
                 look at mynetworks too",
            ),
            (
                "Exim",
                "look at relay_from_hosts and relay_to_domains, and at the accept verbs of the ACL in acl_smtp_rcpt",
            ),
            (
                "Exchange",
                "Get-ReceiveConnector | Get-ADPermission | where {$_.ExtendedRights -like 'ms-Exch-SMTP-Accept-Any-Recipient'} \
                 lists who may relay; ANONYMOUS LOGON must not",
            ),
        ],
    },
    Guide {
        ids: &["smtp-smuggling"],
        why: "Somebody can hide a second message in one, which then seems to come from the sender's own domain, with SPF passed.",
        example: "<LF>.<CR><LF> ends the message",
        servers: &[
            (
                "Postfix",
                "postconf -e 'smtpd_forbid_bare_newline = normalize' (3.9, 3.8.5, 3.7.10 and later), then postfix reload",
            ),
            (
                "Exchange",
                "Set-ReceiveConnector NAME -BareLinefeedRejectionEnabled $true",
            ),
        ],
    },
    Guide {
        ids: &["user-enumeration"],
        why: "Who collects addresses, for spam or for guessing passwords, gets them from the server itself.",
        example: "252 for one name, 550 for another, to VRFY",
        servers: &[
            (
                "Postfix",
                "postconf -e 'disable_vrfy_command = yes', then postfix reload",
            ),
            ("Exim", "leave acl_smtp_vrfy and acl_smtp_expn unset"),
        ],
    },
    Guide {
        ids: &["catch-all"],
        why: "Mail for addresses that do not exist is accepted first: it fills mailboxes, or bounces to senders who never wrote it.",
        example: "250 2.1.5 Ok to RCPT for a name that was made up",
        servers: &[
            (
                "Postfix",
                "local_recipient_maps, relay_recipient_maps and virtual_mailbox_maps list who is there; look for an entry \
                 @example.com in virtual_alias_maps",
            ),
            (
                "Exim",
                "require verify = recipient in the ACL of acl_smtp_rcpt",
            ),
            (
                "Exchange",
                "Set-RecipientFilterConfig -RecipientValidationEnabled $true (Edge Transport)",
            ),
        ],
    },
    Guide {
        ids: &["recipient-refused"],
        why: "Mail to this recipient bounces.",
        example: "550 5.1.1 User unknown; 554 5.7.1 Relay access denied",
        servers: &[
            (
                "Postfix",
                "postmap -q bob@example.com with the table of the domain; postconf mydestination relay_domains \
                 virtual_mailbox_domains",
            ),
            ("Exim", "exim -bt bob@example.com"),
            (
                "Exchange",
                "Get-Recipient bob@example.com; Get-AcceptedDomain",
            ),
        ],
    },
    Guide {
        ids: &["sender-refused"],
        why: "Nothing from this sender arrives, whoever it is for.",
        example: "553 5.7.1 Sender address rejected: not owned by user ann",
        servers: &[(
            "Postfix",
            "postconf smtpd_sender_restrictions smtpd_sender_login_maps shows what is asked of senders",
        )],
    },
    Guide {
        ids: &["greylisted"],
        why: "The first message of a sender arrives some minutes late; senders that never try again lose it.",
        example: "450 4.2.0 Greylisted, see http://postgrey.schweikert.ch/help/example.com.html",
        servers: &[(
            "Postfix",
            "postscreen's tests after the greeting, or a policy service in smtpd_recipient_restrictions, put senders off",
        )],
    },
    Guide {
        ids: &["greeting-refused"],
        why: "The server talks to this address not at all: what others send may well arrive.",
        example: "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org",
        servers: &[],
    },
    Guide {
        ids: &["greeting-name-mismatch"],
        why: "A few receivers of bounces and some monitoring compare the name with DNS; people are misled in logs.",
        example: "220 localhost.localdomain ESMTP",
        servers: &[
            (
                "Postfix",
                "postconf -e 'myhostname = mail.example.com', then postfix reload",
            ),
            ("Exim", "primary_hostname = mail.example.com"),
            (
                "Exchange",
                "Set-ReceiveConnector NAME -Fqdn mail.example.com",
            ),
        ],
    },
    Guide {
        ids: &["size-exceeded"],
        why: "The message is refused whole, often after it was transferred.",
        example: "552 5.3.4 Message size exceeds fixed limit",
        servers: &[
            (
                "Postfix",
                "postconf -e 'message_size_limit = 52428800', then postfix reload",
            ),
            ("Exim", "message_size_limit = 50M"),
            ("Exchange", "Set-ReceiveConnector NAME -MaxMessageSize 50MB"),
            ("Dovecot", "submission_max_mail_size = 50M"),
        ],
    },
    Guide {
        ids: &["temporary-failure"],
        why: "Senders keep the message and try again for some days; if it stays so it bounces then.",
        example: "451 4.3.0 Temporary lookup failure",
        servers: &[
            (
                "Postfix",
                "the log for \"temporary lookup failure\" or \"insufficient system storage\"; postqueue -p",
            ),
            ("Exim", "exim -bp, and the panic log"),
            (
                "Exchange",
                "Get-Queue, and the event log for back pressure (MSExchangeTransport)",
            ),
        ],
    },
    Guide {
        ids: &["null-mx", "null-mx-with-others"],
        why: "A domain that takes no mail says so at once, in place of bounces after days; beside other records it is a contradiction, \
              and senders differ in what they make of it.",
        example: "example.com. IN MX 0 .",
        servers: &[],
    },
    Guide {
        ids: &["connection-refused", "connection-timeout"],
        why: "No mail goes through here. Many providers block port 25 for their customers: then every server seems silent.",
        example: "Connection refused",
        servers: &[
            (
                "Postfix",
                "postfix status; postconf inet_interfaces; ss -ltnp 'sport = :25'",
            ),
            (
                "Exim",
                "exim -bP daemon_smtp_ports local_interfaces; ss -ltnp 'sport = :25'",
            ),
            (
                "Exchange",
                "Get-Service MSExchangeTransport,MSExchangeFrontEndTransport",
            ),
        ],
    },
    Guide {
        ids: &[
            "mta-sts-policy-unreachable",
            "mta-sts-mx-mismatch",
            "mta-sts-certificate-untrusted",
        ],
        why: "Senders that honour MTA-STS, Gmail and Microsoft among them, keep the policy that they have: in mode enforce they do \
              not deliver where it does not fit.",
        example: "https://mta-sts.example.com/.well-known/mta-sts.txt is answered with 404",
        servers: &[(
            "any web server",
            "version: STSv1, mode: testing, mx: mx1.example.com and max_age: 604800, each on a line of its own, as text/plain with a \
             certificate for mta-sts.example.com",
        )],
    },
];

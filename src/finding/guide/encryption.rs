//! Guides about STARTTLS, TLS, certificates and DANE.

use super::row::Guide;

const CHAIN: &[(&str, &str)] = &[
    (
        "Postfix",
        "postconf -e 'smtpd_tls_chain_files = /etc/ssl/private/mail.pem' (key, certificate, intermediates, in that order), then \
         postfix reload",
    ),
    (
        "Exim",
        "tls_certificate = /etc/ssl/mail/fullchain.pem and tls_privatekey = /etc/ssl/mail/key.pem",
    ),
    (
        "Exchange",
        "Import-ExchangeCertificate, then Enable-ExchangeCertificate -Thumbprint THUMBPRINT -Services SMTP",
    ),
    (
        "Dovecot",
        "ssl_cert = </etc/ssl/mail/fullchain.pem and ssl_key = </etc/ssl/mail/key.pem (2.4: ssl_server_cert_file and \
         ssl_server_key_file), then doveadm reload",
    ),
];

pub(super) const GUIDES: &[Guide] = &[
    Guide {
        ids: &["starttls-not-offered"],
        why: "Mail to this server crosses the network readable and changeable by everybody on the path; senders that require TLS do \
              not deliver at all.",
        example: "an EHLO reply without the line 250-STARTTLS",
        servers: &[
            (
                "Postfix",
                "postconf -e 'smtpd_tls_security_level = may' 'smtpd_tls_chain_files = /etc/ssl/private/mail.pem', then postfix reload",
            ),
            (
                "Exim",
                "tls_advertise_hosts = * with tls_certificate and tls_privatekey",
            ),
            (
                "Exchange",
                "Set-ReceiveConnector NAME -AuthMechanism Tls, beside the mechanisms that it has, and a certificate: \
                 Enable-ExchangeCertificate -Thumbprint THUMBPRINT -Services SMTP",
            ),
        ],
    },
    Guide {
        ids: &["starttls-refused"],
        why: "The server promises encryption and cannot keep the promise: senders that require TLS give up, the others fall back to \
              plain text.",
        example: "454 4.7.0 TLS not available due to local problem",
        servers: &[
            (
                "Postfix",
                "postconf smtpd_tls_chain_files smtpd_tls_cert_file smtpd_tls_key_file, and the log for \"cannot load\"",
            ),
            (
                "Exim",
                "exim -bP tls_certificate tls_privatekey; Exim's own user has to be able to read both files",
            ),
            (
                "Exchange",
                "Get-ExchangeCertificate | Format-List Services,NotAfter,Thumbprint,CertificateDomains",
            ),
        ],
    },
    Guide {
        ids: &["starttls-stripped"],
        why: "Something between this machine and the server forces mail into plain text, be it a firewall or somebody who reads along.",
        example: "250-XXXXXXXA in place of 250-STARTTLS",
        servers: &[],
    },
    Guide {
        ids: &["legacy-tls"],
        why: "TLS 1.0 and 1.1 rest on MD5 and SHA-1 and were withdrawn by RFC 8996 in 2021; auditors and Internet.nl count them as \
              a failure.",
        example: "a handshake with TLS 1.0 is answered",
        servers: &[
            (
                "Postfix",
                "postconf -e 'smtpd_tls_protocols = >=TLSv1.2' 'smtpd_tls_mandatory_protocols = >=TLSv1.2' (3.6 and later; before: \
                 !SSLv2, !SSLv3, !TLSv1, !TLSv1.1), then postfix reload",
            ),
            (
                "Exim",
                "openssl_options = +no_sslv2 +no_sslv3 +no_tlsv1 +no_tlsv1_1 (GnuTLS, as in Debian: tls_require_ciphers = \
                 NORMAL:-VERS-TLS1.0:-VERS-TLS1.1)",
            ),
            (
                "Exchange",
                "in the registry, below HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols, for \
                 TLS 1.0\\Server and TLS 1.1\\Server: Enabled = 0 and DisabledByDefault = 1",
            ),
            ("Dovecot", "ssl_min_protocol = TLSv1.2"),
        ],
    },
    Guide {
        ids: &["weak-cipher", "no-forward-secrecy", "anonymous-cipher"],
        why: "A sender that offers such a suite, old or made to by somebody in between, gets a connection that can be read or \
              impersonated.",
        example: "TLS_RSA_WITH_3DES_EDE_CBC_SHA is chosen where it is offered",
        servers: &[
            (
                "Postfix",
                "postconf -e 'smtpd_tls_ciphers = medium' 'smtpd_tls_exclude_ciphers = aNULL, 3DES, RC4, kRSA', then postfix reload",
            ),
            (
                "Exim",
                "tls_require_ciphers = HIGH:!aNULL:!eNULL:!3DES:!kRSA (OpenSSL)",
            ),
            (
                "Dovecot",
                "ssl_cipher_list = HIGH:!aNULL:!eNULL:!3DES:!kRSA",
            ),
        ],
    },
    Guide {
        ids: &[
            "certificate-expired",
            "certificate-expires-soon",
            "certificate-not-yet-valid",
        ],
        why: "Once a certificate is outside its dates, mail programs warn or refuse, and senders that verify (MTA-STS, TLSA usage 2) \
              deliver nothing. Servers keep the old one in memory until they are reloaded.",
        example: "not valid after 2026-05-01",
        servers: CHAIN,
    },
    Guide {
        ids: &[
            "certificate-missing-intermediate",
            "certificate-chain-order",
            "certificate-unknown-issuer",
            "certificate-self-signed",
            "certificate-unrelated-in-chain",
            "certificate-root-included",
        ],
        why: "Who verifies needs the way from the server's certificate to a root it trusts; browsers fill the gaps by themselves, \
              mail servers and mail programs do not.",
        example: "the certificate is alone, its issuer Example CA R3 is not sent",
        servers: CHAIN,
    },
    Guide {
        ids: &["certificate-name-mismatch", "certificate-without-san"],
        why: "A certificate for another name proves nothing about this server: mail programs refuse, and MTA-STS in mode enforce \
              stops delivery.",
        example: "connected to mx1.example.com, the certificate is for www.example.com",
        servers: CHAIN,
    },
    Guide {
        ids: &["dane-mismatch", "dane-without-starttls", "dane-unusable"],
        why: "Senders that honour DANE, large ones among them, trust the TLSA record alone: where it does not match they deliver \
              nothing, mostly after a renewal with a new key.",
        example: "_25._tcp.mx1.example.com. IN TLSA 3 1 1 with the digest of the key before",
        servers: &[(
            "any",
            "publish the record of the new key beside the old one, wait for twice its TTL, then renew; or keep the key (certbot: \
             --reuse-key). smtpcheck --print-tlsa prints the record of the present key",
        )],
    },
    Guide {
        ids: &["client-certificate-required"],
        why: "Other mail servers have no certificate that this server would take: no outside mail arrives.",
        example: "certificate required (TLS alert 116)",
        servers: &[
            (
                "Postfix",
                "postconf -e 'smtpd_tls_req_ccert = no', then postfix reload",
            ),
            ("Exim", "leave tls_verify_hosts unset"),
        ],
    },
];

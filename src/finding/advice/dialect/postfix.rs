//! Postfix, whose texts many providers keep. Source: the texts in its `smtpd` and `postscreen`, and postconf(5).

use super::{About::*, Mark::*, Row, row};

const RESTRICTIONS: &str = "https://www.postfix.org/SMTPD_ACCESS_README.html";
const PARAMETERS: &str = "https://www.postfix.org/postconf.5.html";
const SASL: &str = "https://www.postfix.org/SASL_README.html";
const TLS: &str = "https://www.postfix.org/TLS_README.html";
const POSTSCREEN: &str = "https://www.postfix.org/POSTSCREEN_README.html";
const PROVIDER: &str = "Postfix";

pub(super) const ROWS: &[Row] = &[
    row(PROVIDER,&["5.7.1", "4.7.1"],&[Words("relay access denied")],RESTRICTIONS,"the recipient's domain is none of this server's, and the client may not relay","Log in before MAIL if this is your own outgoing server; else the MX record or mydestination, virtual or relay domains lack the domain.").about(Client),
    row(PROVIDER,&["5.7.1"],&[Words("sender address rejected: not owned by user")],"https://www.postfix.org/postconf.5.html#reject_sender_login_mismatch","the login may not send with this MAIL FROM","Use the login's own address, or add the pair to smtpd_sender_login_maps.").about(Login),
    row(PROVIDER,&["5.7.1"],&[Words("sender address rejected: not logged in")],"https://www.postfix.org/postconf.5.html#reject_unauthenticated_sender_login_mismatch","the sender's address belongs to a login, and the client has not logged in","Log in before MAIL.").about(Client),
    row(PROVIDER,&["4.2.0", "4.7.1", "5.7.1"],&[Words("recipient address rejected: greylisted"), Words("recipient address rejected: greylisting")],"https://postgrey.schweikert.ch","greylisting: strangers are refused for some minutes and welcome when they come back","Nothing needs to be done; a mail server retries, and then it passes."),
    row(PROVIDER,&["4.7.25", "4.7.1", "5.7.25", "5.7.1"],&[Words("client host rejected: cannot find your hostname"), Words("client host rejected: cannot find your reverse hostname")],"https://www.postfix.org/postconf.5.html#reject_unknown_client_hostname","the client's address has no PTR record, or its name does not lead back to the address","Have the owner of the address set a PTR record, and give its name a matching A or AAAA record.").about(Client),
    row(PROVIDER,&["5.7.1", "4.7.1"],&[Words("client host rejected: access denied")],RESTRICTIONS,"an access rule refuses this client; on a submission port mostly because it has not logged in","Log in before MAIL; else look for the rule in the server's smtpd_*_restrictions.").about(Client),
    row(PROVIDER,&["5.7.1", "4.7.1"],&[InOrder(&["service unavailable; client", "blocked using"])],"https://www.postfix.org/postconf.5.html#reject_rbl_client","the client's address is on the DNS block list that the text names","Look the address up at that list and ask there for its removal, after the cause is gone.").about(Client),
    row(PROVIDER,&["5.5.2", "4.5.2"],&[Words("helo command rejected: need fully-qualified hostname")],"https://www.postfix.org/postconf.5.html#reject_non_fqdn_helo_hostname","the name in EHLO has no domain","Set the client's fully qualified name (here --ehlo; myhostname in Postfix).").about(Client),
    row(PROVIDER,&["4.7.1", "5.7.1"],&[Words("helo command rejected: host not found")],"https://www.postfix.org/postconf.5.html#reject_unknown_helo_hostname","the name in EHLO has neither an address nor an MX record","Publish an A or AAAA record for the name, or use one that has it.").about(Client),
    row(PROVIDER,&["4.1.8", "5.1.8"],&[Words("sender address rejected: domain not found")],"https://www.postfix.org/postconf.5.html#reject_unknown_sender_domain","the domain of MAIL FROM has neither MX nor address record, or DNS did not answer","Use a sender whose domain exists; check that domain's name servers.").about(Sender),
    row(PROVIDER,&["5.5.2", "4.5.2"],&[Words("sender address rejected: need fully-qualified address"), Words("recipient address rejected: need fully-qualified address")],"https://www.postfix.org/postconf.5.html#reject_non_fqdn_sender","the address has no full domain","Write the address with its domain.").about(Client),
    row(PROVIDER,&["4.1.2", "5.1.2"],&[Words("recipient address rejected: domain not found")],"https://www.postfix.org/postconf.5.html#reject_unknown_recipient_domain","the recipient's domain has neither MX nor address record, or DNS did not answer","Check the domain of the recipient and its name servers.").about(Recipient),
    row(PROVIDER,&["5.1.1", "4.1.1"],&[Words("user unknown in local recipient table"), Words("user unknown in virtual mailbox table"), Words("user unknown in virtual alias table"), Words("user unknown in relay recipient table")],"https://www.postfix.org/LOCAL_RECIPIENT_README.html","the recipient is in none of the tables of the server that is responsible for the domain","Check the address; on your own server, check the table that the text names.").about(Recipient),
    row(PROVIDER,&["4.1.1", "5.1.1"],&[Words("recipient address rejected: unverified address"), Words("recipient address rejected: undeliverable address")],"https://www.postfix.org/ADDRESS_VERIFICATION_README.html","the server asked the host behind it, which does not (or not yet) take the recipient","Try again in some minutes; the text repeats what that host said.").about(Recipient),
    row(PROVIDER,&["4.3.1"],&[WithCode("insufficient system storage")],"https://www.postfix.org/postconf.5.html#queue_minfree","the disk of the queue is nearly full","Free disk space on the server; 1.5 times message_size_limit must stay free."),
    row(PROVIDER,&["5.3.4"],&[Words("message size exceeds fixed limit")],"https://www.postfix.org/postconf.5.html#message_size_limit","the declared size is above message_size_limit","Send a smaller message, or raise the limit on your own server.").about(Message),
    row(PROVIDER,&["4.7.0"],&[Words("error: too many connections from"), Words("error: too many errors"), Words("error: too many new tls sessions from")],"https://www.postfix.org/TUNING_README.html","the client opened too many connections, or made too many mistakes in one","Wait, then use fewer connections; look above for the replies that were errors.").about(Client),
    row(PROVIDER,&["4.7.1"],&[Words("error: too much mail from"), Words("error: too many recipients from"), Words("error: too many auth commands from")],"https://www.postfix.org/TUNING_README.html#conn_limit","the client went beyond a rate limit of the server (anvil)","Wait a minute, then send more slowly.").about(Client),
    row(PROVIDER,&["5.7.0"],&[Words("must issue a starttls command first")],"https://www.postfix.org/postconf.5.html#smtpd_tls_security_level","the server takes nothing before TLS (smtpd_tls_security_level=encrypt)","Send STARTTLS after EHLO."),
    row(PROVIDER,&["4.7.0"],&[Words("tls not available due to local problem")],TLS,"STARTTLS is announced, but the server cannot load its certificate or key","On the server, look into the log, and check smtpd_tls_chain_files and that key and certificate belong together."),
    row(PROVIDER,&["4.7.0"],&[WithCode("temporary authentication failure")],SASL,"the service that checks passwords (Dovecot, Cyrus SASL) did not answer properly","On the server, check that it runs and that smtpd_sasl_path leads to its socket.").about(Login),
    row(PROVIDER,&["5.7.8"],&[WithCode("error: authentication failed")],SASL,"user name or password was refused by Dovecot or Cyrus SASL; the Base64 word behind it, if any, is only the last prompt","Check user name (full address or not) and password; the server's log has the reason.").about(Login),
    row(PROVIDER,&["5.5.1"],&[Words("error: authentication not enabled")],SASL,"AUTH is switched off here; on many servers it appears after STARTTLS or on port 587 only","Start TLS first, or use the submission port."),
    row(PROVIDER,&["4.3.5"],&[Words("server configuration problem"), Words("server configuration error")],PARAMETERS,"the server's configuration has a mistake, such as a table that cannot be read","On the server, look for \"fatal\" and \"warning\" in the mail log."),
    row(PROVIDER,&["4.3.0"],&[Words("temporary lookup failure"), Words("temporary lookup error"), Words("queue file write error")],PARAMETERS,"a table or database of the server cannot be read, or its queue not written","On the server, look for \"warning\" in the mail log: database, milter or disk."),
    row(PROVIDER,&["4.3.2", "5.3.2"],&[Words("service currently unavailable"), Words("all screening ports are busy"), Words("all server ports are busy")],POSTSCREEN,"postscreen: the client passed the first tests and is taken when it connects again, or the server is busy","Try again in a few minutes; a mail server does so by itself.").about(Client),
    row(PROVIDER,&["5.5.1"],&[WithCode("protocol error")],POSTSCREEN,"postscreen: the client spoke before its turn or broke the protocol, as spam programs do","Wait for each reply before the next command, and for the greeting first.").about(Client),
    row(PROVIDER,&["5.5.2"],&[Words("error: bare <lf> received")],"https://www.postfix.org/smtp-smuggling.html","a line ended with LF alone, which Postfix refuses as protection against SMTP smuggling","End every line with CRLF."),
    row(PROVIDER,&["4.7.1"],&[Words("service unavailable - try again later")],"https://www.postfix.org/MILTER_README.html","a mail filter (milter) did not answer","Try again later; on the server, check the programs in smtpd_milters."),
    row(PROVIDER,&["5.4.6"],&[Words("too many hops")],"https://www.postfix.org/postconf.5.html#hopcount_limit","the message passed too many servers; mostly it goes round in a circle","Look at its Received headers, and which two servers send it to each other.").about(Message),
    row(
        PROVIDER,
        &["5.5.0"],
        &[Words("improper use of smtp command pipelining")],
        "https://www.postfix.org/postconf.5.html#reject_unauth_pipelining",
        "the client sent a command before the reply to the one before, which PIPELINING does not allow there",
        "Wait for the reply to EHLO, DATA and STARTTLS before going on (here without --pipeline); in a program of your own, look for a write that is too early.",
    )
    .about(Client),
];

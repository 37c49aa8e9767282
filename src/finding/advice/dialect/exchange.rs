//! Exchange Online, Outlook.com and Exchange Server. Source: "Email non-delivery reports and SMTP errors in Exchange
//! Online" and the pages it links, of Microsoft.

use super::{Dialect, Row};

pub(super) const PROVIDER: &str = "Exchange";
const REPORTS: &str = "https://learn.microsoft.com/exchange/troubleshoot/email-delivery/ndr/non-delivery-reports-in-exchange-online";
const SMTP_AUTH: &str = "https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission";
const DEVICES: &str = "https://learn.microsoft.com/exchange/mail-flow-best-practices/how-to-set-up-a-multifunction-device-or-application-to-send-email-using-microsoft-365-or-office-365";
const DELIST: &str = "https://sender.office.com";

pub(super) const ROWS: &[Row] = &[
    row(
        &["5.7.139"],
        &[
            "smtpclientauthentication is disabled for the tenant",
            "smtpclientauthentication is disabled for the mailbox",
        ],
        "https://aka.ms/smtp_auth_disabled",
        "SMTP AUTH is switched off for this tenant or mailbox; the password was not even looked at.",
        "Enable authenticated SMTP for the mailbox (Set-CASMailbox -SmtpClientAuthenticationDisabled $false), or send another way.",
    ),
    row(
        &["5.7.139", "5.7.30"],
        &[
            "basic authentication is disabled",
            "basic authentication is not supported for client submission",
        ],
        SMTP_AUTH,
        "Microsoft takes no password here any more, only OAuth tokens.",
        "Use XOAUTH2 with a token for SMTP.Send; app passwords do not help.",
    ),
    row(
        &["5.7.139"],
        &["did not meet the criteria to be authenticated successfully"],
        SMTP_AUTH,
        "Security defaults or a Conditional Access policy of the tenant forbid this login.",
        "Look at the sign-in log in Microsoft Entra; exempt the account or use OAuth.",
    ),
    row(
        &["5.7.139"],
        &["the user credentials were incorrect"],
        SMTP_AUTH,
        "User name or password is wrong.",
        "Log in with the full user principal name; with multi-factor authentication use OAuth.",
    ),
    row(
        &["5.7.3"],
        &["=authentication unsuccessful"],
        SMTP_AUTH,
        "The login was refused: wrong password, wrong kind of user name, or a token that lacks the permission.",
        "Check the user principal name; for XOAUTH2 check audience (outlook.office.com), the SMTP.Send permission and that SMTP AUTH is enabled.",
    ),
    row(
        &["5.7.57", "5.7.1"],
        &[
            "client not authenticated to send mail",
            "=client was not authenticated",
        ],
        DEVICES,
        "The client did not log in, and this server takes its mail only after a login.",
        "Start TLS and log in before MAIL, or send to the MX host of the tenant by way of a connector.",
    ),
    row(
        &["5.7.60"],
        &["client does not have permissions to send as this sender"],
        DEVICES,
        "The account that logged in may not send with this MAIL FROM.",
        "Use the account's own address as sender, or grant it Send As for the other mailbox.",
    ),
    row(
        &["5.2.252"],
        &["sendasdenied"],
        DEVICES,
        "The account that logged in may not send with this From address.",
        "Use the account's own address in From, or grant it Send As for the other mailbox.",
    ),
    row(
        &["5.7.64", "5.7.1", "5.4.1"],
        &["tenantattribution; relay access denied"],
        REPORTS,
        "No inbound connector of the tenant matches this client, so it may not relay.",
        "Correct the inbound connector: the address of the client, or the certificate it shows; the sender's domain must belong to the tenant.",
    ),
    row(
        &["5.7.1"],
        &["=unable to relay"],
        REPORTS,
        "The recipient is not of this organization and the client may not relay.",
        "Log in, or allow the client on a receive connector; as a stranger send to the recipient's MX host.",
    ),
    row(
        &["5.7.606-649"],
        &["access denied, banned sending ip"],
        DELIST,
        "Microsoft has banned the sending address.",
        "Stop what was sent from it, then ask for its removal in the delist portal.",
    ),
    row(
        &["5.7.511"],
        &[
            "access denied, banned sender*delist@microsoft.com",
            "email delist@microsoft.com",
        ],
        DELIST,
        "Microsoft has banned the sending address.",
        "Send the full reply with the address to delist@microsoft.com.",
    ),
    row(
        &["5.7.1"],
        &["part of their network is on our block list"],
        "https://sendersupport.olc.protection.outlook.com/pm/troubleshooting.aspx",
        "Outlook.com blocks the network that the sending address belongs to (S3140, S3150).",
        "Have the owner of the address ask for removal with the form of Outlook.com's postmaster site; look at SNDS.",
    ),
    row(
        &["4.7.650"],
        &["has been temporarily rate limited due to ip reputation"],
        "https://sendersupport.olc.protection.outlook.com/pm/troubleshooting.aspx",
        "Outlook.com takes little mail from this address because of its reputation.",
        "Send slowly and steadily; look at SNDS and at what is sent.",
    ),
    row(
        &["5.7.515"],
        &["does not meet the required authentication level"],
        REPORTS,
        "Outlook.com wants SPF, DKIM and DMARC from domains that send much.",
        "Make SPF and DKIM pass and publish a DMARC record, aligned with the From header.",
    ),
    row(
        &["5.7.509"],
        &["does not pass dmarc verification and has a dmarc policy of reject"],
        REPORTS,
        "The message fails DMARC, and the domain of its From header asks for such mail to be refused.",
        "Make SPF or DKIM pass for the domain of the From header.",
    ),
    row(
        &["5.7.23"],
        &["the message was rejected because of sender policy framework violation"],
        REPORTS,
        "The SPF record of the MAIL FROM domain does not list the sending address.",
        "Correct the SPF record, or send through a server that it lists.",
    ),
    row(
        &["5.7.25"],
        &["the sending ipv6 address*must have a reverse dns record"],
        REPORTS,
        "Mail over IPv6 is taken only from addresses with a PTR record.",
        "Set a PTR record for the IPv6 address, or send over IPv4.",
    ),
    row(
        &["4.7.26"],
        &["must pass either spf or dkim validation, this message is not signed"],
        REPORTS,
        "Mail over IPv6 is taken only if SPF or DKIM passes.",
        "Publish SPF or sign with DKIM, or send over IPv4.",
    ),
    row(
        &["5.7.510"],
        &["does not accept email over ipv6"],
        REPORTS,
        "The recipient's domain takes no mail over IPv6.",
        "Send to this domain over IPv4.",
    ),
    row(
        &["5.7.506"],
        &["access denied, bad helo"],
        REPORTS,
        "The client used the server's own name in EHLO.",
        "Use the client's own fully qualified name in EHLO.",
    ),
    row(
        &["5.7.513"],
        &["using customer block list"],
        REPORTS,
        "The recipient's organization blocks the sending address itself.",
        "Ask the recipient's administrator to remove it.",
    ),
    row(
        &["5.7.708", "5.7.705"],
        &[
            "access denied, traffic not accepted from this ip",
            "access denied, tenant has exceeded threshold",
        ],
        "https://learn.microsoft.com/exchange/troubleshoot/email-delivery/ndr/fix-error-code-5-7-700-through-5-7-750",
        "Microsoft has stopped outgoing mail of this tenant: it is new, or most of its mail looked like spam.",
        "Clean up compromised accounts and relays, then contact Microsoft 365 support.",
    ),
    row(
        &["5.7.750"],
        &["client blocked from sending from unregistered domains"],
        "https://learn.microsoft.com/exchange/troubleshoot/email-delivery/ndr/fix-error-code-5-7-700-through-5-7-750",
        "Much mail went out with domains that the tenant has not registered.",
        "Add and verify the sender's domains in Microsoft 365.",
    ),
    row(
        &["5.1.8", "5.7.501-503"],
        &[
            "access denied, bad outbound sender",
            "access denied, spam abuse detected",
        ],
        REPORTS,
        "The sending account was blocked for sending spam.",
        "Secure the account, then unblock it under Restricted entities in Microsoft Defender.",
    ),
    row(
        &["4.7.500-699"],
        &["server busy. please try again later from"],
        "https://learn.microsoft.com/exchange/troubleshoot/email-delivery/ndr/fix-error-code-451-4-7-500-699-asxxx-in-exchange-online",
        "Microsoft slows down this address because its traffic looks unusual.",
        "Let the server retry; it ends by itself when the address is known. Check for a sudden rise of mail.",
    ),
    row(
        &["4.3.2"],
        &[
            "=concurrent connections limit exceeded",
            "the maximum number of concurrent connections has exceeded a limit",
        ],
        SMTP_AUTH,
        "The mailbox has more SMTP connections open than it may (three).",
        "Send over fewer connections at a time.",
    ),
    row(
        &["4.3.2"],
        &["recipient thread limit exceeded"],
        REPORTS,
        "Too many messages reach this mailbox at one time.",
        "Let the server retry; send less at a time.",
    ),
    row(
        &["5.1.10"],
        &[
            "resolver.adr.recipientnotfound",
            "not found by smtp address lookup",
        ],
        REPORTS,
        "The recipient does not exist in the organization.",
        "Check the address; in a hybrid set-up check that the recipient is synchronized.",
    ),
    row(
        &["5.1.1"],
        &["resolver.adr.exrecipnotfound"],
        REPORTS,
        "The old internal address of a recipient, often from a client's address cache, is gone.",
        "Delete the cached entry and enter the address anew, or add the old one as X500 address.",
    ),
    row(
        &["5.4.1"],
        &["recipient address rejected: access denied"],
        REPORTS,
        "Exchange Online knows no such recipient (or no such domain) and refuses at the edge.",
        "Check the address; the recipient's administrator should check that the domain is verified and its type right.",
    ),
    row(
        &["5.7.124", "5.7.133-136", "5.7.12"],
        &[
            "resolver.rst.notauthorized",
            "resolver.rst.sendernotauthenticated",
            "sender was not authenticated by organization",
            "sender not authenticated for group",
            "sender not in allowed-senders list",
        ],
        REPORTS,
        "The recipient takes mail from inside the organization, or from listed senders, only.",
        "The recipient's administrator must admit outside senders.",
    ),
    row(
        &["5.2.2"],
        &[
            "mailbox full*storedrv",
            "storedrv*mailbox full",
            "quotaexceededexception",
        ],
        REPORTS,
        "The recipient's mailbox is full.",
        "The recipient must delete mail or get a larger quota.",
    ),
    row(
        &["5.2.2"],
        &["=submission quota exceeded"],
        REPORTS,
        "The account has sent to as many recipients as it may in one day.",
        "Wait 24 hours; look whether the account is compromised.",
    ),
    row(
        &["4.4.316"],
        &[
            "[message=socket error code 10061]",
            "connection refused*lastattemptedserver",
        ],
        REPORTS,
        "Exchange Online could not connect to the next server.",
        "Check that the server or connector target listens and lets Microsoft's addresses in.",
    ),
    row(
        &["4.4.62"],
        &["mail sent to the wrong office 365 region"],
        REPORTS,
        "The message went to a server of another region, mostly because an MX record or its cached answer is old.",
        "Send to the host that the MX record names now.",
    ),
    row(
        &["5.5.0"],
        &["requested action not taken: mailbox unavailable (s2017062302)"],
        REPORTS,
        "The Outlook.com mailbox does not exist or is switched off.",
        "Check the address.",
    ),
];

const fn row(
    codes: &'static [&'static str],
    wordings: &'static [&'static str],
    reference: &'static str,
    meaning: &'static str,
    remedy: &'static str,
) -> Row {
    Row {
        codes,
        wordings,
        dialect: Dialect {
            provider: PROVIDER,
            meaning,
            remedy,
            reference,
        },
    }
}

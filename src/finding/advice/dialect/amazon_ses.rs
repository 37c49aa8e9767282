//! Amazon SES.

use super::{
    About::{Client, Recipient, Sender},
    Mark::{InOrder, WithCode, Words},
    Row, row,
};

const PROVIDER: &str = "Amazon SES";
const SES: &str = "https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-smtp.html";
const QUOTAS: &str = "https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html";
const DENIED: &str = "https://aws.amazon.com/premiumsupport/knowledge-center/amazon-ses-iam-user-email-access-denied/";
const TIMEOUT: &str = "https://github.com/knadh/listmonk/issues/81";

pub(super) const ROWS: &[Row] = &[
    row(
        PROVIDER,
        Recipient,
        &[],
        &[Words(
            "email address is not verified. the following identities failed the check",
        )],
        SES,
        "the sender (in the sandbox also the recipient) is not verified in this region",
        "Verify the address or its domain in the SES console of the region, or leave the sandbox.",
    ),
    row(
        PROVIDER,
        Sender,
        &[],
        &[
            Words("throttling failure: maximum sending rate exceeded"),
            Words("throttling failure: daily message quota exceeded"),
        ],
        QUOTAS,
        "the account's sending rate or daily quota is used up",
        "Send more slowly, or ask for a larger quota.",
    ),
    row(
        PROVIDER,
        Sender,
        &[],
        &[InOrder(&[
            "access denied",
            "is not authorized to perform",
            "ses:",
        ])],
        DENIED,
        "the IAM policy of the SMTP user does not permit this sender: the identity is missing in it",
        "Add the identity of the sender (and the configuration set, where one is used) to the resources of the user's policy for ses:SendRawEmail.",
    ),
    row(
        PROVIDER,
        Client,
        &["4.4.2"],
        &[WithCode("timeout waiting for data from client")],
        TIMEOUT,
        "the client sent nothing for too long: it kept the connection open between messages, or waits for TLS where the port begins in clear",
        "Use STARTTLS on 25, 587 and 2587, implicit TLS on 465 and 2465; send without pauses, and end the connection after the last message.",
    ),
];

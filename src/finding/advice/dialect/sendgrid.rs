//! Twilio SendGrid.

use super::{
    About::{Login, Sender},
    Mark::Words,
    Row, by_login, row,
};

const PROVIDER: &str = "SendGrid";
const IDENTITY: &str = "https://sendgrid.com/docs/for-developers/sending-email/sender-identity/";
const LOGIN: &str = "https://github.com/sendgrid/docs/issues/6473";
const KEY: &str = "https://github.com/sendgrid/docs/issues/3947";
const ERRORS: &str = "https://www.twilio.com/docs/sendgrid/for-developers/sending-email/smtp-errors-and-troubleshooting";

pub(super) const ROWS: &[Row] = &[
    row(
        PROVIDER,
        Sender,
        &[],
        &[Words("does not match a verified sender identity")],
        IDENTITY,
        "the address in From is no sender that the account has verified",
        "Verify the address or its domain under Sender Authentication, or send with one that is verified.",
    ),
    by_login(
        "The user name is the word apikey, the password the API key.",
        row(
            PROVIDER,
            Login,
            &[],
            &[Words("unauthenticated senders not allowed")],
            LOGIN,
            "nobody has logged in",
            "Log in before MAIL: the user name is the word apikey, the password the API key.",
        ),
    ),
    row(
        PROVIDER,
        Login,
        &[],
        &[Words("maximum credits exceeded")],
        ERRORS,
        "the messages of the plan are used up, or a limit was set on the account in error; a retry does not help before the plan renews",
        "Look at the plan in the account's settings: take a larger one, wait until it renews, or ask SendGrid's support to lift the limit.",
    ),
    row(
        PROVIDER,
        Login,
        &[],
        &[Words(
            "the provided authorization grant is invalid, expired, or revoked",
        )],
        KEY,
        "the API key is wrong, deleted or lacks the right to send mail",
        "Log in with the word apikey as user name and an API key with Mail Send as password.",
    ),
];

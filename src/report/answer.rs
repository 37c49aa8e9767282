//! How a reply stands in the document: its code, its enhanced status code and its text, beside the other facts of the
//! command that it answers. The report itself keeps the reply, so that findings judge the value.

use serde::{Serialize, Serializer};

use crate::smtp::{EnhancedStatusCode, Reply, ReplyCode};

/// A reply that came.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Answer {
    /// The reply code.
    code: ReplyCode,
    /// The enhanced status code.
    enhanced_code: Option<EnhancedStatusCode>,
    /// The reply's text.
    text: String,
}

/// A reply that may not have come.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct PerhapsAnswer {
    /// The reply code; null when none came.
    code: Option<ReplyCode>,
    /// The enhanced status code.
    enhanced_code: Option<EnhancedStatusCode>,
    /// The reply's text.
    text: Option<String>,
}

/// The last reply of a login.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct LastAnswer {
    /// The reply code.
    code: Option<ReplyCode>,
    /// The enhanced status code.
    enhanced_code: Option<EnhancedStatusCode>,
    /// The reply's text.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

/// A reply to EHLO, whose further lines are the extensions.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Hello {
    /// The reply code.
    code: ReplyCode,
    /// The first line: who the server says it is.
    greeting: String,
}

pub(super) fn answer<S: Serializer>(reply: &Reply, serializer: S) -> Result<S::Ok, S::Error> {
    Answer {
        code: reply.code,
        enhanced_code: reply.enhanced_status_code(),
        text: reply.text(),
    }
    .serialize(serializer)
}

pub(super) fn perhaps<S: Serializer>(
    reply: &Option<Reply>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    PerhapsAnswer {
        code: reply.as_ref().map(|reply| reply.code),
        enhanced_code: reply.as_ref().and_then(Reply::enhanced_status_code),
        text: reply.as_ref().map(Reply::text),
    }
    .serialize(serializer)
}

pub(super) fn last<S: Serializer>(reply: &Option<Reply>, serializer: S) -> Result<S::Ok, S::Error> {
    LastAnswer {
        code: reply.as_ref().map(|reply| reply.code),
        enhanced_code: reply.as_ref().and_then(Reply::enhanced_status_code),
        text: reply.as_ref().map(Reply::text),
    }
    .serialize(serializer)
}

pub(super) fn hello<S: Serializer>(reply: &Reply, serializer: S) -> Result<S::Ok, S::Error> {
    Hello {
        code: reply.code,
        greeting: reply.lines.first().cloned().unwrap_or_default(),
    }
    .serialize(serializer)
}

/// As one sentence.
pub(super) fn sentence<S: Serializer>(
    reply: &Option<Reply>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    reply.as_ref().map(Reply::to_string).serialize(serializer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::server::{Attempt, Data, Ehlo, Mail, StartTls};
    use serde_json::json;

    #[test]
    fn a_reply_stands_beside_the_facts_of_its_command() {
        let mail = Mail {
            address: "ann@example.com".to_owned(),
            reply: Reply::of(550, "5.7.1 no"),
            accepted: false,
            uncertain: false,
        };
        assert_eq!(
            serde_json::to_value(mail).unwrap(),
            json!({"address": "ann@example.com", "code": 550, "enhanced_code": "5.7.1", "text": "5.7.1 no",
                "accepted": false})
        );
        let ehlo = Ehlo {
            encrypted: true,
            helo: false,
            reply: Reply::of(250, "mx.example"),
            extensions: Vec::new(),
        };
        assert_eq!(
            serde_json::to_value(ehlo).unwrap(),
            json!({"encrypted": true, "code": 250, "greeting": "mx.example", "extensions": []})
        );
    }

    #[test]
    fn where_none_came_the_fields_are_null() {
        assert_eq!(
            serde_json::to_value(Data::default()).unwrap(),
            json!({"code": null, "enhanced_code": null, "text": null, "queue_id": null, "accepted": false})
        );
        let attempt = Attempt {
            mechanism: "PLAIN".to_owned(),
            status: crate::event::AuthenticationStatus::Withheld,
            reply: None,
            detail: None,
        };
        assert_eq!(
            serde_json::to_value(attempt).unwrap(),
            json!({"mechanism": "PLAIN", "status": "withheld", "code": null, "enhanced_code": null})
        );
    }

    #[test]
    fn a_refusal_of_starttls_is_one_sentence() {
        let starttls = StartTls {
            reply: Some(Reply::of(454, "4.7.0 not now")),
            ..StartTls::default()
        };
        assert_eq!(
            serde_json::to_value(starttls).unwrap()["reply"],
            "454 4.7.0 not now"
        );
    }
}

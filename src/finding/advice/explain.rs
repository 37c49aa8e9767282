//! The answer to `--explain "550 5.7.26"`: all that is known about a reply code, an enhanced status code, or a whole
//! reply, as plain text whose lines are not broken: how wide they may be is known to whoever shows them.

use super::{
    About, Advice, advise,
    asked::Asked,
    dialect::{self, Dialect},
    enhanced, is_greylisting, reply_code,
    situation::Situation,
    wording::{fragment, sentence},
};
use crate::smtp::{Demand, EnhancedStatusCode, Reply};

/// Explains `550`, `5.7.26`, `550 5.7.26`, or a whole reply as people have it: a line, several, from a log, from a report
/// of a delivery that failed. None when there is neither code in it.
#[must_use]
pub fn explain_reply(text: &str) -> Option<String> {
    let asked = Asked::read(text)?;
    let reply = asked.reply()?;
    let advice = advise(&reply, &Situation::unknown(asked.stage));
    let mut paragraphs = asked.codes_explained(&advice);
    paragraphs.extend(asked.contradiction());
    paragraphs.extend(asked.meaning(&reply, advice));
    if asked.is_bare() {
        paragraphs.extend(asked.enhanced.and_then(known_users));
    }
    Some(paragraphs.join("\n"))
}

impl Asked {
    fn codes_explained(&self, advice: &Advice) -> Vec<String> {
        let mut paragraphs = Vec::new();
        if let Some(code) = self.code {
            let fallback = reply_code::by_first_digit(code);
            let row = reply_code::find(code).unwrap_or(&fallback);
            paragraphs.push(format!("{code}: {} ({}).", row.meaning, row.reference));
        }
        if let Some(enhanced) = self.enhanced {
            let reference = enhanced::find(enhanced).map_or("RFC 3463", |row| row.reference);
            let class = class(enhanced.class);
            let meaning = if is_loose(enhanced, advice) {
                "Used here in a meaning of its own, not in the registered one".to_owned()
            } else {
                enhanced::meaning(enhanced)
            };
            paragraphs.push(format!("{enhanced}: {meaning} ({class}; {reference})."));
        }
        paragraphs
    }

    /// RFC 2034 section 4: the class of the enhanced code is the first digit of the reply code.
    fn contradiction(&self) -> Option<String> {
        let (code, enhanced) = (self.code?, self.enhanced?);
        let differs = code / 100 != u16::from(enhanced.class);
        let text = format!(
            "The two contradict each other; the reply code {code} counts (RFC 2034 section 4)."
        );
        differs.then_some(text)
    }

    /// What the words mean, who says so, and what to do.
    fn meaning(&self, reply: &Reply, advice: Advice) -> Vec<String> {
        let mut paragraphs = Vec::new();
        let greylisting = is_greylisting(reply);
        if greylisting {
            paragraphs.push("This is greylisting: the server takes the mail when it is sent again in some minutes.".to_owned());
        }
        paragraphs.extend(advice.demand.map(|demand| in_words(demand).to_owned()));
        match (&advice.dialect, &advice.cause) {
            (Some(dialect), _) => {
                let meaning = sentence(dialect.meaning);
                let says = format!("{} says so: {meaning}.", dialect.provider);
                paragraphs.push(says);
            }
            (None, Some(cause))
                if advice.demand.is_none()
                    && !greylisting
                    && !self.is_bare()
                    && !self.is_said_of_the_code(cause) =>
            {
                paragraphs.push(format!("In short: {cause}."));
            }
            (None, _) => {}
        }
        let fallback = reply_code::by_first_digit(reply.code.value());
        let remedy = advice.remedy.unwrap_or_else(|| fallback.remedy.to_owned());
        paragraphs.push(format!("What to do: {remedy}"));
        paragraphs.extend(
            advice
                .dialect
                .map(|dialect| format!("See {}", dialect.reference)),
        );
        paragraphs
    }
}

impl Asked {
    /// The cause is the registered meaning of the enhanced code, which stands above.
    fn is_said_of_the_code(&self, cause: &str) -> bool {
        let row = self.enhanced.and_then(enhanced::find);
        row.is_some_and(|row| fragment(row.meaning) == cause)
    }
}

/// Whether the words say something that the code, as it is registered, does not: a demand beside a code about anything, a
/// provider's refusal of a sender beside one about network and routing.
fn is_loose(code: EnhancedStatusCode, advice: &Advice) -> bool {
    let of_demands = code.detail == 0
        || matches!((code.subject, code.detail), (5, 1) | (7, 1 | 8..=11))
        || enhanced::find(code).is_none();
    let of_dialect = advice
        .dialect
        .is_none_or(|dialect| code.subject != 4 || dialect.about == About::Server);
    (advice.demand.is_some() && !of_demands) || !of_dialect
}

fn in_words(demand: Demand) -> &'static str {
    match demand {
        Demand::Tls => "The server wants encryption first.",
        Demand::Login => "The server wants a login first.",
        Demand::Sender => "The server wants a sender that is the login's own address.",
    }
}

fn class(class: u8) -> &'static str {
    match class {
        2 => "success",
        4 => "temporary",
        _ => "permanent",
    }
}

fn known_users(code: EnhancedStatusCode) -> Option<String> {
    let mut users = dialect::users_of(code);
    let mut seen = Vec::new();
    users.retain(|user| {
        let said = (user.provider, user.meaning, user.remedy);
        let is_new = !seen.contains(&said);
        seen.push(said);
        is_new
    });
    let one = |user: &Dialect| {
        format!(
            "  {}: {}. {}",
            user.provider,
            sentence(user.meaning),
            user.remedy
        )
    };
    (!users.is_empty()).then(|| {
        let listed: Vec<String> = users.iter().map(one).collect();
        format!("\nKnown to use {code}:\n{}", listed.join("\n"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_alone_list_every_provider_that_uses_them() {
        let text = explain_reply("550 5.7.26").unwrap();
        assert!(text.starts_with("550: Refused"), "{text}");
        assert!(text.contains(
            "5.7.26: Multiple authentication checks failed (permanent; RFC 7372 section 3)."
        ));
        assert!(text.contains("Known to use 5.7.26:\n  Gmail: "), "{text}");
        let relaying = explain_reply("550 5.7.1").unwrap();
        for provider in ["  Gmail: ", "  Exchange: ", "  Postfix: ", "  iCloud: "] {
            assert!(relaying.contains(provider), "{relaying}");
        }
    }

    #[test]
    fn nothing_is_explained_twice() {
        let text = explain_reply("550 5.7.1 Message refused").unwrap();
        assert!(!text.contains("In short"), "{text}");
        for code in ["5.7.1", "5.4.1", "5.7.57", "4.7.1", "5.1.1", "5.7.26"] {
            let text = explain_reply(code).unwrap();
            let known = text
                .split_once("Known to use")
                .map_or("", |(_, known)| known);
            let mut entries: Vec<_> = known.split("\n  ").collect();
            entries.retain(|entry| !entry.starts_with(' '));
            let all = entries.len();
            entries.sort_unstable();
            entries.dedup();
            assert_eq!(entries.len(), all, "{text}");
        }
    }

    /// Microsoft's own, Exim's words about a block list, loops in anybody's mouth.
    #[test]
    fn replies_that_were_asked_about_in_vain_are_explained() {
        for (reply, provider) in [
            (
                "550 5.4.316 Message expired, connection refused(Socket error code 10061)",
                "Exchange",
            ),
            ("550 5.4.312 Message expired, DNS query failed", "Exchange"),
            (
                "554 5.4.14 Hop count exceeded - possible mail loop ATTR34 [X.prod.protection.outlook.com]",
                "Exchange",
            ),
            (
                "550 5.7.520 Access denied, Your organization does not allow external forwarding. AS(7555)",
                "Exchange",
            ),
            (
                "550 rejected because 192.0.2.1 is in a black list at b.barracudacentral.org",
                "Exim",
            ),
        ] {
            let text = explain_reply(reply).unwrap();
            assert!(text.contains(&format!("{provider} says so")), "{text}");
        }
        for code in ["5.4.316", "5.4.312", "5.4.14", "5.7.520"] {
            let text = explain_reply(code).unwrap();
            assert!(text.contains("Exchange: "), "{text}");
        }
        let loops = explain_reply("550 mail loop detected").unwrap();
        assert!(
            loops.contains("In short: the message goes round"),
            "{loops}"
        );
    }

    #[test]
    fn the_three_ways_to_ask_are_understood() {
        assert!(
            explain_reply("421")
                .unwrap()
                .starts_with("421: Service not available")
        );
        assert!(
            explain_reply(" 5.7.1 ")
                .unwrap()
                .starts_with("5.7.1: Delivery not authorized")
        );
        assert_eq!(explain_reply("550-5.7.1"), explain_reply("550 5.7.1"));
    }

    #[test]
    fn what_is_no_reply_is_left_to_others() {
        for text in [
            "",
            "STARTTLS",
            "starttls-refused",
            "25",
            "5.7",
            "1.2.3",
            "192.0.2.1",
            "600",
            "55000",
            "certificate 550",
        ] {
            assert_eq!(explain_reply(text), None, "{text}");
        }
    }

    #[test]
    fn a_whole_reply_is_explained_by_its_wording() {
        let text = explain_reply("554 5.7.1 <bob@example.net>: Relay access denied").unwrap();
        assert!(text.contains("Postfix says so"), "{text}");
        assert!(!text.contains("Known to use"), "{text}");
        assert!(text.contains("\nSee https://www.postfix.org/"));
    }

    #[test]
    fn an_enhanced_code_alone_borrows_no_remedy_from_a_reply_code() {
        let text = explain_reply("5.7.139").unwrap();
        assert!(
            text.contains("What to do: Read the server's text"),
            "{text}"
        );
        assert!(
            explain_reply("4.9.9")
                .unwrap()
                .contains("What to do: Try again later")
        );
    }

    #[test]
    fn a_reply_in_nobodys_wording_is_not_followed_by_what_others_mean() {
        assert!(
            !explain_reply("550 5.7.1 Message refused")
                .unwrap()
                .contains("Known to use")
        );
    }

    #[test]
    fn greylisting_is_called_so_once() {
        let text = explain_reply("451 4.7.1 Greylisting in action").unwrap();
        assert!(text.contains("This is greylisting"));
        assert!(!text.contains("In short"));
    }

    #[test]
    fn greylisting_has_its_own_remedy_alone() {
        let text =
            explain_reply("451 4.7.1 Greylisting in action, please come back in 00:04:59").unwrap();
        assert!(text.contains("Try again after some minutes"), "{text}");
        assert!(
            !text.contains("relay") && !text.contains("block list"),
            "{text}"
        );
    }

    #[test]
    fn what_a_provider_wants_of_a_sender_is_no_login() {
        for (reply, said) in [
            (
                "550 5.7.515 Access denied, sending domain example.com does not meet the required authentication level.",
                "Make SPF and DKIM pass",
            ),
            (
                "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required",
                "must admit outside senders",
            ),
        ] {
            let text = explain_reply(reply).unwrap();
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(text.contains(said), "{text}");
            assert!(!text.contains("wants a login"), "{text}");
        }
    }

    #[test]
    fn try_again_later_is_not_gmails_without_its_mark() {
        let provider = |reply: &str| explain_reply(reply).unwrap().contains("Gmail says so");
        assert!(!provider("421 4.7.0 Try again later, closing connection."));
        assert!(provider(
            "421 4.7.0 Try again later, closing connection. x1 - gsmtp"
        ));
    }

    #[test]
    fn an_invalid_recipient_may_be_relaying() {
        let text = explain_reply("550 Invalid recipient: <a@elsewhere.example>").unwrap();
        assert!(
            text.contains("no such mailbox") && text.contains("relay"),
            "{text}"
        );
    }

    #[test]
    fn codes_that_contradict_each_other_are_pointed_out() {
        assert!(explain_reply("450 5.1.1").unwrap().contains("contradict"));
        assert!(!explain_reply("550 5.1.1").unwrap().contains("contradict"));
    }

    #[test]
    fn an_unregistered_detail_still_lists_its_users() {
        let text = explain_reply("550 5.7.610").unwrap();
        assert!(
            text.contains("not registered with IANA")
                && text.contains("Exchange: Microsoft has banned"),
            "{text}"
        );
    }
}

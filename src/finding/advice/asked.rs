//! What `--explain` is asked about: a reply as people have it. A line of a server, several lines, a line of a transcript or of
//! swaks, the Diagnostic-Code of a delivery status notification (RFC 3464 section 2.3.6), or what Postfix, Exim and Sendmail
//! write into their logs. Where the form says which command was answered, the stage is taken from it.

use super::{dialect, wording::reply_code};
use crate::{
    event::FailedStage,
    smtp::{EnhancedStatusCode, Reply, ReplyCode},
};

/// What was understood.
#[derive(Debug, PartialEq)]
pub(super) struct Asked {
    /// The reply code, where there was one.
    pub(super) code: Option<u16>,
    /// The enhanced status code, likewise.
    pub(super) enhanced: Option<EnhancedStatusCode>,
    /// The server's words in lines, the enhanced status code left out where it is the first word of the first.
    lines: Vec<String>,
    /// What was answered.
    pub(super) stage: Option<FailedStage>,
}

/// Lines and characters looked at: what somebody pastes is a reply, not a mailbox.
const MOST_LINES: usize = 100;

impl Asked {
    /// None where there is no code to begin with.
    pub(super) fn read(text: &str) -> Option<Self> {
        if let Some(line) = of_dsn(text) {
            return Self::of(None, vec![line], None);
        }
        let (text, mut stage) = unwrapped(text);
        let mut code = None;
        let mut lines = Vec::new();
        for line in text.lines().take(MOST_LINES) {
            let line = without_speaker(line.trim());
            if let Some(command) = command(line) {
                stage = stage_of(command).or(stage);
                continue;
            }
            if line.is_empty() {
                continue;
            }
            match code_and_rest(line) {
                Some((own, rest)) if code.is_none_or(|code| code == own) => {
                    if code.replace(own).is_none() {
                        // What stands before a reply is not of it.
                        lines.clear();
                    }
                    lines.extend(unjoined(rest, own));
                }
                // A folded line goes on with the one before.
                _ if !lines.is_empty() => {
                    if let Some(last) = lines.last_mut() {
                        *last = format!("{last} {line}");
                    }
                }
                _ => lines.push(line.to_owned()),
            }
        }
        Self::of(code, lines, stage)
    }

    fn of(code: Option<u16>, lines: Vec<String>, stage: Option<FailedStage>) -> Option<Self> {
        let whole = Reply::new(ReplyCode::new(code.unwrap_or(550))?, lines.clone());
        let enhanced = match code {
            Some(_) => whole.status_in_words(),
            None => whole.enhanced_status_code(),
        };
        // Words that are a provider's own are enough.
        let is_known = || dialect::recognise(None, &whole.text()).is_some();
        (code.is_some() || enhanced.is_some() || is_known()).then_some(Self {
            code,
            enhanced,
            lines,
            stage,
        })
    }

    /// The reply; its code is one that says no more than the class of the enhanced status code where none was given.
    pub(super) fn reply(&self) -> Option<Reply> {
        let class = self
            .enhanced
            .map_or(5, |enhanced| u16::from(enhanced.class));
        Some(Reply::new(
            ReplyCode::new(self.code.unwrap_or(class * 100 + 99))?,
            self.lines.clone(),
        ))
    }

    /// Whether there are no words beside the codes.
    pub(super) fn is_bare(&self) -> bool {
        let words = self.lines.iter().flat_map(|line| line.split_whitespace());
        words
            .filter(|word| EnhancedStatusCode::parse(word).is_none())
            .count()
            == 0
    }
}

/// The reply out of what programs write around it, and the stage that they name.
fn unwrapped(text: &str) -> (&str, Option<FailedStage>) {
    let text = text.trim();
    if let Some((before, reply)) = split_exim(text) {
        return (reply, stage_of(before));
    }
    if let Some((before, reply)) = split_postfix(text) {
        return (reply, stage_of(before));
    }
    let text = after(text, &["Diagnostic-Code:", "diagnostic-code:"]).unwrap_or(text);
    let (text, stage) = match text.rsplit_once("(in reply to ") {
        Some((reply, command)) => (reply.trim_end_matches(['(', ' ']), stage_of(command)),
        None => (text, None),
    };
    // Postfix; a greeting that refuses is nobody's reply.
    if let Some(reply) = after(text, &["refused to talk to me: "]) {
        return (reply.trim_end_matches(')'), Some(FailedStage::Greeting));
    }
    let text = after(text, &[" said: "]).unwrap_or(text);
    (unquoted(without_type(text)), stage)
}

/// `smtp;` of a Diagnostic-Code stands before the reply; Exchange writes `SMTP;` behind the code.
fn without_type(text: &str) -> &str {
    let cut = ["smtp;", "SMTP;", "smtp ;"]
        .iter()
        .find_map(|mark| text.split_once(mark));
    match cut {
        Some((before, reply)) if begins_with_code(reply) || !has_code(before) => reply.trim(),
        _ => text.trim(),
    }
}

fn begins_with_code(text: &str) -> bool {
    has_code(text.split_whitespace().next().unwrap_or_default())
}

fn has_code(text: &str) -> bool {
    text.split_whitespace()
        .any(|word| code_and_rest(word).is_some() || EnhancedStatusCode::parse(word).is_some())
}

/// `'550 5.1.1 no'`, and Exchange's `Remote server returned '550 5.1.1 no'`.
fn unquoted(text: &str) -> &str {
    const QUOTES: [char; 6] = ['\'', '"', '`', '\u{2018}', '\u{201c}', '\u{ab}'];
    const ENDS: [char; 5] = ['\'', '"', '\u{2019}', '\u{201d}', '\u{bb}'];
    if begins_with_code(text) {
        return text;
    }
    let mut quotes = text
        .match_indices(QUOTES)
        .map(|(at, quote)| at + quote.len());
    let begin = quotes.find(|at| begins_with_code(&text[*at..]));
    begin.map_or(text, |at| text[at..].trim().trim_end_matches(ENDS))
}

/// Postfix as a server: `NOQUEUE: reject: RCPT from host[192.0.2.1]: 554 5.7.1 …; from=<…> to=<…> proto=ESMTP`.
fn split_postfix(text: &str) -> Option<(&str, &str)> {
    let (_, rest) = text.split_once("reject: ")?;
    let (command, rest) = rest.split_once(" from ")?;
    let (_, reply) = rest
        .match_indices(": ")
        .map(|(at, _)| rest.split_at(at + 2))
        .find(|(_, reply)| begins_with_code(reply))?;
    let end = reply.rfind("; from=<").or_else(|| reply.rfind("; proto="));
    Some((command, &reply[..end.unwrap_or(reply.len())]))
}

/// Postfix as a client, where no server replied: `dsn=4.4.1, status=deferred (connect to …: Connection timed out)`.
fn of_dsn(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("dsn=")?;
    let (code, rest) = rest.split_once(',')?;
    let code = EnhancedStatusCode::parse(code.trim())?;
    let (_, words) = rest.split_once("status=")?;
    let (_, words) = words.split_once('(')?;
    let words = words.trim_end();
    let words = words.strip_suffix(')').unwrap_or(words);
    let is_reply = [" said: ", " refused to talk to me: "]
        .iter()
        .any(|mark| words.contains(mark));
    (!is_reply && !begins_with_code(words)).then(|| format!("{code} {words}"))
}

fn after<'a>(text: &'a str, marks: &[&str]) -> Option<&'a str> {
    marks
        .iter()
        .find_map(|mark| text.split_once(mark))
        .map(|(_, after)| after.trim())
}

/// Exim: `SMTP error from remote mail server after RCPT TO:<ann@example.com>: 550 …`, in reports with a line break before the
/// reply; `(SMTP error from remote mail server) after MAIL FROM:<…> SIZE=…: 553 …` likewise.
fn split_exim(text: &str) -> Option<(&str, &str)> {
    let (_, rest) = text.split_once("SMTP error from remote mail")?;
    let (_, rest) = rest.split_once("after ")?;
    let colon = rest.match_indices(':').map(|(at, _)| at).find(|at| {
        let reply = rest[at + 1..].trim_start();
        code_and_rest(reply.lines().next().unwrap_or_default()).is_some()
    })?;
    Some((&rest[..colon], rest[colon + 1..].trim_start()))
}

/// The command, as Postfix and Exim name it.
fn stage_of(command: &str) -> Option<FailedStage> {
    let command = command.trim_start().to_ascii_lowercase();
    let known = [
        ("end of data", FailedStage::Message),
        ("pipelined end of data", FailedStage::Message),
        ("sending data block", FailedStage::Message),
        ("bdat", FailedStage::Message),
        ("data", FailedStage::Data),
        ("pipelined data", FailedStage::Data),
        ("rcpt", FailedStage::Rcpt),
        ("pipelined rcpt", FailedStage::Rcpt),
        ("mail", FailedStage::Mail),
        ("pipelined mail", FailedStage::Mail),
        ("auth", FailedStage::Auth),
        ("starttls", FailedStage::Starttls),
        ("ehlo", FailedStage::Ehlo),
        ("helo", FailedStage::Ehlo),
        ("initial connection", FailedStage::Greeting),
        ("connect", FailedStage::Greeting),
        ("end-of-message", FailedStage::Message),
    ];
    known
        .iter()
        .find(|(begins, _)| command.starts_with(begins))
        .map(|(_, stage)| *stage)
}

/// `S: 550 no`; Sendmail's `<<< 550 no`; swaks' `<** 550 no`.
fn without_speaker(line: &str) -> &str {
    ["S: ", "<<< ", "<** ", "<~* ", "<-  ", "<~  ", "< "]
        .iter()
        .find_map(|speaker| line.strip_prefix(speaker))
        .unwrap_or(line)
        .trim_start()
}

/// `C: RCPT TO:<…>`; Sendmail's `>>> RCPT To:<…>`; swaks' ` -> RCPT TO:<…>`.
fn command(line: &str) -> Option<&str> {
    ["C: ", ">>> ", "-> ", "~> "]
        .iter()
        .find_map(|speaker| line.strip_prefix(speaker))
}

/// Three digits, and what follows space, hyphen or nothing.
fn code_and_rest(line: &str) -> Option<(u16, &str)> {
    let end = line.find([' ', '-', '\t']).unwrap_or(line.len());
    let code = reply_code(&line[..end])?;
    let rest = line[end..].trim_start_matches([' ', '-', '\t']);
    Some((code, rest))
}

/// The lines of a reply that was written as one: `550-mailbox unavailable 550 Sender address is not allowed.`
fn unjoined(text: &str, code: u16) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let opening = code_and_rest(word).filter(|(own, _)| *own == code);
        match opening {
            Some((_, rest)) if !lines[0].is_empty() => lines.push(rest.to_owned()),
            _ => {
                if let Some(last) = lines.last_mut() {
                    if !last.is_empty() {
                        last.push(' ');
                    }
                    last.push_str(word);
                }
            }
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, Option<FailedStage>) {
        let asked = Asked::read(text).unwrap();
        (asked.reply().unwrap().to_string(), asked.stage)
    }

    #[test]
    fn every_form_in_which_people_have_a_reply_is_read() {
        use FailedStage::{Data, Greeting, Mail, Message, Rcpt};
        for (text, reply, stage) in [
            ("550 5.1.1 no such user", "550 5.1.1 no such user", None),
            ("S: 550 no", "550 no", None),
            ("<** 550 no", "550 no", None),
            (
                ">>> RCPT TO:<b@example.com>\n<<< 550 no",
                "550 no",
                Some(Rcpt),
            ),
            ("smtp; 550 5.1.1 no", "550 5.1.1 no", None),
            (
                "SMTP; 552-5.2.3 Your message",
                "552 5.2.3 Your message",
                None,
            ),
            ("smtp;550 5.1.1 no", "550 5.1.1 no", None),
            (
                "Diagnostic-Code: smtp; 550 5.1.1 <b@example.com>: Recipient\n    address rejected",
                "550 5.1.1 <b@example.com>: Recipient address rejected",
                None,
            ),
            (
                "host mx.example.com[192.0.2.1] said: 550 5.1.1 <b@example.com>: User unknown (in reply to RCPT TO command)",
                "550 5.1.1 <b@example.com>: User unknown",
                Some(Rcpt),
            ),
            (
                "status=bounced (host mx.example.com[192.0.2.1] said: 554 5.7.1 no (in reply to end of DATA command))",
                "554 5.7.1 no",
                Some(Message),
            ),
            (
                "host mx.example.com[192.0.2.1] refused to talk to me: 554 IP=192.0.2.1 - A problem occurred.",
                "554 IP=192.0.2.1 - A problem occurred.",
                Some(Greeting),
            ),
            (
                "SMTP error from remote mail server after RCPT TO:<b@example.com>: 550 5.1.1 User unknown",
                "550 5.1.1 User unknown",
                Some(Rcpt),
            ),
            (
                "host mx [192.0.2.1]\n  SMTP error from remote mail server after MAIL FROM:<a@example.org> SIZE=2022:\n  553 5.7.1 [BL21] no",
                "553 5.7.1 [BL21] no",
                Some(Mail),
            ),
            (
                "SMTP error from remote mail server after initial connection: 554 no",
                "554 no",
                Some(Greeting),
            ),
            (
                "SMTP error from remote mail server after pipelined DATA: 503 valid RCPT command must precede DATA",
                "503 valid RCPT command must precede DATA",
                Some(Data),
            ),
            (
                "550-5.7.26 This mail\r\n550 5.7.26 was blocked",
                "550 5.7.26 This mail 5.7.26 was blocked",
                None,
            ),
            (
                "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain",
                "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain",
                None,
            ),
            ("Status: 5.1.1 smtp; 550 5.1.1 no", "550 5.1.1 no", None),
            ("'550 5.1.1 no'", "550 5.1.1 no", None),
            (
                "Remote server returned '550 5.7.515 Access denied'",
                "550 5.7.515 Access denied",
                None,
            ),
            (
                "NOQUEUE: reject: RCPT from unknown[2001:db8::1]: 554 5.7.1 <b@example.com>: Relay access denied; from=<a@example.org> to=<b@example.com> proto=ESMTP helo=<x>",
                "554 5.7.1 <b@example.com>: Relay access denied",
                Some(Rcpt),
            ),
            (
                "relay=none, delay=30, dsn=4.4.1, status=deferred (connect to mx.example.com[192.0.2.1]:25: Connection timed out)",
                "499 4.4.1 connect to mx.example.com[192.0.2.1]:25: Connection timed out",
                None,
            ),
            (
                "dsn=5.7.1, status=bounced (host mx.example.com[192.0.2.1] said: 554 5.7.1 no (in reply to end of DATA command))",
                "554 5.7.1 no",
                Some(Message),
            ),
            (
                "550-Requested action not taken 550 Sender address is not allowed.",
                "550 Requested action not taken Sender address is not allowed.",
                None,
            ),
        ] {
            assert_eq!(read(text), (reply.to_owned(), stage), "{text}");
        }
    }

    #[test]
    fn codes_of_cisco_and_qmail_are_found() {
        let enhanced = |text: &str| Asked::read(text).unwrap().enhanced.unwrap().to_string();
        assert_eq!(enhanced("550 #5.1.0 Address rejected."), "5.1.0");
        assert_eq!(enhanced("554 Sorry, message refused (#5.7.1)"), "5.7.1");
    }

    #[test]
    fn what_is_no_reply_is_none() {
        for text in ["", "STARTTLS", "25", "5.7", "no 550 here", "\u{0}", "550x"] {
            assert_eq!(Asked::read(text), None, "{text}");
        }
    }
}

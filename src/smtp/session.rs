//! The server's half of an SMTP connection without I/O: bytes in by [`Session::receive`], events out by
//! [`Session::next_event`], the same events however the bytes were cut up. It never decides what to say next and never
//! stops: what a server does wrong becomes a [`Violation`] beside what could be read all the same. A reply that began
//! before a command went out is no answer to it. RFC 5321 sections 2.3.8, 4.2 and 4.5.3.1.5.

use std::{collections::VecDeque, sync::Arc};

use zeroize::Zeroizing;

use super::{
    Gibberish, Outgoing, Reply, ReplyCode, Violation,
    conceal::Concealer,
    gibberish::recognise,
    held::{Held, Place},
    line::{BeyondAscii, Ending, Opening, PartialLine, RawLine, ShownLine},
    reply::Heard,
};

/// Lines of a reply that are kept. Real EHLO replies have some twenty. Of what follows the last line alone counts: it
/// decides, and a reply of which it never came is none.
const MOST_LINES: usize = 512;

/// Bytes of text of a reply that are kept, with which 512 long lines do not fill the memory: room for five of
/// the longest challenges (RFC 4954 section 4), or 128 lines of the length allowed.
const MOST_BYTES: usize = 64 * 1024;

/// First bytes kept to tell what greeted: the longest signature has nine.
const FIRST_BYTES: usize = 64;

/// Something a server said or did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A line as it came, safe to show. What it means follows: first its violations, then the reply that it ends.
    Line(String),
    /// A reply is complete: the answer to the oldest command that has none yet.
    Reply(Reply),
    /// A reply is complete that answers nothing: no answer is outstanding, or it came before what is outstanding was sent.
    Unasked(Reply),
    /// Something that an RFC does not allow.
    Violation(Violation),
}

/// The server's half of a connection. Opens with one reply outstanding, the greeting.
pub struct Session {
    incoming: Vec<u8>,
    consumed: usize,
    partial: PartialLine,
    ended: bool,
    first_bytes: Vec<u8>,
    concealer: Arc<Concealer>,
    /// Lines of which the next one may have the rest of a secret.
    held: Held,
    /// Bytes of lines that are complete and were told.
    told: u64,
    awaiting: VecDeque<Awaited>,
    /// What was answered last.
    answered: Awaited,
    /// What was sent, and the byte that was the next one to come; of what nothing more can be told the last alone.
    sent: Vec<(u64, &'static str)>,
    replied: bool,
    bare_line_feed_noted: bool,
    text_before_greeting_noted: bool,
    /// SMTPUTF8 was asked for: replies may hold UTF-8 (RFC 6531 section 3.7.4).
    utf8_allowed: bool,
    open: Option<OpenReply>,
    stray: Stray,
    pending: VecDeque<Event>,
}

/// What every connection begins with.
const GREETING: Awaited = Awaited { from: 0, to: "" };

/// An answer that is outstanding.
#[derive(Clone, Copy)]
struct Awaited {
    /// The byte that it may begin at: what came before was there already.
    from: u64,
    /// The command, as far as there was one.
    to: &'static str,
}

/// What came outside any reply, on the whole connection.
#[derive(Default)]
struct Stray {
    lines: usize,
    bytes: usize,
    given_up: bool,
}

/// A reply whose last line is still to come.
struct OpenReply {
    code: ReplyCode,
    /// Its first byte, counted on the whole connection.
    begins: u64,
    lines: Vec<String>,
    bytes: usize,
    inconsistency_noted: bool,
    end_noted: bool,
    last_line: String,
    /// Lines with something masked, by their number, as they came.
    heard: Vec<(usize, Zeroizing<String>)>,
}

impl Default for Session {
    fn default() -> Self {
        Self::new()
    }
}

impl Session {
    /// A connection on which nothing has come yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            incoming: Vec::new(),
            consumed: 0,
            partial: PartialLine::default(),
            ended: false,
            first_bytes: Vec::new(),
            concealer: Arc::default(),
            held: Held::default(),
            told: 0,
            awaiting: VecDeque::from([GREETING]),
            answered: GREETING,
            sent: Vec::new(),
            replied: false,
            bare_line_feed_noted: false,
            text_before_greeting_noted: false,
            utf8_allowed: false,
            open: None,
            stray: Stray::default(),
            pending: VecDeque::new(),
        }
    }

    /// Masks as `[concealed]` in every line from now on what `concealer` knows.
    pub fn conceal(&mut self, concealer: Arc<Concealer>) {
        self.concealer = concealer;
    }

    /// From now on replies may hold UTF-8: MAIL has the parameter SMTPUTF8 (RFC 6531 section 3.7.4).
    pub fn allow_utf8(&mut self) {
        self.utf8_allowed = true;
    }

    /// The bytes to send, of the command `verb`; one more reply is expected. Everything that was received until now
    /// is none.
    pub fn send<'a>(&mut self, outgoing: &'a Outgoing, verb: &'static str) -> &'a [u8] {
        self.expect_reply(verb);
        &outgoing.wire
    }

    /// The same for what is not an [`Outgoing`]: the end of message data.
    pub fn expect_reply(&mut self, what: &'static str) {
        let next = self.received();
        self.awaiting.push_back(Awaited {
            from: next,
            to: what,
        });
        let told = self.told;
        let settled = self.sent.iter().rposition(|(at, _)| *at <= told);
        self.sent.drain(..settled.unwrap_or(0));
        if self.sent.last().is_some_and(|(at, _)| *at == next) {
            self.sent.pop();
        }
        self.sent.push((next, what));
    }

    /// One more reply is expected that may stand in what was received and is not told yet: where the answer told last
    /// belongs to nothing, and the real one is to come.
    pub fn expect_again(&mut self) {
        self.awaiting.push_front(self.answered);
    }

    /// One more reply is welcome, though nothing was sent that asks for it; what is received and not told yet counts.
    pub fn expect_unasked(&mut self) {
        self.awaiting.push_back(Awaited {
            from: self.told,
            to: "",
        });
    }

    /// Nothing is expected any more.
    pub fn expect_nothing(&mut self) {
        self.awaiting.clear();
    }

    /// Whether nothing has come yet.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.received() == 0
    }

    /// Bytes received on the whole connection.
    fn received(&self) -> u64 {
        self.told.saturating_add(self.unread() as u64)
    }

    /// Stores what came. What it holds is told by [`Self::next_event`], to be called until there is nothing more.
    pub fn receive(&mut self, bytes: &[u8]) {
        let missing = FIRST_BYTES
            .saturating_sub(self.first_bytes.len())
            .min(bytes.len());
        self.first_bytes.extend_from_slice(&bytes[..missing]);
        self.incoming.drain(..self.consumed);
        self.consumed = 0;
        self.incoming.extend_from_slice(bytes);
    }

    /// Nothing more will come, or is waited for. A last line without its end, and a reply without its last line, become events.
    pub fn end_of_stream(&mut self) {
        self.ended = true;
    }

    /// The next thing that can be told from the bytes received so far.
    pub fn next_event(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.pending.pop_front() {
                return Some(event);
            }
            match self.take_line() {
                Some(line) => self.take(line),
                None if self.ended && !self.held.is_empty() => self.give_up_holding(),
                None if self.ended && self.open.is_some() => self.close_cut_off_reply(),
                None => return None,
            }
        }
    }

    /// Bytes received that became no events yet: before a TLS handshake, what was injected in plaintext.
    #[must_use]
    pub fn unread(&self) -> usize {
        (self.incoming.len() - self.consumed)
            .saturating_add(self.partial.length())
            .saturating_add(self.held.octets())
    }

    /// Forgets everything unread, as RFC 3207 section 6 asks when TLS starts, and says how many bytes that were.
    pub fn start_tls(&mut self) -> usize {
        let unread = self.unread();
        self.incoming.clear();
        self.consumed = 0;
        self.partial = PartialLine::default();
        self.told = self.told.saturating_add(unread as u64);
        self.held = Held::default();
        self.open = None;
        self.awaiting.clear();
        if !self.replied {
            // Where TLS comes first the greeting is still to come.
            self.awaiting.push_back(Awaited {
                from: self.told,
                ..GREETING
            });
        }
        unread
    }

    /// Replies that are outstanding.
    #[must_use]
    pub fn awaiting(&self) -> usize {
        self.awaiting.len()
    }

    /// The command that was answered last; the greeting answers none.
    #[must_use]
    pub fn answered(&self) -> &'static str {
        self.answered.to
    }

    /// What greeted, when that was not SMTP. Before a line is complete this is a guess that more bytes may change; text
    /// of an unknown kind that a reply follows is taken for SMTP badly spoken.
    #[must_use]
    pub fn gibberish(&self) -> Option<Gibberish> {
        recognise(&self.first_bytes)
            .filter(|gibberish| *gibberish != Gibberish::Other || !self.replied)
    }

    fn take_line(&mut self) -> Option<RawLine> {
        let unread = &self.incoming[self.consumed..];
        let line_feed = unread.iter().position(|byte| *byte == b'\n');
        self.partial
            .extend(&unread[..line_feed.unwrap_or(unread.len())]);
        self.consumed += line_feed.map_or(unread.len(), |at| at + 1);
        let is_complete = line_feed.is_some() || self.ended && self.partial.length() > 0;
        is_complete.then(|| std::mem::take(&mut self.partial).finish(line_feed.is_some()))
    }

    /// Reads the line, unless what comes next may show that it has a part of a secret.
    fn take(&mut self, line: RawLine) {
        if self.concealer.is_empty() && self.held.is_empty() {
            return self.read_line(&line, &[]);
        }
        let begins = self.open.as_ref().map_or(self.told, |open| open.begins);
        let place = Place {
            in_reply: self.open.is_some() || !self.held.is_empty(),
            answers_ehlo: self.answers_ehlo(begins),
        };
        for (line, covered) in self.held.take(line, place, &self.concealer) {
            self.read_line(&line, &covered);
        }
    }

    fn give_up_holding(&mut self) {
        for (line, covered) in self.held.give_up(&self.concealer) {
            self.read_line(&line, &covered);
        }
    }

    fn read_line(&mut self, line: &RawLine, covered: &[bool]) {
        let begins = self.told;
        self.told = self.told.saturating_add(line.octets as u64);
        let opening = line.opening();
        let is_last = opening.is_some_and(|opening| opening.is_last);
        if self.open.as_ref().is_some_and(OpenReply::is_full) && !is_last {
            return;
        }
        if opening.is_none() && self.open.is_none() && self.is_one_stray_line_too_many(line) {
            return;
        }
        let shown = line.shown(covered);
        self.pending.push_back(Event::Line(shown.line.clone()));
        self.note_line_violations(line, &shown);
        match opening {
            Some(opening) => self.read_reply_line(line, begins, opening, shown),
            None => self.read_malformed_line(line, shown),
        }
    }

    /// Text outside any reply is bounded as a reply is, but for the whole connection: past that it is passed over, or a
    /// server could fill the memory between its replies.
    fn is_one_stray_line_too_many(&mut self, line: &RawLine) -> bool {
        let stray = &mut self.stray;
        let is_full = stray.lines >= MOST_LINES || stray.bytes >= MOST_BYTES;
        if is_full && !stray.given_up {
            stray.given_up = true;
            let lines = stray.lines;
            self.note(Violation::EndlessReply { lines });
        } else if !is_full {
            stray.lines += 1;
            stray.bytes = stray.bytes.saturating_add(line.octets);
        }
        is_full
    }

    fn note(&mut self, violation: Violation) {
        self.pending.push_back(Event::Violation(violation));
    }

    fn note_line_violations(&mut self, line: &RawLine, shown: &ShownLine) {
        let quoted = || shown.line.clone();
        if line.ending == Ending::BareLineFeed && !self.bare_line_feed_noted {
            self.bare_line_feed_noted = true;
            self.note(Violation::BareLineFeed { line: quoted() });
        }
        if let Some(limit) = line.exceeded_limit() {
            self.note(Violation::ReplyLineTooLong {
                octets: line.octets,
                limit,
                line: quoted(),
            });
        }
        if line.has_bare_carriage_return() {
            self.note(Violation::BareCarriageReturn { line: quoted() });
        }
        if line.has_control_characters() {
            self.note(Violation::ControlCharacters { line: quoted() });
        }
        match line.beyond_ascii() {
            BeyondAscii::Unknown => self.note(Violation::EightBitReply { line: quoted() }),
            BeyondAscii::Utf8 if !self.utf8_allowed => {
                self.note(Violation::NonAsciiReply { line: quoted() });
            }
            BeyondAscii::Utf8 | BeyondAscii::Nothing => {}
        }
    }

    fn read_reply_line(&mut self, line: &RawLine, begins: u64, opening: Opening, shown: ShownLine) {
        let code = opening.code;
        if !code.is_valid() {
            self.note(Violation::InvalidReplyCode {
                code,
                line: shown.line.clone(),
            });
        }
        let mut reply = self
            .open
            .take()
            .unwrap_or_else(|| OpenReply::new(code, begins));
        if reply.code != code && !reply.inconsistency_noted {
            reply.inconsistency_noted = true;
            self.note(Violation::InconsistentReplyCodes {
                first: reply.code,
                then: code,
            });
        }
        reply.code = code;
        self.note_end_of_stream(line, &mut reply, &shown);
        reply.add(shown);
        if opening.is_last {
            self.close(reply);
        } else {
            self.keep_open(reply);
        }
    }

    fn read_malformed_line(&mut self, line: &RawLine, shown: ShownLine) {
        let quoted = shown.line.clone();
        if self.replied || self.open.is_some() {
            self.note(Violation::MalformedReply { line: quoted });
        } else if !self.text_before_greeting_noted {
            self.text_before_greeting_noted = true;
            self.note(Violation::TextBeforeGreeting { line: quoted });
        }
        if let Some(mut reply) = self.open.take() {
            self.note_end_of_stream(line, &mut reply, &shown);
            reply.add(shown);
            self.keep_open(reply);
        }
    }

    fn note_end_of_stream(&mut self, line: &RawLine, reply: &mut OpenReply, shown: &ShownLine) {
        if line.ending == Ending::EndOfStream {
            reply.end_noted = true;
            self.note(Violation::UnterminatedReply {
                line: shown.line.clone(),
            });
        }
    }

    fn keep_open(&mut self, reply: OpenReply) {
        if reply.is_full() {
            self.note(Violation::EndlessReply {
                lines: reply.lines.len(),
            });
        }
        self.open = Some(reply);
    }

    /// Whether a reply that begins at this byte answers EHLO.
    fn answers_ehlo(&self, begins: u64) -> bool {
        let awaited = self.awaiting.front();
        awaited.is_some_and(|awaited| awaited.from <= begins && awaited.to == "EHLO")
    }

    /// What there is of a cut-off reply is more use than nothing: `554-blocked` and gone says why.
    fn close_cut_off_reply(&mut self) {
        if let Some(reply) = self.open.take() {
            if !reply.end_noted {
                self.note(Violation::UnterminatedReply {
                    line: reply.last_line.clone(),
                });
            }
            self.close(reply);
        }
    }

    /// RFC 5321 section 3.8 lets a server that shuts down say 421 without having been asked.
    fn close(&mut self, reply: OpenReply) {
        let begins = reply.begins;
        let reply = reply.complete();
        self.replied = true;
        if let Some(awaited) = self.awaiting.pop_front_if(|awaited| awaited.from <= begins) {
            self.answered = awaited;
            self.pending.push_back(Event::Reply(reply));
            return;
        }
        if reply.code.value() != 421 {
            self.note(Violation::UnexpectedReply {
                reply: reply.clone(),
                after: self.sent_before(begins),
                position: crate::smtp::Position::Behind,
            });
        }
        self.pending.push_back(Event::Unasked(reply));
    }

    /// What was sent last.
    #[must_use]
    pub fn last_sent(&self) -> Option<&'static str> {
        self.sent.last().map(|(_, what)| *what)
    }

    /// What was sent last when the byte `begins` came.
    fn sent_before(&self, begins: u64) -> Option<&'static str> {
        let before = self.sent.iter().rfind(|(at, _)| *at <= begins);
        before.map(|(_, what)| *what)
    }
}

impl OpenReply {
    fn new(code: ReplyCode, begins: u64) -> Self {
        Self {
            code,
            begins,
            lines: Vec::new(),
            bytes: 0,
            inconsistency_noted: false,
            end_noted: false,
            last_line: String::new(),
            heard: Vec::new(),
        }
    }

    fn complete(self) -> Reply {
        let mut reply = Reply::new(self.code, self.lines);
        if !self.heard.is_empty() {
            let mut words: Vec<&str> = reply.lines.iter().map(String::as_str).collect();
            for (number, heard) in &self.heard {
                words[*number] = heard;
            }
            reply.heard = Heard::of(&words);
        }
        reply
    }

    fn add(&mut self, shown: ShownLine) {
        self.bytes += shown.text.len();
        if let Some(heard) = shown.heard {
            self.heard.push((self.lines.len(), heard));
        }
        self.lines.push(shown.text);
        self.last_line = shown.line;
    }

    /// Whether no more of it is kept.
    fn is_full(&self) -> bool {
        self.lines.len() >= MOST_LINES || self.bytes >= MOST_BYTES
    }
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "session_early_tests.rs"]
mod early_tests;

#[cfg(test)]
#[path = "session_secret_tests.rs"]
mod secret_tests;

//! Plays a script: sends what it says, reads what the client says, and notes where the two part. Bounded in memory,
//! and never an error of its own: what went wrong is in the outcome.

use std::{io, sync::Arc};

use rustls::{NamedGroup, server::Acceptor};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio_rustls::LazyConfigAcceptor;

use super::{
    Certificates, Script,
    fragmented::Fragmented,
    mirror,
    script::{Answer, Handshake, Item},
};
use crate::sasl::{
    ChannelBinding, ChannelBindingKind,
    server::{Account, Step},
};

const LONGEST_LINE: usize = 64 * 1024;
const LONGEST_MESSAGE: usize = 64 * 1024 * 1024;

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// What the client did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Its lines, message data left out.
    pub lines: Vec<String>,
    /// Its messages as they arrived: dots removed again (RFC 5321 section 4.5.2).
    pub messages: Vec<Vec<u8>>,
    /// Where it did not do what the script expects.
    pub mismatches: Vec<String>,
    /// The server name that it sent.
    pub server_name: Option<String>,
}

/// Plays `script` over `stream` until one of both ends.
pub async fn play(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    script: &Script,
    certificates: &Certificates,
) -> Outcome {
    let mut stage = Stage {
        stream: Some(Box::new(stream)),
        certificates,
        buffer: Vec::new(),
        fragment: usize::MAX,
        bindings: Vec::new(),
        answers: Vec::new(),
        outcome: Outcome::default(),
    };
    // A client that goes away in the middle has its reasons; what it did until then counts.
    let _ = stage.run(&script.items).await;
    stage.outcome
}

struct Stage<'a> {
    stream: Option<Box<dyn Stream>>,
    certificates: &'a Certificates,
    buffer: Vec<u8>,
    fragment: usize,
    bindings: Vec<ChannelBinding>,
    answers: Vec<Answer>,
    outcome: Outcome,
}

fn gone() -> io::Error {
    io::ErrorKind::UnexpectedEof.into()
}

impl Stage<'_> {
    async fn run(&mut self, items: &[Item]) -> io::Result<()> {
        for item in items {
            match item {
                Item::Send(bytes) => self.send(bytes).await?,
                Item::Expect(pattern) => self.expect(pattern, true).await?,
                Item::Any => drop(self.line().await?),
                Item::Tls(handshake) => self.handshake(handshake).await?,
                Item::Plain(bytes) => {
                    self.read().await?;
                    self.buffer.clear();
                    self.send(bytes).await?;
                }
                Item::Auth {
                    username,
                    password,
                    mirror,
                } => self.authenticate(username, password, *mirror).await?,
                Item::Repeat { count, bytes } => {
                    for _ in 0..*count {
                        self.send(bytes).await?;
                    }
                }
                Item::Drip { pause, bytes } => loop {
                    tokio::time::sleep(*pause).await;
                    self.send(bytes).await?;
                },
                Item::Data(false_end) => self.message(false_end.as_deref()).await?,
                Item::Always(answer) => self.answers.push(answer.clone()),
                Item::Fragment(bytes) => self.fragment = *bytes,
                Item::Wait(duration) => tokio::time::sleep(*duration).await,
                Item::Silence => return self.listen().await,
                Item::HalfClose => {
                    self.stream()?.shutdown().await?;
                    return self.listen().await;
                }
                Item::Close => return self.stream()?.shutdown().await,
                Item::Reset => {
                    self.stream = None;
                    return Ok(());
                }
            }
        }
        loop {
            self.expect("QUIT", false).await?;
        }
    }

    fn stream(&mut self) -> io::Result<&mut Box<dyn Stream>> {
        self.stream.as_mut().ok_or_else(gone)
    }

    async fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        let fragment = self.fragment;
        let stream = self.stream()?;
        for piece in bytes.chunks(fragment) {
            stream.write_all(piece).await?;
            stream.flush().await?;
            tokio::task::yield_now().await;
        }
        Ok(())
    }

    /// Reads until the client gives up.
    async fn listen(&mut self) -> io::Result<()> {
        self.buffer.clear();
        while self.read().await? > 0 {
            self.buffer.clear();
        }
        Ok(())
    }

    async fn read(&mut self) -> io::Result<usize> {
        let mut bytes = [0; 8192];
        let read = self.stream()?.read(&mut bytes).await?;
        self.buffer.extend_from_slice(&bytes[..read]);
        if self.buffer.len() > LONGEST_MESSAGE {
            Err(gone())
        } else {
            Ok(read)
        }
    }

    async fn line(&mut self) -> io::Result<String> {
        loop {
            if let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.buffer.drain(..=end).collect();
                let line = String::from_utf8_lossy(&line)
                    .trim_end_matches(['\r', '\n'])
                    .to_owned();
                self.outcome.lines.push(line.clone());
                return Ok(line);
            }
            if self.buffer.len() > LONGEST_LINE || self.read().await? == 0 {
                return Err(gone());
            }
        }
    }

    /// `scripted`: the script has the line, and says what follows it.
    async fn expect(&mut self, pattern: &str, scripted: bool) -> io::Result<()> {
        let mut line = self.line().await?;
        while let Some(wire) = self.answer(pattern, &line) {
            self.send(&wire).await?;
            line = self.line().await?;
        }
        let is_quit = line.eq_ignore_ascii_case("QUIT");
        if is_quit && !(matches(pattern, "QUIT") && scripted) {
            self.send(b"221 2.0.0 Bye\r\n").await?;
            self.stream()?.shutdown().await?;
            return Err(gone());
        }
        if !matches(pattern, &line) {
            self.outcome
                .mismatches
                .push(format!("expected \"{pattern}\", got \"{line}\""));
            self.send(format!("500 5.5.1 expected {pattern}\r\n").as_bytes())
                .await?;
        }
        Ok(())
    }

    /// The standing answer to a line that is not the one expected.
    fn answer(&self, expected: &str, line: &str) -> Option<Vec<u8>> {
        let standing = self.answers.iter();
        let fitting = standing
            .filter(|_| !matches(expected, line))
            .find(|answer| matches(&answer.pattern, line));
        fitting.map(|answer| answer.wire.clone())
    }

    async fn handshake(&mut self, handshake: &Handshake) -> io::Result<()> {
        let configuration = self
            .certificates
            .server(handshake)
            .map_err(io::Error::other)?;
        let stream = Fragmented::new(self.stream.take().ok_or_else(gone)?, self.fragment);
        let begun = LazyConfigAcceptor::new(Acceptor::default(), stream).await?;
        let mut groups = begun.client_hello().named_groups().into_iter().flatten();
        if handshake.small && groups.any(|group| *group == NamedGroup::X25519MLKEM768) {
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        let encrypted = begun.into_stream(Arc::new(configuration)).await?;
        let (_, connection) = encrypted.get_ref();
        self.outcome.server_name = connection.server_name().map(str::to_owned);
        let exported =
            connection.export_keying_material([0; 32], b"EXPORTER-Channel-Binding", None);
        self.bindings = exported
            .into_iter()
            .map(|data: [u8; 32]| ChannelBinding {
                kind: ChannelBindingKind::TlsExporter,
                data: data.to_vec(),
            })
            .collect();
        if !handshake.keep {
            self.buffer.clear();
        }
        self.stream = Some(Box::new(encrypted));
        Ok(())
    }

    async fn authenticate(
        &mut self,
        username: &str,
        password: &str,
        mirror: bool,
    ) -> io::Result<()> {
        let command = self.line().await?;
        let first = self.outcome.lines.len() - 1;
        let mut words = command.split(' ').skip(1);
        let (mechanism, initial) = (words.next().unwrap_or_default(), words.next());
        let account = Account {
            username: username.to_owned(),
            password: password.to_owned(),
        };
        let begun =
            crate::sasl::server::start(mechanism, vec![account], self.bindings.clone(), &[7; 24]);
        let Some(mut exchange) = begun else {
            return self.send(b"504 5.5.4 mechanism not known\r\n").await;
        };
        let mut step = exchange.step(initial);
        loop {
            match step {
                Step::Accepted | Step::Rejected if mirror => {
                    let reply = mirror::reply(&self.outcome.lines[first..]);
                    return self.send(&reply).await;
                }
                Step::Accepted => {
                    return self.send(b"235 2.7.0 Authentication successful\r\n").await;
                }
                Step::Rejected => return self.send(b"535 5.7.8 Authentication failed\r\n").await,
                Step::Challenge(text) => self.send(format!("334 {text}\r\n").as_bytes()).await?,
            }
            let answer = self.line().await?;
            if answer == "*" {
                return self.send(b"501 5.7.0 Authentication cancelled\r\n").await;
            }
            step = exchange.step(Some(&answer));
        }
    }

    async fn message(&mut self, false_end: Option<&[u8]>) -> io::Result<()> {
        const END: &[u8] = b"\r\n.\r\n";
        let ends: Vec<&[u8]> = std::iter::once(END).chain(false_end).collect();
        let (at, length) = loop {
            if self.buffer.starts_with(b".\r\n") {
                self.outcome.messages.push(Vec::new());
                self.buffer.drain(..3);
                return Ok(());
            }
            let first = |end: &&[u8]| Some((position(&self.buffer, end)?, end.len()));
            if let Some(end) = ends.iter().filter_map(first).min() {
                break end;
            }
            if self.read().await? == 0 {
                return Err(gone());
            }
        };
        let stuffed: Vec<u8> = self.buffer.drain(..at + length).collect();
        let text = [&stuffed[..at], b"\r\n"].concat();
        let lines = text.split_inclusive(|byte| *byte == b'\n');
        self.outcome.messages.push(
            lines
                .flat_map(|line| line.strip_prefix(b".").unwrap_or(line))
                .copied()
                .collect(),
        );
        Ok(())
    }
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len().max(1))
        .position(|window| window == wanted)
}

/// Whether `line` is what `pattern` describes. Case does not count; `*` stands for anything.
fn matches(pattern: &str, line: &str) -> bool {
    let (pattern, line) = (pattern.to_ascii_lowercase(), line.to_ascii_lowercase());
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = line.strip_prefix(first) else {
        return false;
    };
    let mut last = None;
    for part in parts {
        last = Some(part);
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.is_empty() || last.is_some_and(|last| last.is_empty() || line.ends_with(last))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::io::duplex;

    use super::*;
    use crate::tls::{Reason, TlsVersion};

    fn certificates() -> Certificates {
        Certificates::new(&["mx.example.com"], now()).unwrap()
    }

    fn now() -> jiff::Timestamp {
        "2026-06-01T00:00:00Z".parse().unwrap()
    }

    /// Plays `script` against a client that says all of `said` at once; what the client read, and the outcome.
    async fn against(script: &str, said: &str) -> (String, Outcome) {
        let script = Script::parse(script).unwrap();
        let (mut client, server) = duplex(64 * 1024);
        let said = said.to_owned();
        let certificates = certificates();
        let talk = async move {
            client.write_all(said.as_bytes()).await.unwrap();
            client.shutdown().await.unwrap();
            let mut read = Vec::new();
            let _ = client.read_to_end(&mut read).await;
            String::from_utf8(read).unwrap()
        };
        tokio::join!(talk, play(server, &script, &certificates))
    }

    #[tokio::test]
    async fn a_conversation_goes_as_written() {
        let (read, outcome) =
            against("S: 220 hi\nC: ehlo *\nS: 250 ok", "EHLO me\r\nQUIT\r\n").await;
        assert_eq!(read, "220 hi\r\n250 ok\r\n221 2.0.0 Bye\r\n");
        assert_eq!(outcome.lines, ["EHLO me", "QUIT"]);
        assert_eq!(outcome.mismatches, [""; 0]);
    }

    #[tokio::test]
    async fn what_was_not_expected_is_noted_and_answered() {
        let (read, outcome) = against("C: EHLO *\nS: 250 ok", "HELO me\r\nQUIT\r\n").await;
        assert!(read.starts_with("500 5.5.1 expected EHLO *\r\n"), "{read}");
        assert_eq!(outcome.mismatches, ["expected \"EHLO *\", got \"HELO me\""]);
    }

    #[tokio::test]
    async fn messages_are_kept_without_their_dots() {
        let (_, outcome) = against("[data]\nS: 250 ok", "a\r\n..b\r\n.\r\nQUIT\r\n").await;
        assert_eq!(outcome.messages, [b"a\r\n.b\r\n"]);
        let (_, outcome) = against("[data]", ".\r\nQUIT\r\n").await;
        assert_eq!(outcome.messages, [b""]);
    }

    #[tokio::test]
    async fn a_server_may_take_something_else_for_the_final_dot() {
        let (read, outcome) =
            against("[data \"\\n.\\n\"]\nS: 250 ok", "a\r\nb\n.\nQUIT\r\n.\r\n").await;
        assert_eq!(read, "250 ok\r\n221 2.0.0 Bye\r\n");
        assert_eq!(outcome.messages, [b"a\r\nb\r\n"]);
    }

    #[tokio::test]
    async fn a_standing_answer_is_given_wherever_the_line_comes() {
        let script = "[always NOOP: 250 still here]\nC: EHLO *\nS: 250 ok";
        let (read, outcome) = against(script, "NOOP\r\nEHLO me\r\nnoop\r\nQUIT\r\n").await;
        assert_eq!(
            read,
            "250 still here\r\n250 ok\r\n250 still here\r\n221 2.0.0 Bye\r\n"
        );
        assert_eq!(outcome.mismatches, [""; 0]);
    }

    #[tokio::test]
    async fn a_login_is_verified() {
        let plain = |password: &str| {
            use base64::{Engine, engine::general_purpose::STANDARD};
            format!(
                "AUTH PLAIN {}\r\nQUIT\r\n",
                STANDARD.encode(format!("\0ann\0{password}"))
            )
        };
        assert!(
            against("[auth ann right]", &plain("right"))
                .await
                .0
                .starts_with("235 ")
        );
        assert!(
            against("[auth ann right]", &plain("wrong"))
                .await
                .0
                .starts_with("535 ")
        );
        assert!(
            against("[auth ann right]", "AUTH WOBBLE\r\n")
                .await
                .0
                .starts_with("504 ")
        );
    }

    #[tokio::test]
    async fn a_mirror_says_what_it_was_told() {
        use base64::{Engine, engine::general_purpose::STANDARD};
        let told = STANDARD.encode("\0ann\0right");
        let said = format!("AUTH PLAIN {told}\r\nQUIT\r\n");
        let (read, _) = against("[mirror ann right]", &said).await;
        for form in [
            told.as_str(),
            "\0ann\0right",
            "%00ann%00right",
            "00616E6E00",
        ] {
            assert!(read.contains(form), "{form}\n{read}");
        }
        assert!(read.contains("\r\n535 5.7.8 "), "{read}");
    }

    #[tokio::test]
    async fn half_a_connection_goes_on_listening() {
        let script = Script::parse("S: 220 hi\n[half-close]").unwrap();
        let (mut client, server) = duplex(64 * 1024);
        let talk = async move {
            let mut read = Vec::new();
            client.read_to_end(&mut read).await.unwrap();
            assert_eq!(read, b"220 hi\r\n");
            client.write_all(b"EHLO me\r\n").await.unwrap();
        };
        let certificates = certificates();
        tokio::join!(talk, play(server, &script, &certificates));
    }

    #[tokio::test(start_paused = true)]
    async fn waiting_takes_its_time_and_silence_ends_with_the_client() {
        let began = tokio::time::Instant::now();
        against("[wait 90s]\nS: 220 hi\n[silence]", "").await;
        assert_eq!(began.elapsed(), Duration::from_secs(90));
    }

    /// What the program's own client finds wrong with a profile.
    async fn reasons(profile: &str) -> (Vec<Reason>, Option<TlsVersion>) {
        let certificates = certificates();
        let script = Script::parse(&format!("[TLS {profile}]")).unwrap();
        let (client, server) = duplex(64 * 1024);
        let parameters = crate::net::tls::Parameters {
            server_name: Some("mx.example.com".to_owned()),
            verify_name: Some("mx.example.com".to_owned()),
            minimum_version: TlsVersion::Tls12,
            post_quantum: true,
            client_certificate: None,
            key_log: None,
            storyboard: false,
            roots: crate::net::tls::Roots::from_pem(certificates.root_pem().as_bytes(), "the test")
                .unwrap(),
            now: now(),
            concealer: Arc::default(),
        };
        let mut ignore = |_| {};
        let shake = async {
            let mut established = crate::net::tls::handshake(client, &parameters, &mut ignore)
                .await
                .unwrap();
            established.stream.write_all(b"QUIT\r\n").await.unwrap();
            established.stream.flush().await.unwrap();
            let _ = established.stream.read_to_end(&mut Vec::new()).await;
            established.facts
        };
        let (facts, outcome) = tokio::join!(shake, play(server, &script, &certificates));
        assert_eq!(outcome.server_name.as_deref(), Some("mx.example.com"));
        let found = facts
            .verification
            .unwrap()
            .reasons
            .into_iter()
            .map(|found| found.reason)
            .collect();
        (found, facts.version)
    }

    #[tokio::test]
    async fn each_profile_is_wrong_in_its_own_way() {
        for (profile, expected) in [
            ("good", vec![]),
            ("expired", vec![Reason::Expired]),
            ("not-yet-valid", vec![Reason::NotYetValid]),
            ("expires-soon", vec![]),
            ("long-lived", vec![]),
            ("wrong-name", vec![Reason::NameMismatch]),
            ("self-signed", vec![Reason::SelfSigned]),
            ("unknown-issuer", vec![Reason::UnknownIssuer]),
            ("missing-intermediate", vec![Reason::MissingIntermediate]),
            ("expired-intermediate", vec![Reason::ExpiredIntermediate]),
            ("wrong-purpose", vec![Reason::WrongPurpose]),
            ("wrong-key", vec![Reason::BadSignature]),
            ("with-root", vec![]),
            ("reversed", vec![]),
            ("issuer-may-not-sign", vec![Reason::KeyUsage]),
            ("sent-twice", vec![]),
            ("may-not-sign", vec![]),
            ("expired-unneeded", vec![]),
        ] {
            assert_eq!(reasons(profile).await.0, expected, "{profile}");
        }
    }

    #[tokio::test]
    async fn the_version_is_the_one_asked_for() {
        assert_eq!(reasons("good max=1.2").await.1, Some(TlsVersion::Tls12));
        assert_eq!(reasons("good min=1.3").await.1, Some(TlsVersion::Tls13));
    }

    #[test]
    fn patterns_describe_whole_lines() {
        for (pattern, line, expected) in [
            ("EHLO *", "ehlo me", true),
            ("EHLO *", "EHLO ", true),
            ("EHLO", "EHLO me", false),
            ("*", "", true),
            ("MAIL FROM:<*> SIZE=*", "MAIL FROM:<a@b> SIZE=12", true),
            ("MAIL FROM:<*>", "MAIL FROM:<a@b> SIZE=12", false),
        ] {
            assert_eq!(matches(pattern, line), expected, "{pattern} {line}");
        }
    }
}

//! SCRAM-SHA-1 and SCRAM-SHA-256, with channel binding or without: RFC 5802, RFC 7677, RFC 9266. The password is
//! never sent, and the server has to prove that it knows it.

use std::num::NonZeroU32;

use aws_lc_rs::{digest, hmac, pbkdf2};
use base64::{Engine, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use super::{
    Error, Exchange,
    exchange::{Beginning, command_with, decoded, encoded},
    prepare::{has_unassigned, prepared},
};
use crate::{smtp::Outgoing, text::visible};

/// More would keep a slow machine busy for seconds; servers use 4096 to some 100,000.
const MOST_ITERATIONS: u64 = 1_000_000;

/// RFC 7677 section 4 (and RFC 5802 section 5.1) wants at least so many. With fewer, whoever hears a proof tries passwords
/// quickly.
pub const LEAST_ITERATIONS: u32 = 4096;

/// The hash that gives a SCRAM mechanism its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Sha1,
    Sha256,
}

impl Hash {
    pub(super) fn of(mechanism: &str) -> Self {
        if mechanism.contains("SHA-256") {
            Self::Sha256
        } else {
            Self::Sha1
        }
    }

    pub(super) fn hmac(self, key: &[u8], message: &[u8]) -> Vec<u8> {
        let algorithm = match self {
            Self::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => hmac::HMAC_SHA256,
        };
        hmac::sign(&hmac::Key::new(algorithm, key), message)
            .as_ref()
            .to_vec()
    }

    pub(super) fn digest(self, message: &[u8]) -> Vec<u8> {
        let algorithm = match self {
            Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => &digest::SHA256,
        };
        digest::digest(algorithm, message).as_ref().to_vec()
    }

    pub(super) fn salted(
        self,
        password: &str,
        salt: &[u8],
        iterations: NonZeroU32,
    ) -> Zeroizing<Vec<u8>> {
        let (algorithm, length) = match self {
            Self::Sha1 => (pbkdf2::PBKDF2_HMAC_SHA1, 20),
            Self::Sha256 => (pbkdf2::PBKDF2_HMAC_SHA256, 32),
        };
        let mut salted = Zeroizing::new(vec![0; length]);
        pbkdf2::derive(
            algorithm,
            iterations,
            salt,
            password.as_bytes(),
            &mut salted,
        );
        salted
    }
}

enum State {
    First,
    Challenged { server_signature: Vec<u8> },
    Proved,
}

struct Scram {
    mechanism: &'static str,
    hash: Hash,
    password: Zeroizing<String>,
    /// `n,,`, `y,,` or `p=tls-exporter,,`.
    gs2_header: String,
    binding: Vec<u8>,
    nonce: String,
    first_bare: String,
    state: State,
    response_owed: bool,
    sent: Vec<Zeroizing<Vec<u8>>>,
    protected: bool,
    iterations: Option<u32>,
    refusal: Option<String>,
}

pub(super) fn start(beginning: &Beginning<'_>) -> Result<Box<dyn Exchange>, Error> {
    Ok(Box::new(scram(
        beginning,
        STANDARD.encode(beginning.random),
    )?))
}

fn scram(beginning: &Beginning<'_>, nonce: String) -> Result<Scram, Error> {
    let credentials = &beginning.credentials;
    let bound = beginning.mechanism.ends_with("-PLUS");
    let flag = match beginning.binding {
        Some(binding) if bound => format!("p={}", binding.kind.name()),
        // We could bind, and believe that the server cannot: should somebody have removed the offer, this tells it.
        Some(_) if !beginning.binding_offered => "y".to_owned(),
        _ => "n".to_owned(),
    };
    let identity = credentials
        .authorization_identity
        .map_or(String::new(), |name| format!("a={}", escaped(name)));
    let username = prepared(credentials.username, "user name")?;
    Ok(Scram {
        mechanism: beginning.mechanism,
        hash: Hash::of(beginning.mechanism),
        password: Zeroizing::new(prepared(credentials.secret.open(), "password")?.into_owned()),
        gs2_header: format!("{flag},{identity},"),
        binding: beginning
            .binding
            .filter(|_| bound)
            .map(|binding| binding.data.clone())
            .unwrap_or_default(),
        first_bare: format!("n={},r={nonce}", escaped(&username)),
        nonce,
        state: State::First,
        response_owed: false,
        sent: Vec::new(),
        protected: credentials.protected,
        iterations: None,
        refusal: None,
    })
}

/// RFC 5802 section 5.1: a name holds neither comma nor equals sign.
fn escaped(name: &str) -> String {
    name.replace('=', "=3D").replace(',', "=2C")
}

struct Challenge<'a> {
    nonce: &'a str,
    salt: Vec<u8>,
    iterations: NonZeroU32,
}

fn understood(message: &str) -> Result<Challenge<'_>, Error> {
    let malformed = |why: &str| Error::MalformedChallenge(why.to_owned());
    let mut parts = message.split(',');
    let mut next = |name: &str| {
        parts
            .next()
            .and_then(|part| part.strip_prefix(name))
            .ok_or_else(|| malformed(&format!("{name} is missing")))
    };
    let nonce = next("r=")?;
    let salt = STANDARD
        .decode(next("s=")?)
        .map_err(|_| malformed("the salt is not Base64"))?;
    let iterations: u64 = next("i=")?
        .parse()
        .map_err(|_| malformed("the number of iterations is none"))?;
    let bounded = u32::try_from(iterations)
        .ok()
        .filter(|count| u64::from(*count) <= MOST_ITERATIONS);
    let iterations = bounded
        .and_then(NonZeroU32::new)
        .ok_or(Error::Iterations(iterations))?;
    Ok(Challenge {
        nonce,
        salt,
        iterations,
    })
}

impl Scram {
    fn first(&self) -> String {
        format!("{}{}", self.gs2_header, self.first_bare)
    }

    fn answer(&mut self, message: &str) -> Result<Outgoing, Error> {
        let challenge = understood(message)?;
        if !challenge.nonce.starts_with(&self.nonce) || challenge.nonce.len() == self.nonce.len() {
            return Err(Error::WrongNonce);
        }
        let iterations = challenge.iterations.get();
        self.iterations = Some(iterations);
        if iterations < LEAST_ITERATIONS && !self.protected {
            return Err(Error::FewIterations(iterations));
        }
        let salted = self
            .hash
            .salted(&self.password, &challenge.salt, challenge.iterations);
        let binding = STANDARD.encode([self.gs2_header.as_bytes(), &self.binding].concat());
        let without_proof = format!("c={binding},r={}", challenge.nonce);
        let signed = format!("{},{message},{without_proof}", self.first_bare);
        let client_key = Zeroizing::new(self.hash.hmac(&salted, b"Client Key"));
        let signature = self
            .hash
            .hmac(&self.hash.digest(&client_key), signed.as_bytes());
        let proof: Vec<u8> = client_key
            .iter()
            .zip(&signature)
            .map(|(key, signature)| key ^ signature)
            .collect();
        let server_key = self.hash.hmac(&salted, b"Server Key");
        self.state = State::Challenged {
            server_signature: self.hash.hmac(&server_key, signed.as_bytes()),
        };
        let proof = Zeroizing::new(STANDARD.encode(proof));
        let last = Zeroizing::new(format!("{without_proof},p={}", *proof));
        let outgoing =
            Outgoing::concealed(&encoded(last.as_bytes()), "Base64-encoded nonce and proof");
        // With the messages before it the proof lets passwords be tried.
        for secret in [&last, &proof] {
            self.sent.push(Zeroizing::new(secret.as_bytes().to_vec()));
        }
        Ok(outgoing)
    }

    fn verify(&mut self, message: &str) -> Result<(), Error> {
        let State::Challenged { server_signature } = &self.state else {
            return Err(Error::TooManyChallenges);
        };
        if let Some(why) = message.strip_prefix("e=") {
            let why = visible(why.as_bytes());
            self.refusal = Some(format!("the server says {why}"));
            return Err(Error::Refused(why));
        }
        let signature = message
            .split(',')
            .next()
            .and_then(|part| part.strip_prefix("v="));
        let signature = signature
            .and_then(|text| STANDARD.decode(text).ok())
            .ok_or(Error::WrongSignature)?;
        aws_lc_rs::constant_time::verify_slices_are_equal(&signature, server_signature)
            .map_err(|_| Error::WrongSignature)?;
        self.state = State::Proved;
        Ok(())
    }
}

impl Exchange for Scram {
    fn command(&mut self) -> Result<Outgoing, Error> {
        let first = self.first();
        let (outgoing, complete) = command_with(
            self.mechanism,
            first.as_bytes(),
            "Base64-encoded user name and nonce",
        );
        self.response_owed = !complete;
        Ok(outgoing)
    }

    fn respond(&mut self, challenge: &str) -> Result<Outgoing, Error> {
        if matches!(self.state, State::First) && (self.response_owed || challenge.trim().is_empty())
        {
            if !self.response_owed && !self.sent.is_empty() {
                return Err(Error::TooManyChallenges);
            }
            self.response_owed = false;
            let first = self.first();
            self.sent.push(Zeroizing::new(first.as_bytes().to_vec()));
            return Ok(Outgoing::concealed(
                &encoded(first.as_bytes()),
                "Base64-encoded user name and nonce",
            ));
        }
        let message = String::from_utf8(decoded(challenge)?)
            .map_err(|_| Error::MalformedChallenge("it is not text".to_owned()))?;
        match self.state {
            State::First => self.answer(&message),
            State::Challenged { .. } => {
                self.verify(&message)?;
                Ok(Outgoing::line(""))
            }
            State::Proved => Err(Error::TooManyChallenges),
        }
    }

    /// RFC 4954 section 4: the last message comes behind 334; some servers put it behind 235.
    fn accepted(&mut self, text: Option<&str>) -> Result<(), Error> {
        if matches!(self.state, State::Proved) {
            return Ok(());
        }
        for word in text.unwrap_or_default().split(' ') {
            if let Some(message) = decoded(word)
                .ok()
                .and_then(|bytes| String::from_utf8(bytes).ok())
                && message.starts_with("v=")
            {
                return self.verify(&message);
            }
        }
        Err(Error::NoSignature)
    }

    fn failure_detail(&self) -> Option<String> {
        self.refusal.clone()
    }

    fn iterations(&self) -> Option<u32> {
        self.iterations
    }

    /// RFC 5802 section 2.2 wants a password without such characters, though whoever is asked may know better.
    fn notes(&self) -> Vec<String> {
        let note = "the password has characters that SASLprep does not know, newer than Unicode 3.2: a server may refuse them \
                    with SCRAM and take them with PLAIN";
        let notes = has_unassigned(&self.password).then(|| note.to_owned());
        notes.into_iter().collect()
    }

    fn needles(&self) -> Vec<Zeroizing<Vec<u8>>> {
        let password = Zeroizing::new(self.password.as_bytes().to_vec());
        self.sent.iter().cloned().chain([password]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sasl::{ChannelBinding, ChannelBindingKind, Credentials, Secret};

    fn exchange(
        mechanism: &'static str,
        username: &str,
        nonce: &str,
        binding: Option<&ChannelBinding>,
    ) -> Scram {
        let secret = Secret::new("pencil".to_owned());
        let credentials = Credentials {
            username,
            authorization_identity: None,
            secret: &secret,
            host: "h",
            port: 25,
            protected: true,
        };
        let beginning = Beginning {
            mechanism,
            credentials,
            binding,
            binding_offered: false,
            random: &[0; 24],
        };
        scram(&beginning, nonce.to_owned()).unwrap()
    }

    fn sent(outgoing: &Outgoing) -> String {
        let line = std::str::from_utf8(&outgoing.wire).unwrap().trim_end();
        let word = line.split(' ').next_back().unwrap();
        String::from_utf8(STANDARD.decode(word).unwrap()).unwrap()
    }

    fn challenge(message: &str) -> String {
        STANDARD.encode(message)
    }

    /// RFC 5802 section 5.
    #[test]
    fn the_example_of_rfc_5802() {
        let mut scram = exchange("SCRAM-SHA-1", "user", "fyko+d2lbbFgONRv9qkxdawL", None);
        assert_eq!(
            sent(&scram.command().unwrap()),
            "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL"
        );
        let message = "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096";
        let last = scram.respond(&challenge(message)).unwrap();
        assert_eq!(
            sent(&last),
            "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="
        );
        assert_eq!(
            *scram
                .respond(&challenge("v=rmF9pqV8S7suAoZWja4dJRkFsKQ="))
                .unwrap()
                .wire,
            b"\r\n"
        );
        assert_eq!(scram.accepted(None), Ok(()));
    }

    /// RFC 7677 section 3.
    #[test]
    fn the_example_of_rfc_7677() {
        let mut scram = exchange("SCRAM-SHA-256", "user", "rOprNGfwEbeRWgbNEkqO", None);
        scram.command().unwrap();
        let message = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
        let last = scram.respond(&challenge(message)).unwrap();
        assert_eq!(
            sent(&last),
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
        );
        assert!(
            scram
                .respond(&challenge("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="))
                .is_ok()
        );
    }

    #[test]
    fn a_server_that_does_not_know_the_password_is_found_out() {
        let begun = || {
            let mut scram = exchange("SCRAM-SHA-1", "user", "abc", None);
            scram.command().unwrap();
            scram
                .respond(&challenge("r=abcdef,s=QSXCR+Q6sek8bf92,i=4096"))
                .unwrap();
            scram
        };
        assert_eq!(
            begun().respond(&challenge("v=AAAA")).unwrap_err(),
            Error::WrongSignature
        );
        assert_eq!(
            begun().accepted(Some("2.7.0 welcome")),
            Err(Error::NoSignature)
        );
        assert!(
            matches!(begun().respond(&challenge("e=invalid-proof")), Err(Error::Refused(why)) if why == "invalid-proof")
        );
    }

    #[test]
    fn challenges_out_of_bounds_are_refused() {
        let answer = |message: &str| {
            let mut scram = exchange("SCRAM-SHA-1", "user", "abc", None);
            scram.command().unwrap();
            scram.respond(&challenge(message)).map(|_| ()).unwrap_err()
        };
        assert_eq!(answer("r=xyz,s=QSXC,i=4096"), Error::WrongNonce);
        assert_eq!(answer("r=abc,s=QSXC,i=4096"), Error::WrongNonce);
        assert_eq!(answer("r=abcd,s=QSXC,i=0"), Error::Iterations(0));
        assert_eq!(
            answer("r=abcd,s=QSXC,i=4000000000"),
            Error::Iterations(4_000_000_000)
        );
        assert!(matches!(
            answer("m=x,r=abcd,s=QSXC,i=1"),
            Error::MalformedChallenge(_)
        ));
        assert!(matches!(
            answer("r=abcd,s=!,i=1"),
            Error::MalformedChallenge(_)
        ));
    }

    /// RFC 7677 section 4. Where somebody may listen, a proof of few iterations is not sent.
    #[test]
    fn few_iterations_are_told_and_get_no_proof_where_somebody_may_listen() {
        for (count, protected, sent) in [
            (4095, true, true),
            (4095, false, false),
            (4096, false, true),
            (1, false, false),
        ] {
            let mut scram = exchange("SCRAM-SHA-256", "user", "abc", None);
            scram.protected = protected;
            scram.command().unwrap();
            let message = format!("r=abcdef,s=QSXCR+Q6sek8bf92,i={count}");
            let answer = scram.respond(&challenge(&message));
            assert_eq!(answer.is_ok(), sent, "{count} {protected}");
            assert_eq!(scram.iterations(), Some(count));
            if !sent {
                assert_eq!(answer.unwrap_err(), Error::FewIterations(count));
            }
        }
    }

    /// RFC 5802 section 5.1: it is ours and some more behind it.
    #[test]
    fn a_nonce_that_does_not_begin_with_ours_is_refused() {
        for nonce in ["xabcdef", "ABCdef", "abdef", "def", "abc", ""] {
            let mut scram = exchange("SCRAM-SHA-1", "user", "abc", None);
            scram.command().unwrap();
            let message = format!("r={nonce},s=QSXCR+Q6sek8bf92,i=4096");
            let answer = scram.respond(&challenge(&message));
            assert_eq!(answer.map(|_| ()), Err(Error::WrongNonce), "{nonce}");
        }
    }

    #[test]
    fn the_header_tells_what_we_could_bind_to() {
        let binding = ChannelBinding {
            kind: ChannelBindingKind::TlsExporter,
            data: b"data".to_vec(),
        };
        let first = |mechanism, binding| {
            sent(
                &exchange(mechanism, "a=b,c", "n", binding)
                    .command()
                    .unwrap(),
            )
        };
        assert_eq!(
            first("SCRAM-SHA-256-PLUS", Some(&binding)),
            "p=tls-exporter,,n=a=3Db=2Cc,r=n"
        );
        assert_eq!(first("SCRAM-SHA-256", Some(&binding)), "y,,n=a=3Db=2Cc,r=n");
        assert_eq!(first("SCRAM-SHA-256", None), "n,,n=a=3Db=2Cc,r=n");
    }
}

//! The server's side of each mechanism, for the built-in server: what `--demo` and the tests log in at. It verifies
//! what it is given and keeps passwords in clear, as nobody should.

use std::num::NonZeroU32;

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{ChannelBinding, cram_md5, prepare::prepared, scram::Hash};

const ITERATIONS: u32 = 4096;

/// A user who may log in.
#[derive(Clone)]
pub struct Account {
    /// The name.
    pub username: String,
    /// The password, or the token.
    pub password: String,
}

/// What the server says next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// 334 with this text.
    Challenge(String),
    /// 235.
    Accepted,
    /// 535.
    Rejected,
}

/// A login on its way, seen from the server.
pub trait ServerExchange: Send {
    /// Takes a line of the client, Base64; `None` for an AUTH command without initial response.
    fn step(&mut self, client: Option<&str>) -> Step;
}

/// Begins a login; `None` for a mechanism that is not known.
#[must_use]
pub fn start(
    mechanism: &str,
    accounts: Vec<Account>,
    bindings: Vec<ChannelBinding>,
    random: &[u8; 24],
) -> Option<Box<dyn ServerExchange>> {
    let mechanism = mechanism.to_ascii_uppercase();
    let nonce = STANDARD.encode(random);
    Some(match mechanism.as_str() {
        "PLAIN" | "EXTERNAL" | "XOAUTH2" | "OAUTHBEARER" => Box::new(OneMessage {
            mechanism,
            accounts,
            refused: false,
        }),
        "LOGIN" => Box::new(Login {
            accounts,
            username: None,
            prompted: false,
        }),
        "CRAM-MD5" => Box::new(CramMd5 {
            accounts,
            challenge: format!("<{nonce}@playback>"),
            sent: false,
        }),
        name if name.starts_with("SCRAM-SHA-") => {
            Box::new(Scram::new(name, accounts, bindings, nonce))
        }
        _ => return None,
    })
}

fn text(client: &str) -> Option<String> {
    let client = if client == "=" { "" } else { client };
    String::from_utf8(STANDARD.decode(client).ok()?).ok()
}

struct OneMessage {
    mechanism: String,
    accounts: Vec<Account>,
    refused: bool,
}

impl OneMessage {
    fn is_right(&self, message: &str) -> bool {
        let known = |username: &str, secret: &str| {
            self.accounts
                .iter()
                .any(|account| account.username == username && account.password == secret)
        };
        match self.mechanism.as_str() {
            "EXTERNAL" => true,
            "PLAIN" => {
                let parts: Vec<&str> = message.split('\0').collect();
                matches!(parts.as_slice(), [_, username, password] if known(username, password))
            }
            "XOAUTH2" => {
                let field = |name: &str| {
                    message
                        .split('\x01')
                        .find_map(|part| part.strip_prefix(name))
                };
                known(
                    field("user=").unwrap_or_default(),
                    field("auth=Bearer ").unwrap_or_default(),
                )
            }
            _ => {
                let username = message
                    .strip_prefix("n,a=")
                    .and_then(|rest| rest.split(',').next())
                    .unwrap_or_default();
                let token = message
                    .split('\x01')
                    .find_map(|part| part.strip_prefix("auth=Bearer "));
                known(username, token.unwrap_or_default())
            }
        }
    }
}

impl ServerExchange for OneMessage {
    fn step(&mut self, client: Option<&str>) -> Step {
        let Some(client) = client else {
            return Step::Challenge(String::new());
        };
        if self.refused {
            return Step::Rejected;
        }
        match text(client) {
            Some(message) if self.is_right(&message) => Step::Accepted,
            Some(_) if self.mechanism.contains("OAUTH") => {
                self.refused = true;
                Step::Challenge(
                    STANDARD.encode(r#"{"status":"401","schemes":"bearer","scope":"mail"}"#),
                )
            }
            _ => Step::Rejected,
        }
    }
}

struct Login {
    accounts: Vec<Account>,
    username: Option<String>,
    prompted: bool,
}

impl ServerExchange for Login {
    fn step(&mut self, client: Option<&str>) -> Step {
        let Some(client) = client.filter(|_| self.prompted || client.is_some()) else {
            self.prompted = true;
            return Step::Challenge("VXNlcm5hbWU6".to_owned());
        };
        let Some(value) = text(client) else {
            return Step::Rejected;
        };
        match self.username.take() {
            None => {
                self.username = Some(value);
                Step::Challenge("UGFzc3dvcmQ6".to_owned())
            }
            Some(username) => {
                let right = self
                    .accounts
                    .iter()
                    .any(|account| account.username == username && account.password == value);
                if right {
                    Step::Accepted
                } else {
                    Step::Rejected
                }
            }
        }
    }
}

struct CramMd5 {
    accounts: Vec<Account>,
    challenge: String,
    sent: bool,
}

impl ServerExchange for CramMd5 {
    fn step(&mut self, client: Option<&str>) -> Step {
        if !self.sent {
            self.sent = true;
            return Step::Challenge(STANDARD.encode(&self.challenge));
        }
        let answer = client.and_then(text).unwrap_or_default();
        let right = self.accounts.iter().any(|account| {
            let digest = cram_md5::digest(account.password.as_bytes(), self.challenge.as_bytes());
            answer == format!("{} {digest}", account.username)
        });
        if right {
            Step::Accepted
        } else {
            Step::Rejected
        }
    }
}

struct Scram {
    hash: Hash,
    bound: bool,
    accounts: Vec<Account>,
    bindings: Vec<ChannelBinding>,
    nonce: String,
    state: ScramState,
}

enum ScramState {
    First,
    Challenged {
        account: Option<Account>,
        gs2_header: String,
        first_bare: String,
        challenge: String,
    },
    Proved,
}

impl Scram {
    fn new(
        mechanism: &str,
        accounts: Vec<Account>,
        bindings: Vec<ChannelBinding>,
        nonce: String,
    ) -> Self {
        let bound = mechanism.ends_with("-PLUS");
        Self {
            hash: Hash::of(mechanism),
            bound,
            accounts,
            bindings,
            nonce,
            state: ScramState::First,
        }
    }

    fn challenge(&mut self, first: &str) -> Option<Step> {
        let bare_at = first.match_indices(',').nth(1)?.0 + 1;
        let (gs2_header, first_bare) = first.split_at(bare_at);
        let (username, nonce) = first_bare.strip_prefix("n=")?.split_once(",r=")?;
        let username = username.replace("=2C", ",").replace("=3D", "=");
        let account = self
            .accounts
            .iter()
            .find(|account| account.username == username)
            .cloned();
        let challenge = format!(
            "r={nonce}{},s={},i={ITERATIONS}",
            self.nonce,
            STANDARD.encode(b"salt of playback")
        );
        let step = Step::Challenge(STANDARD.encode(&challenge));
        self.state = ScramState::Challenged {
            account,
            gs2_header: gs2_header.to_owned(),
            first_bare: first_bare.to_owned(),
            challenge,
        };
        Some(step)
    }

    fn binding_data(&self, gs2_header: &str) -> Option<Vec<u8>> {
        match gs2_header
            .strip_prefix("p=")
            .and_then(|rest| rest.split(',').next())
        {
            Some(name) if self.bound => Some(
                self.bindings
                    .iter()
                    .find(|binding| binding.kind.name() == name)?
                    .data
                    .clone(),
            ),
            None if !self.bound => Some(Vec::new()),
            _ => None,
        }
    }

    fn prove(&self, last: &str) -> Option<String> {
        let ScramState::Challenged {
            account,
            gs2_header,
            first_bare,
            challenge,
        } = &self.state
        else {
            return None;
        };
        let (without_proof, proof) = last.rsplit_once(",p=")?;
        let expected =
            STANDARD.encode([gs2_header.as_bytes(), &self.binding_data(gs2_header)?].concat());
        let binding = without_proof.strip_prefix("c=")?.split(',').next()?;
        let account = account.as_ref().filter(|_| binding == expected)?;
        let password = prepared(&account.password, "password").ok()?;
        let salted = self
            .hash
            .salted(&password, b"salt of playback", NonZeroU32::new(ITERATIONS)?);
        let signed = format!("{first_bare},{challenge},{without_proof}");
        let client_key = self.hash.hmac(&salted, b"Client Key");
        let signature = self
            .hash
            .hmac(&self.hash.digest(&client_key), signed.as_bytes());
        let right: Vec<u8> = client_key
            .iter()
            .zip(&signature)
            .map(|(key, signature)| key ^ signature)
            .collect();
        let server_key = self.hash.hmac(&salted, b"Server Key");
        let verifier = STANDARD.encode(self.hash.hmac(&server_key, signed.as_bytes()));
        (STANDARD.decode(proof).ok()? == right).then(|| format!("v={verifier}"))
    }
}

impl ServerExchange for Scram {
    fn step(&mut self, client: Option<&str>) -> Step {
        let Some(client) = client else {
            return Step::Challenge(String::new());
        };
        let message = text(client).unwrap_or_default();
        match &self.state {
            ScramState::First => self.challenge(&message).unwrap_or(Step::Rejected),
            ScramState::Challenged { .. } => match self.prove(&message) {
                Some(verifier) => {
                    self.state = ScramState::Proved;
                    Step::Challenge(STANDARD.encode(verifier))
                }
                None => Step::Rejected,
            },
            ScramState::Proved => Step::Accepted,
        }
    }
}

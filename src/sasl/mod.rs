//! Stand-in.
#![allow(missing_docs)]
use crate::smtp::Outgoing;
use zeroize::Zeroizing;
pub struct Secret(Zeroizing<String>);
impl Secret {
    pub fn new(s: String) -> Self {
        Self(Zeroizing::new(s))
    }
    pub fn needles(&self) -> Vec<Zeroizing<Vec<u8>>> {
        vec![]
    }
}
pub struct Credentials<'a> {
    pub username: &'a str,
    pub authorization_identity: Option<&'a str>,
    pub secret: &'a Secret,
    pub host: &'a str,
    pub port: u16,
}
pub struct ChannelBinding {
    pub kind: ChannelBindingKind,
    pub data: Vec<u8>,
}
pub enum ChannelBindingKind {
    TlsExporter,
    TlsServerEndPoint,
}
impl ChannelBindingKind {
    pub fn from_name(n: &str) -> Option<Self> {
        match n {
            "tls-exporter" => Some(Self::TlsExporter),
            _ => None,
        }
    }
}
pub struct Mechanism {
    pub name: &'static str,
    pub secret: SecretKind,
}
#[derive(Debug)]
pub struct Error;
impl Error {
    pub fn is_unproven(&self) -> bool {
        false
    }
}
impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "x")
    }
}
pub fn find(_: &str) -> Option<&'static Mechanism> {
    None
}
pub fn strongest(_: &[String], _: bool) -> Option<&'static Mechanism> {
    None
}
impl Mechanism {
    pub fn start(
        &self,
        _: &Credentials<'_>,
        _: Option<&ChannelBinding>,
        _: &[String],
        _: &[u8; 24],
    ) -> Result<Box<dyn Exchange>, Error> {
        Err(Error)
    }
}
pub trait Exchange: Send {
    fn command(&mut self) -> Result<Outgoing, Error>;
    fn respond(&mut self, c: &str) -> Result<Outgoing, Error>;
    fn accepted(&mut self, t: Option<&str>) -> Result<(), Error>;
    fn failure_detail(&self) -> Option<String>;
    fn needles(&self) -> Vec<Zeroizing<Vec<u8>>>;
    fn notes(&self) -> Vec<String>;
}
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum SecretKind {
    Password,
    Token,
    None,
}
pub const MECHANISMS: &[Mechanism] = &[
    Mechanism {
        name: "PLAIN",
        secret: SecretKind::Password,
    },
    Mechanism {
        name: "LOGIN",
        secret: SecretKind::Password,
    },
];

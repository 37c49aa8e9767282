//! Against a server that speaks TLS and sends whatever the test says, over an in-memory pipe.

use std::sync::{Arc, Mutex};

use rcgen::{CertificateParams, KeyPair};
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer},
};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio_rustls::TlsAcceptor;

use super::*;
use crate::tls::{HandshakeSignature, Reason, ReasonDetail};

const HOST: &str = "mta-sts.example.com";
const POLICY: &str = "version: STSv1\nmode: enforce\nmx: mx.example.com\nmax_age: 604800\n";

fn now() -> Timestamp {
    "2026-06-01T00:00:00Z".parse().unwrap()
}

/// A server with a certificate for one name, and whether it ends TLS as it should.
#[derive(Clone)]
struct Server {
    config: Arc<ServerConfig>,
    root_pem: String,
    close_notify: bool,
    received: Arc<Mutex<String>>,
}

fn server(name: &str) -> Server {
    let key = KeyPair::generate().unwrap();
    let mut parameters = CertificateParams::new(vec![name.to_owned()]).unwrap();
    parameters.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let root = rcgen::Issuer::new(parameters.clone(), KeyPair::generate().unwrap());
    let root_certificate = parameters.self_signed(root.key()).unwrap();
    let mut parameters = CertificateParams::new(vec![name.to_owned()]).unwrap();
    parameters
        .distinguished_name
        .push(rcgen::DnType::CommonName, name);
    parameters.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ServerAuth];
    let leaf = parameters.signed_by(&key, &root).unwrap();
    let chain: Vec<CertificateDer<'static>> = vec![leaf.der().clone()];
    let config = ServerConfig::builder_with_provider(Arc::new(
        rustls::crypto::aws_lc_rs::default_provider(),
    ))
    .with_safe_default_protocol_versions()
    .unwrap()
    .with_no_client_auth()
    .with_single_cert(chain, PrivateKeyDer::Pkcs8(key.serialize_der().into()))
    .unwrap();
    Server {
        config: Arc::new(config),
        root_pem: root_certificate.pem(),
        close_notify: true,
        received: Arc::default(),
    }
}

impl Server {
    /// Reads a request, sends `response` in pieces of `piece` bytes, and closes.
    async fn serve(self, stream: DuplexStream, response: Vec<u8>, piece: usize) {
        let Ok(mut stream) = TlsAcceptor::from(self.config).accept(stream).await else {
            return;
        };
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            match stream.read_u8().await {
                Ok(byte) => request.push(byte),
                Err(_) => return,
            }
        }
        *self.received.lock().unwrap() = String::from_utf8(request).unwrap();
        for piece in response.chunks(piece) {
            if stream.write_all(piece).await.is_err() || stream.flush().await.is_err() {
                return;
            }
        }
        if self.close_notify {
            let _ = stream.shutdown().await;
        }
    }

    fn request(&self) -> Request {
        Request {
            host: HOST.to_owned(),
            port: PORT,
            path: "/.well-known/mta-sts.txt".into(),
            accept: "text/plain",
            family: Family::Any,
            source: None,
            connect_timeout: Duration::from_secs(5),
            limit: LIMIT,
            private_too: false,
            roots: Roots::from_pem(self.root_pem.as_bytes(), "the test").unwrap(),
            now: now(),
            concealer: Arc::default(),
            random: [7; 24],
        }
    }

    async fn answers(&self, response: impl Into<Vec<u8>>) -> Result<Response, FetchError> {
        self.answers_in_pieces(response, usize::MAX).await
    }

    async fn answers_in_pieces(
        &self,
        response: impl Into<Vec<u8>>,
        piece: usize,
    ) -> Result<Response, FetchError> {
        let response = response.into();
        fetch(&self.request(), one_address(), |address| {
            assert_eq!(address.port(), 443);
            let (ours, theirs) = duplex(16 * 1024);
            tokio::spawn(self.clone().serve(theirs, response.clone(), piece));
            std::future::ready(Ok(dialled(ours)))
        })
        .await
    }
}

fn dialled(stream: DuplexStream) -> Dialled {
    Dialled {
        stream: Box::new(stream),
        local: None,
    }
}

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

async fn one_address() -> Lookup<IpAddr> {
    Lookup::of(Answer::Found(vec![address("192.0.2.3")]))
}

fn ok(fields: &str, body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\n{fields}\r\n{body}")
}

fn with_length(body: &str) -> String {
    let fields = format!(
        "Content-Type: text/plain\r\nContent-Length: {}\r\n",
        body.len()
    );
    ok(&fields, body)
}

#[tokio::test]
async fn a_policy_is_fetched_with_one_plain_request() {
    let server = server(HOST);
    let response = server.answers(with_length(POLICY)).await.unwrap();
    assert_eq!(response.status, 200);
    assert_eq!(response.content_type.as_deref(), Some("text/plain"));
    assert_eq!(response.body, POLICY.as_bytes());
    let received = server.received.lock().unwrap().to_ascii_lowercase();
    assert!(received.starts_with("get /.well-known/mta-sts.txt http/1.1\r\n"));
    for line in ["host: mta-sts.example.com", "connection: close"] {
        assert!(received.lines().any(|one| one == line), "{received}");
    }
}

#[tokio::test]
async fn chunks_and_bodies_without_length_are_read_in_pieces_of_any_size() {
    let chunked = format!(
        "Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{POLICY}\r\n0\r\n\r\n",
        POLICY.len()
    );
    for response in [
        format!("HTTP/1.1 200 OK\r\n{chunked}"),
        ok("", POLICY),
        format!("HTTP/1.0 200 OK\r\n\r\n{POLICY}"),
        with_length(POLICY),
    ] {
        for piece in [1, 7, 4096] {
            let got = server(HOST)
                .answers_in_pieces(response.clone(), piece)
                .await;
            assert_eq!(got.unwrap().body, POLICY.as_bytes(), "{response}");
        }
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let response =
        "HTTP/1.1 301 Moved\r\nLocation: https://www.example.com/\r\nContent-Length: 0\r\n\r\n";
    let response = server(HOST).answers(response).await.unwrap();
    assert_eq!(response.status, 301);
    assert_eq!(
        response.location.as_deref(),
        Some("https://www.example.com/")
    );
}

#[tokio::test]
async fn the_body_of_another_status_is_not_read() {
    let response = server(HOST)
        .answers("HTTP/1.1 404 Not Found\r\nContent-Length: 900000000\r\n\r\nnot here")
        .await
        .unwrap();
    assert_eq!((response.status, response.body.len()), (404, 0));
}

#[tokio::test]
async fn a_body_has_64_kib_at_most() {
    let largest = "x".repeat(LARGEST);
    assert!(server(HOST).answers(with_length(&largest)).await.is_ok());
    let larger = "x".repeat(LARGEST + 1);
    for response in [with_length(&larger), ok("", &larger)] {
        let got = server(HOST).answers(response).await;
        assert_eq!(got, Err(FetchError::TooLarge));
    }
}

const LARGEST: usize = crate::record::mta_sts::LARGEST_POLICY;

#[tokio::test]
async fn what_is_not_http_is_told() {
    for response in [
        "220 mx.example.com ESMTP\r\n",
        "",
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ntoo short",
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
    ] {
        let got = server(HOST).answers(response).await;
        assert!(
            matches!(got, Err(FetchError::NotHttp(_))),
            "{response}: {got:?}"
        );
    }
}

#[tokio::test]
async fn a_head_without_end_is_not_kept() {
    let endless = format!("HTTP/1.1 200 OK\r\nX: {}", "x".repeat(1 << 20));
    let got = server(HOST).answers(endless).await;
    assert!(matches!(got, Err(FetchError::NotHttp(_))), "{got:?}");
}

/// Somebody in between could cut the policy off and leave the rest out.
#[tokio::test]
async fn a_body_without_length_that_does_not_end_in_tls_is_not_complete() {
    let server = Server {
        close_notify: false,
        ..server(HOST)
    };
    let got = server.answers(ok("", POLICY)).await;
    assert!(matches!(got, Err(FetchError::NotHttp(_))), "{got:?}");
    assert!(server.answers(with_length(POLICY)).await.is_ok());
}

#[tokio::test]
async fn a_certificate_for_another_name_ends_it_before_the_request() {
    let server = server("www.example.com");
    let got = server.answers(with_length(POLICY)).await;
    let Err(FetchError::Untrusted(why)) = got else {
        panic!("{got:?}");
    };
    assert!(why.contains("mta-sts.example.com"), "{why}");
    assert_eq!(*server.received.lock().unwrap(), "");
}

#[tokio::test]
async fn a_certificate_of_an_unknown_issuer_is_not_trusted_and_without_roots_nothing_is_said() {
    let (one, other) = (server(HOST), server(HOST));
    let mixed = Server {
        config: other.config,
        ..one
    };
    let got = mixed.answers(with_length(POLICY)).await;
    assert!(matches!(got, Err(FetchError::Untrusted(_))), "{got:?}");
    let request = Request {
        roots: Roots::none(),
        ..mixed.request()
    };
    let got = fetch(&request, one_address(), |_| {
        let (ours, theirs) = duplex(16 * 1024);
        tokio::spawn(mixed.clone().serve(theirs, Vec::new(), 1));
        std::future::ready(Ok(dialled(ours)))
    })
    .await;
    assert!(matches!(got, Err(FetchError::Unverifiable(_))), "{got:?}");
}

/// The password is a word of this program, which the last gate leaves.
#[tokio::test]
async fn what_a_certificate_says_of_itself_is_masked() {
    let server = server("certificate.example.net");
    let concealer = Concealer::default();
    concealer.add(vec![zeroize::Zeroizing::new(b"certificate".to_vec())]);
    let request = Request {
        concealer: Arc::new(concealer),
        ..server.request()
    };
    let got = fetch(&request, one_address(), |_| {
        let (ours, theirs) = duplex(16 * 1024);
        tokio::spawn(server.clone().serve(theirs, Vec::new(), 1));
        std::future::ready(Ok(dialled(ours)))
    })
    .await;
    let Err(FetchError::Untrusted(why)) = got else {
        panic!("{got:?}");
    };
    assert!(why.contains("[concealed].example.net"), "{why}");
    assert!(!why.contains("certificate.example"), "{why}");
}

#[tokio::test]
async fn a_server_that_does_not_speak_tls_is_told() {
    let got = fetch(&server(HOST).request(), one_address(), |_| {
        let (ours, mut theirs) = duplex(16 * 1024);
        tokio::spawn(async move {
            let _ = theirs.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
            let _ = theirs.read(&mut [0; 1024]).await;
        });
        std::future::ready(Ok(dialled(ours)))
    })
    .await;
    assert!(matches!(got, Err(FetchError::Handshake(_))), "{got:?}");
}

/// Ed448, for one: the host may be right, and somebody who can check it sees that.
#[test]
fn a_signature_that_cannot_be_checked_is_not_untrusted() {
    let detail = "the handshake is signed with ed448, which this program cannot check";
    let mut verification = Verification {
        name: Some(HOST.to_owned()),
        path: Outcome::Right,
        library_agrees: true,
        name_matches: Some(true),
        handshake_signature: HandshakeSignature::Unchecked,
        reasons: vec![ReasonDetail::new(Reason::UncheckedScheme, detail)],
    };
    let unverifiable = FetchError::Unverifiable(detail.to_owned());
    assert_eq!(verified(&verification), Err(unverifiable));
    verification.path = Outcome::Wrong;
    let untrusted = verified(&verification);
    assert!(matches!(untrusted, Err(FetchError::Untrusted(_))));
}

/// What a host says on each connection: an alert, then what an OpenSSL server without ECDHE says to a wider hello.
async fn saying(words: &[&'static [u8]]) -> Result<Response, FetchError> {
    let connections = Mutex::new(words.iter());
    fetch(&server(HOST).request(), one_address(), |_| {
        let (ours, mut theirs) = duplex(16 * 1024);
        let words = *connections.lock().unwrap().next().unwrap();
        tokio::spawn(async move {
            let _ = theirs.write_all(words).await;
            let _ = theirs.read(&mut [0; 1024]).await;
        });
        std::future::ready(Ok(dialled(ours)))
    })
    .await
}

const HANDSHAKE_FAILURE: &[u8] = &[21, 3, 3, 0, 2, 2, 40];

/// ServerHello of TLS 1.2 with TLS_RSA_WITH_AES_128_GCM_SHA256, ServerHelloDone.
const RSA_KEY_EXCHANGE: &[u8] = &[
    22, 3, 3, 0, 46, 2, 0, 0, 38, 3, 3, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
    7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 0, 0, 0x9C, 0, 14, 0, 0, 0,
];

#[tokio::test]
async fn a_host_beyond_our_tls_library_is_not_blamed() {
    let got = saying(&[HANDSHAKE_FAILURE, RSA_KEY_EXCHANGE]).await;
    let Err(FetchError::BeyondThisProgram(why)) = got else {
        panic!("{got:?}");
    };
    assert!(
        why.ends_with("but this program does not have RSA key exchange"),
        "{why}"
    );
    let refuses_all = saying(&[HANDSHAKE_FAILURE; 3]).await;
    assert!(matches!(refuses_all, Err(FetchError::Handshake(_))));
}

async fn without_a_connection(
    answer: Answer<IpAddr>,
    errors: &[(&str, io::ErrorKind)],
) -> FetchError {
    let request = server(HOST).request();
    let got = fetch(&request, std::future::ready(Lookup::of(answer)), |to| {
        let error = errors.iter().find(|(ip, _)| address(ip) == to.ip());
        let kind = error.map(|(_, kind)| *kind);
        async move {
            match kind {
                Some(kind) => Err(kind.into()),
                None => std::future::pending().await,
            }
        }
    });
    got.await.unwrap_err()
}

#[tokio::test(start_paused = true)]
async fn every_way_not_to_reach_the_host_has_its_name() {
    use FetchError::*;
    let one = || Answer::Found(vec![address("192.0.2.3")]);
    let with = |kind| [("192.0.2.3", kind)];
    for (answer, error, expected) in [
        (
            Answer::NoSuchName,
            None,
            NoSuchHost {
                canonical_name: None,
            },
        ),
        (Answer::NoData, None, NoAddress),
        (
            Answer::ServerFailure("SERVFAIL".to_owned()),
            None,
            LookUpFailed("SERVFAIL".to_owned()),
        ),
        (Answer::TimedOut, None, LookUpFailed("timed out".to_owned())),
        (
            one(),
            Some(io::ErrorKind::ConnectionRefused),
            Refused(address("192.0.2.3")),
        ),
        (
            one(),
            Some(io::ErrorKind::ConnectionReset),
            NotConnected(address("192.0.2.3"), "connection reset".to_owned()),
        ),
        (
            one(),
            Some(io::ErrorKind::NetworkUnreachable),
            NoRoute(address("192.0.2.3"), "no route to that network".to_owned()),
        ),
        (
            one(),
            None,
            TimedOut {
                waiting_for: "connection",
                limit: Duration::from_secs(5),
            },
        ),
    ] {
        let errors: Vec<_> = error.into_iter().flat_map(with).collect();
        assert_eq!(without_a_connection(answer, &errors).await, expected);
    }
}

#[tokio::test(start_paused = true)]
async fn of_several_addresses_the_one_that_says_something_counts() {
    let both = || Answer::Found(vec![address("192.0.2.3"), address("2001:db8::3")]);
    let (refused, no_route) = (
        io::ErrorKind::ConnectionRefused,
        io::ErrorKind::NetworkUnreachable,
    );
    for errors in [
        [("192.0.2.3", refused), ("2001:db8::3", no_route)],
        [("2001:db8::3", refused), ("192.0.2.3", no_route)],
    ] {
        let error = without_a_connection(both(), &errors).await;
        assert!(matches!(error, FetchError::Refused(_)), "{error:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_says_nothing_is_not_waited_for_without_end() {
    let (ours, _theirs) = duplex(1024);
    let ours = Cell::new(Some(ours));
    let got = fetch(&server(HOST).request(), one_address(), |_| {
        std::future::ready(ours.take().map(dialled).ok_or(io::ErrorKind::Other.into()))
    })
    .await;
    assert_eq!(
        got,
        Err(FetchError::TimedOut {
            waiting_for: "complete TLS handshake",
            limit: LIMIT
        })
    );
}

#[tokio::test(start_paused = true)]
async fn the_limit_is_the_callers() {
    let (ours, _theirs) = duplex(1024);
    let ours = Cell::new(Some(ours));
    let limit = Duration::from_secs(2);
    let request = Request {
        limit,
        ..server(HOST).request()
    };
    let began = Instant::now();
    let got = fetch(&request, one_address(), |_| {
        std::future::ready(ours.take().map(dialled).ok_or(io::ErrorKind::Other.into()))
    })
    .await;
    assert!(matches!(got, Err(FetchError::TimedOut { limit: told, .. }) if told == limit));
    assert_eq!(began.elapsed(), limit);
}

/// A public domain that names an address inside of the user's network has nothing asked there.
#[tokio::test]
async fn an_address_that_is_not_public_is_gone_to_on_behalf_of_a_private_domain_only() {
    for address in [
        "10.0.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.8",
        "198.18.0.1",
        "240.0.0.1",
        "::1",
        "fd00::1",
        "64:ff9b::10.0.0.1",
        "2002:a00:1::1",
        "::ffff:10.0.0.1",
    ] {
        let address: IpAddr = address.parse().unwrap();
        for private_too in [false, true] {
            let request = Request {
                private_too,
                ..server(HOST).request()
            };
            let public = "192.0.2.1".parse().unwrap();
            let found = async move { Lookup::of(Answer::Found(vec![public, address])) };
            let dialled = Cell::new(false);
            let got = fetch(&request, found, |_| {
                dialled.set(true);
                std::future::ready(Err(io::ErrorKind::ConnectionRefused.into()))
            })
            .await;
            assert!(got.is_err());
            assert_eq!(dialled.get(), private_too, "{address}");
        }
    }
}

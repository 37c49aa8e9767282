//! Against a server that sends whatever the test says, over an in-memory pipe.

use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

use super::*;
use crate::dns::Answer;

fn request(url: &str) -> Request {
    Request {
        location: Location::parse(url).unwrap(),
        family: Family::Any,
        source: None,
        connect_timeout: Duration::from_secs(5),
        limit: LIMIT,
        private_too: false,
    }
}

fn addresses(addresses: &[&str]) -> Lookup<IpAddr> {
    let found = addresses.iter().map(|text| text.parse().unwrap());
    Lookup::of(Answer::Found(found.collect()))
}

/// Fetches `url` from a server that answers `response`; what came, the address dialled, and the request.
async fn answered(url: &str, response: &[u8]) -> (Result<Vec<u8>, FetchError>, String) {
    let received = std::rc::Rc::new(std::cell::RefCell::new(String::new()));
    let local = tokio::task::LocalSet::new();
    let dial = |address: SocketAddr| {
        let (ours, mut theirs) = duplex(1024);
        let (response, received) = (response.to_vec(), received.clone());
        tokio::task::spawn_local(async move {
            let mut bytes = vec![0; 4096];
            let read = theirs.read(&mut bytes).await.unwrap();
            let said = String::from_utf8_lossy(&bytes[..read]).into_owned();
            *received.borrow_mut() = format!("{address} {}", said.to_ascii_lowercase());
            let _ = theirs.write_all(&response).await;
        });
        std::future::ready(Ok(Dialled {
            stream: Box::new(ours),
            local: None,
        }))
    };
    let request = request(url);
    let fetched = local
        .run_until(fetch(&request, async { addresses(&["192.0.2.3"]) }, dial))
        .await;
    let received = received.borrow().clone();
    (fetched, received)
}

#[tokio::test]
async fn a_certificate_is_fetched_with_one_plain_request() {
    let response = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n\x30\x01\x00";
    let (fetched, received) = answered("http://ca.example:8080/r3.der?x=1", response).await;
    assert_eq!(fetched, Ok(vec![0x30, 1, 0]));
    assert!(
        received.starts_with("192.0.2.3:8080 get /r3.der?x=1 http/1.1\r\n"),
        "{received}"
    );
    assert!(
        received.contains("\r\nhost: ca.example:8080\r\n"),
        "{received}"
    );
}

#[tokio::test]
async fn a_body_without_length_ends_with_the_connection() {
    let (fetched, _) = answered("http://ca.example/r3.der", b"HTTP/1.0 200 OK\r\n\r\nabc").await;
    assert_eq!(fetched, Ok(b"abc".to_vec()));
}

#[tokio::test]
async fn redirects_and_other_statuses_are_no_certificates() {
    let redirect =
        b"HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n";
    let (fetched, _) = answered("http://ca.example/r3.der", redirect).await;
    let location = Some("http://127.0.0.1/".to_owned());
    assert_eq!(
        fetched,
        Err(FetchError::Redirect {
            status: 301,
            location
        })
    );
    let absent = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
    assert_eq!(
        answered("http://ca.example/r3.der", absent).await.0,
        Err(FetchError::NotFound)
    );
}

#[tokio::test]
async fn what_is_too_large_or_cut_off_or_no_http_is_an_error() {
    let large = [b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), vec![0; 65_537]].concat();
    assert_eq!(
        answered("http://ca.example/", &large).await.0,
        Err(FetchError::TooLarge)
    );
    for response in [
        &b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"[..],
        b"SSH-2.0-OpenSSH\r\n",
        b"",
    ] {
        let (fetched, _) = answered("http://ca.example/", response).await;
        assert!(
            matches!(fetched, Err(FetchError::NotHttp(_))),
            "{fetched:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_says_nothing_is_not_waited_for() {
    let streams = std::cell::RefCell::new(Vec::new());
    let fetched = fetch(
        &request("http://ca.example/"),
        async { addresses(&["192.0.2.3"]) },
        |_| {
            let (ours, theirs) = duplex(1024);
            streams.borrow_mut().push(theirs);
            std::future::ready(Ok(Dialled {
                stream: Box::new(ours),
                local: None,
            }))
        },
    )
    .await;
    let waiting_for = "complete response";
    assert_eq!(
        fetched,
        Err(FetchError::TimedOut {
            waiting_for,
            limit: LIMIT
        })
    );
}

/// On behalf of a server that may have put the address into its certificate in order to have it asked.
#[tokio::test]
async fn a_private_network_is_left_alone_on_behalf_of_a_public_server() {
    let nobody = |address: SocketAddr| -> std::future::Ready<io::Result<Dialled>> {
        panic!("{address} is dialled")
    };
    for private in ["10.0.0.1", "::ffff:127.0.0.1", "fd00::1"] {
        let mixed = async { addresses(&["192.0.2.3", private]) };
        let fetched = fetch(&request("http://ca.example/"), mixed, nobody).await;
        assert!(
            matches!(fetched, Err(FetchError::NotConnected(..))),
            "{fetched:?}"
        );
    }
    let literal = request("http://[::1]/");
    let fetched = fetch(&literal, async { panic!("nothing is looked up") }, nobody).await;
    assert!(matches!(fetched, Err(FetchError::NotConnected(..))));
    let refused = |_| std::future::ready(Err(io::ErrorKind::ConnectionRefused.into()));
    let own = Request {
        private_too: true,
        ..literal
    };
    let fetched = fetch(&own, async { panic!("nothing is looked up") }, refused).await;
    assert!(matches!(fetched, Err(FetchError::Refused(_))));
}

#[test]
fn urls_are_understood_or_refused() {
    let parts = |url: &str| {
        let Location {
            host, port, path, ..
        } = Location::parse(url).unwrap();
        (host, port, path)
    };
    let expect = |host: &str, port, path: &str| (host.to_owned(), port, path.to_owned());
    assert_eq!(
        parts("http://ca.example/r3.der"),
        expect("ca.example", 80, "/r3.der")
    );
    assert_eq!(parts("HTTP://CA.example"), expect("ca.example", 80, "/"));
    assert_eq!(
        parts("http://ca.example?r3#top"),
        expect("ca.example", 80, "/?r3")
    );
    assert_eq!(
        parts("http://192.0.2.1:81/a/b"),
        expect("192.0.2.1", 81, "/a/b")
    );
    assert_eq!(
        parts("http://[2001:db8::1]:81/"),
        expect("2001:db8::1", 81, "/")
    );
    for wrong in [
        "",
        "http",
        "https://ca.example/",
        "ldap:///CN=x",
        "ftp://ca.example/",
        "http://",
        "http:///x",
        "http://user@ca.example/",
        "http://ca.example:0/",
        "http://ca.example:99999/",
        "http://ca.example:x/",
        "http://[::1/",
        "http://[ca.example]/",
        "http://ca example/",
        "http://\\u{e9}\\r\\n/",
    ] {
        assert!(Location::parse(wrong).is_err(), "{wrong}");
    }
}

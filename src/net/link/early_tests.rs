//! What came before a command is no answer to it, also where it waits in the socket and nobody has read it yet.

use std::{cell::RefCell, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, duplex},
    time::Instant,
};

use super::{Link, Watch};
use crate::{
    event::{About, Conversation, Event, Observed, Observer},
    smtp::{ClientName, Command, Violation},
};

#[derive(Default)]
struct Violations(RefCell<Vec<&'static str>>);

impl Observer for Violations {
    fn observe(&self, observed: &Observed) {
        if let Event::Conversation(Conversation::Violation(violation)) = &observed.event {
            self.0.borrow_mut().push(Violation::id(violation));
        }
    }
}

#[tokio::test]
async fn what_waits_in_the_socket_before_a_command_goes_out_does_not_answer_it() {
    for (command, early) in [
        (Command::Noop, &b"550 5.7.1 no\r\n"[..]),
        (Command::Rset, b"451 4.3.0 later\r\n"),
        (
            Command::Ehlo(ClientName::parse("client.example.org").unwrap()),
            b"554 5.7.1 no\r\n",
        ),
    ] {
        let seen = Violations::default();
        let watch = Watch::new(&seen, Instant::now(), About::Server(0));
        let budget = Duration::from_secs(5);
        let (ours, mut theirs) = duplex(1024);
        let mut link = Link::new(Box::new(ours), watch, Instant::now() + budget, budget);
        theirs.write_all(b"220 mail.example.com\r\n").await.unwrap();
        link.greeting().await.unwrap();
        theirs.write_all(early).await.unwrap();
        let answering = async {
            let mut line = [0; 256];
            let read = theirs.read(&mut line).await.unwrap();
            assert!(line[..read].ends_with(b"\r\n"));
            theirs.write_all(b"250 2.0.0 ok\r\n").await.unwrap();
        };
        let (answer, ()) = tokio::join!(link.exchange(&command), answering);
        assert_eq!(answer.unwrap().0.to_string(), "250 2.0.0 ok");
        assert_eq!(*seen.0.borrow(), ["unexpected-reply"], "{command:?}");
    }
}

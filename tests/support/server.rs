//! A playback server on a port of the loopback address, on a thread of its own.

#![allow(dead_code, reason = "each test uses the part it needs")]

use std::{net::SocketAddr, path::PathBuf, sync::mpsc};

use smtpcheck::facade::playback::{Certificates, Script, play};

/// The name in its certificate.
pub(crate) const NAME: &str = "mail.example.test";

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    directory: tempfile::TempDir,
}

impl Server {
    /// A file with the root of its certificate.
    pub(crate) fn root(&self) -> PathBuf {
        self.directory.path().join("root.pem")
    }

    /// Where it is, by name.
    pub(crate) fn target(&self) -> String {
        format!("[{NAME}]:{}", self.address.port())
    }
}

/// Plays `script` to every client, one after the other, until the test ends.
pub(crate) fn serve(script: &str) -> Server {
    serve_as(script, "127.0.0.1:0", &[NAME])
}

/// The same at this address, with a certificate for these names.
pub(crate) fn serve_as(script: &str, address: &str, names: &[&str]) -> Server {
    let address: SocketAddr = address.parse().unwrap();
    let script = Script::parse(script).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let certificates = Certificates::new(names, jiff::Timestamp::now()).unwrap();
    std::fs::write(directory.path().join("root.pem"), certificates.root_pem()).unwrap();
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind(address).await.unwrap();
            tell.send(listener.local_addr().unwrap()).unwrap();
            while let Ok((stream, _)) = listener.accept().await {
                if script.resets() {
                    stream.set_zero_linger().unwrap();
                }
                play(stream, &script, &certificates).await;
            }
        });
    });
    Server {
        address: told.recv().unwrap(),
        directory,
    }
}

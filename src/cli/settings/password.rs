//! Where the password or token comes from: a file, standard input, a command, the environment, a hidden prompt.
//! Nothing read here stands in an error, and what is no longer needed is overwritten.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use zeroize::Zeroizing;

use super::{
    Error,
    question::{Missing, Questions},
};
use crate::{
    cli::{
        environment::{Environment, PASSWORD},
        options::{AuthenticationOptions, Sources},
        terminal::Saved,
    },
    sasl::Secret,
    text::visible,
};

/// Tokens of the bearer mechanisms have a few thousand bytes.
const LONGEST_SECRET: usize = 64 * 1024;

const SOURCES: [&str; 3] = ["password_file", "password_stdin", "password_command"];

/// Everything that the secret may come from.
pub(super) struct Where<'a, 'b> {
    pub(super) options: &'a AuthenticationOptions,
    pub(super) sources: &'a Sources,
    pub(super) environment: &'a Environment,
    pub(super) questions: &'a mut Questions<'b>,
    pub(super) notices: &'a mut Vec<String>,
    /// How long a command may take.
    pub(super) patience: Duration,
}

/// Gets the secret. `kind` is "password" or "token", `user` is who logs in.
pub(super) fn secret(from: Where<'_, '_>, kind: &str, user: &str) -> Result<Secret, Error> {
    check_single_source(from.sources, from.environment)?;
    let text = if let Some(path) = &from.options.password_file {
        from_file(&from.sources.label("password_file"), path, from.notices)?
    } else if from.options.password_stdin {
        from_input(&from.sources.label("password_stdin"), from.questions)?
    } else if let Some(command) = &from.options.password_command {
        from_command(
            &from.sources.label("password_command"),
            command,
            from.patience,
        )?
    } else if let Some(value) = from.environment.value(PASSWORD) {
        understood(PASSWORD, Zeroizing::new(value.as_encoded_bytes().to_vec()))?
    } else {
        from_prompt(kind, user, from.questions)?
    };
    Ok(secret_of(text))
}

fn secret_of(mut text: Zeroizing<String>) -> Secret {
    Secret::new(std::mem::take(&mut *text))
}

/// An option from the environment and the password itself from there are two answers of equal rank.
fn check_single_source(sources: &Sources, environment: &Environment) -> Result<(), Error> {
    let from_environment = SOURCES.iter().find(|id| sources.is_from_environment(id));
    match (from_environment, environment.value(PASSWORD)) {
        (Some(id), Some(_)) => Err(Error::usage(format!(
            "{PASSWORD} and {} exclude each other: the password comes from one place; unset one of them",
            sources.label(id)
        ))),
        _ => Ok(()),
    }
}

fn from_file(
    label: &str,
    path: &Path,
    notices: &mut Vec<String>,
) -> Result<Zeroizing<String>, Error> {
    // The path is not repeated: a password given in its place would be.
    let wrong = |error| Error::usage(format!("cannot read the file of {label}: {error}"));
    let file = File::open(path).map_err(wrong)?;
    notices.extend(readable_by_others(label, &file));
    understood(label, read(file).map_err(wrong)?)
}

#[cfg(unix)]
fn readable_by_others(label: &str, file: &File) -> Option<String> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = file.metadata().ok().filter(std::fs::Metadata::is_file)?;
    let mode = metadata.permissions().mode() & 0o777;
    (mode & 0o044 != 0).then(|| {
        format!(
            "the file of {label} can be read by others (mode {mode:04o}): chmod 600 keeps them out"
        )
    })
}

#[cfg(not(unix))]
fn readable_by_others(_: &str, _: &File) -> Option<String> {
    None
}

fn from_input(label: &str, questions: &mut Questions<'_>) -> Result<Zeroizing<String>, Error> {
    if questions.input_is_terminal() {
        return Err(Error::usage(format!(
            "{label} reads a pipe or a file, and this is a terminal: leave it out to be asked"
        )));
    }
    let wrong = |error| Error::usage(format!("cannot read standard input for {label}: {error}"));
    understood(label, read(questions.input()).map_err(wrong)?)
}

/// Runs the command and takes the first line of its output. It may ask on the terminal itself (a key agent does).
/// `--timeout` bounds it: a command that waits for ever is no reason to do so. The shell is ended then, and the terminal is as it
/// was before; what else the command started is not, for it would have to be a group of processes of its own, and the system
/// lets none but the one in the foreground ask on the terminal (POSIX, section 11.1.4).
fn from_command(
    label: &str,
    command: &str,
    patience: Duration,
) -> Result<Zeroizing<String>, Error> {
    let wrong =
        |error: io::Error| Error::usage(format!("cannot run the command of {label}: {error}"));
    let terminal = Saved::now();
    let mut child = shell(command)
        .env_remove(PASSWORD)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(wrong)?;
    let until = Instant::now() + patience;
    let printed = child.stdout.take().map(|output| printed(output, patience));
    let status = match &printed {
        Some(None) => None,
        _ => ended(&mut child, until).map_err(wrong)?,
    };
    let Some(status) = status else {
        let _ = child.kill();
        let _ = child.wait();
        terminal.restore();
        return Err(Error::usage(format!(
            "the command of {label} did not end within {} s, which is what --timeout gives: run it by itself to see what it waits for",
            patience.as_secs_f64()
        )));
    };
    let output = printed.flatten().transpose();
    if !status.success() {
        return Err(Error::usage(format!(
            "the command of {label} failed ({status}): run it by itself to see why"
        )));
    }
    let mut output = output.map_err(wrong)?.unwrap_or_default();
    if let Some(end) = output.iter().position(|byte| *byte == b'\n') {
        output.truncate(end + 1);
    }
    understood(label, output)
}

/// What is read until the end of the output; none where it has none in time.
fn printed(
    output: impl Read + Send + 'static,
    patience: Duration,
) -> Option<io::Result<Zeroizing<Vec<u8>>>> {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let mut output = output;
        let printed = read(&mut output);
        // A command that says more than is taken ends as it likes, and not by a closed pipe.
        let _ = io::copy(&mut output, &mut io::sink());
        tell.send(printed)
    });
    told.recv_timeout(patience).ok()
}

/// How the command ended; none where it did not in time.
fn ended(child: &mut Child, until: Instant) -> io::Result<Option<ExitStatus>> {
    const NAP: Duration = Duration::from_millis(5);
    loop {
        let status = child.try_wait()?;
        if status.is_some() || Instant::now() >= until {
            return Ok(status);
        }
        thread::sleep(NAP);
    }
}

#[cfg(unix)]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(command);
    shell
}

#[cfg(not(unix))]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("cmd");
    shell.arg("/C").arg(command);
    shell
}

fn from_prompt(
    kind: &str,
    user: &str,
    questions: &mut Questions<'_>,
) -> Result<Zeroizing<String>, Error> {
    let question = match user {
        "" => format!("{kind}: "),
        user => format!("{kind} of {}: ", visible(user.as_bytes())),
    };
    let remedy = "use --password-file, --password-stdin, --password-command or SMTPCHECK_PASSWORD";
    let missing = Missing {
        what: kind,
        question: &question,
        remedy,
    };
    questions.ask_hidden(&missing, |typed| {
        let is_control = typed.iter().any(u8::is_ascii_control);
        match is_control {
            true => Err(Error::usage(format!(
                "the answer has a control character, as an arrow key gives one: type the {kind} again, or where it has one {remedy}"
            ))),
            false => understood("the answer", typed),
        }
    })
}

/// Reads into one allocation: growing would leave copies behind.
fn read(input: impl Read) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST_SECRET + 1));
    input
        .take(LONGEST_SECRET as u64 + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// One line of UTF-8, without its line end.
fn understood(label: &str, mut bytes: Zeroizing<Vec<u8>>) -> Result<Zeroizing<String>, Error> {
    let refuse = |what: &str| Err(Error::usage(format!("{label} {what}")));
    if bytes.len() > LONGEST_SECRET {
        return refuse("gives more than a password: it has over 64 KiB");
    }
    for end in [b'\n', b'\r'] {
        if bytes.last() == Some(&end) {
            bytes.pop();
        }
    }
    if bytes.is_empty() {
        return refuse("gives an empty password: put the password there");
    }
    if bytes.contains(&0) {
        return refuse(
            "gives a password with a zero byte, as UTF-16 has them and RFC 4616 has none: store it in UTF-8",
        );
    }
    if bytes.iter().any(|byte| matches!(byte, b'\r' | b'\n')) {
        return refuse("gives more than one line: the password must stand there alone");
    }
    match String::from_utf8(std::mem::take(&mut *bytes)) {
        Ok(text) => Ok(Zeroizing::new(text)),
        Err(error) => {
            drop(Zeroizing::new(error.into_bytes()));
            refuse(
                "gives a password that is not UTF-8: RFC 4616 and the other mechanisms want UTF-8",
            )
        }
    }
}

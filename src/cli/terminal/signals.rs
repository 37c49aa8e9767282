//! Which signals end a run. Every one that ends a process by itself and can be caught, for each of them would leave a terminal
//! without echo: a line that is hung up, Ctrl-\\, a limit of time. What whoever started the process ignores stays ignored,
//! as `nohup` wants it; and where nobody can be asked, what is no business of a terminal keeps its meaning.

use std::io::{self, IsTerminal};

use tokio::signal::unix::SignalKind;

/// Numbers that are the same on all systems (POSIX, `kill`), and those of signals without a name in the library.
const ALARM: i32 = 14;

/// SIGXCPU, SIGVTALRM and SIGPROF have the same numbers on Linux, BSD and macOS.
const TIME_IS_UP: [i32; 3] = [24, 26, 27];

/// The signals to wait for.
pub(super) fn that_end_the_run() -> Vec<SignalKind> {
    let always = [SignalKind::interrupt(), SignalKind::terminate()];
    let at_a_terminal = [
        SignalKind::hangup(),
        SignalKind::quit(),
        SignalKind::user_defined1(),
        SignalKind::user_defined2(),
        SignalKind::from_raw(ALARM),
    ];
    let at_a_terminal = at_a_terminal
        .into_iter()
        .chain(TIME_IS_UP.map(SignalKind::from_raw))
        .filter(|_| io::stdin().is_terminal());
    let more = at_a_terminal.filter(|signal| !is_ignored(*signal));
    always.into_iter().chain(more).collect()
}

/// Whether this process was started to ignore the signal.
pub(super) fn is_ignored(signal: SignalKind) -> bool {
    ignored() >> (signal.as_raw_value() - 1) & 1 != 0
}

/// The signals that this process was started to ignore, one a bit; where that cannot be known, none.
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status
        .lines()
        .find_map(|line| line.strip_prefix("SigIgn:"))
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.unwrap_or_default()
}

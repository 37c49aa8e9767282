//! How much of a process was in memory at most, which Linux writes down in `/proc`.

/// What no run may need, in KiB.
pub(crate) const MOST: u64 = 32 * 1024;

/// The peak so far in KiB, of a process by its id or of this one, `self`. None when the process is over, or the system
/// is another.
pub(crate) fn peak(process: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

//! What is said of more than one spelling.

pub(super) const SMTP_ONLY: &str = "no protocol but SMTP is spoken";
pub(super) const TLS_IS_USED: &str =
    "STARTTLS is used where it is offered, and --starttls requires it";
pub(super) const VERSIONS: &str = "left out: the newest version of both is used; --min-tls takes 1.2 or 1.3, --scan-tls finds out which are accepted";
pub(super) const NO_SUITES: &str =
    "suites, groups and signatures cannot be chosen; --scan-tls finds out which are accepted";
pub(super) const UNVERIFIED: &str = "a certificate that does not verify never ends the check";
pub(super) const STANDARD_OUTPUT: &str =
    "the result goes to standard output; --report F=FILE writes it to a file as well";
pub(super) const FORMATS: &str =
    "--format has the forms there are, and --report F=FILE writes one to a file";
pub(super) const ONE_FILE: &str = "a directory cannot be used; --ca-file takes one PEM file";
pub(super) const BOTH_FAMILIES: &str = "both families are used, unless -4 or -6 is given";
pub(super) const ALWAYS: &str = "this is always looked at";
pub(super) const SCAN: &str = "--scan-tls";
pub(super) const NOT_TESTED: &str = "there is no such test";
pub(super) const NO_PROXY: &str = "no proxy is used";
/// Why a password is no argument, and where it comes from.
pub(super) const PASSWORD: &str = "a password is never an argument, for other users can read the arguments of every process: leave it out \
                        to be asked, or use --password-file, --password-stdin, --password-command or SMTPCHECK_PASSWORD";

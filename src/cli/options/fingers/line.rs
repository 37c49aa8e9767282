//! The command line as it should be: words of ours, none of which is a secret.

/// A line that grows from left to right; the host stands first.
#[derive(Default)]
pub(super) struct Line {
    host: Vec<String>,
    words: Vec<Vec<String>>,
    login: bool,
    /// What the program's variable holds and no line may show.
    password: Option<String>,
}

/// Options that may stand there more than once.
const LISTS: &[&str] = &[
    "--to",
    "--header",
    "--attach",
    "--ignore",
    "--check-relay",
    "--check-enumeration",
    "--quiet",
];

impl Line {
    pub(super) fn new(password: Option<&str>) -> Self {
        Self {
            password: password.map(str::to_owned),
            ..Self::default()
        }
    }

    /// An option without value.
    pub(super) fn option(&mut self, name: &str) {
        self.push(vec![name.to_owned()]);
    }

    /// An option with its value.
    pub(super) fn option_with(&mut self, name: &str, value: &str) {
        match name {
            "--server" => _ = self.server(value),
            "--user" => {
                self.login = true;
                self.push(vec![name.to_owned(), value.to_owned()]);
            }
            _ => self.push(vec![name.to_owned(), value.to_owned()]),
        }
    }

    /// A login, with whatever mechanism.
    pub(super) fn login(&mut self) {
        self.login = true;
    }

    /// The target, as it is named; what to say of it.
    pub(super) fn target(&mut self, named: &str) -> String {
        let (host, said) = self.without_userinfo(named);
        let (host, path) = without_path(&host);
        if let Some(name) = path {
            self.option_with("--ehlo", &name);
        }
        match in_brackets(&host) {
            true => self.host(vec!["--server".to_owned(), host.replace(['[', ']'], "")]),
            false => self.host(vec![host]),
        }
        said.unwrap_or_else(|| "the target, as it is".to_owned())
    }

    /// This very host.
    pub(super) fn server(&mut self, named: &str) -> String {
        let (host, said) = self.without_userinfo(named);
        let bare = match in_brackets(&host) {
            true => host.replace(['[', ']'], ""),
            false => host,
        };
        self.host(vec!["--server".to_owned(), bare]);
        said.unwrap_or_else(|| "--server".to_owned())
    }

    /// The words, the host first, and a login where one was meant.
    pub(super) fn finish(mut self) -> Vec<String> {
        if self.login && !self.words.iter().any(|words| words[0] == "--auth") {
            self.words
                .push(vec!["--auth".to_owned(), "auto".to_owned()]);
        }
        let words = std::iter::once(self.host).chain(self.words);
        words.flatten().collect()
    }

    /// Whether a host was named.
    pub(super) fn has_host(&self) -> bool {
        !self.host.is_empty()
    }

    /// The words of one option.
    pub(super) fn words(&mut self, words: &[&str]) {
        self.push(words.iter().map(|word| (*word).to_owned()).collect());
    }

    /// A word as it may be repeated.
    pub(super) fn harmless(&self, word: &str) -> String {
        match self.shows_a_secret(&[word.to_owned()]) {
            true => "[concealed]".to_owned(),
            false => crate::text::visible(word.as_bytes()),
        }
    }

    fn has(&self, name: &str) -> bool {
        self.words.iter().any(|words| words[0] == name)
    }

    fn host(&mut self, words: Vec<String>) {
        if self.host.is_empty() && !self.shows_a_secret(&words) {
            self.host = words;
        }
    }

    /// The first of an option counts, unless it is a list. A value with a password in it is left out with its option.
    fn push(&mut self, words: Vec<String>) {
        let is_list = LISTS.contains(&words[0].as_str());
        if !self.shows_a_secret(&words) && (is_list || !self.has(&words[0])) {
            self.words.push(words);
        }
    }

    fn shows_a_secret(&self, words: &[String]) -> bool {
        let password = self.password.as_deref();
        let is_text = matches!(words[0].as_str(), "--header" | "--subject" | "--body");
        words.iter().any(|word| {
            password.is_some_and(|password| word.contains(password))
                || !is_text && super::secret::has_password(word)
        })
    }

    /// The host of a URL, whose user becomes an option and whose password is left out.
    fn without_userinfo(&mut self, named: &str) -> (String, Option<String>) {
        let (scheme, rest) = match named.split_once("://") {
            Some((scheme, rest)) => (format!("{scheme}://"), rest),
            None => (String::new(), named),
        };
        let userinfo = rest.rsplit_once('@');
        let Some((userinfo, host)) =
            userinfo.filter(|(info, _)| !scheme.is_empty() || info.contains(':'))
        else {
            return (named.to_owned(), None);
        };
        let (user, password) = userinfo.split_once(':').unwrap_or((userinfo, ""));
        self.option_with("--user", user);
        let said = match password {
            "" => "--user".to_owned(),
            _ => format!("--user with the user alone: {}", super::said::PASSWORD),
        };
        (format!("{scheme}{host}"), Some(said))
    }
}

/// curl takes the path of a URL as the name to say with EHLO.
fn without_path(url: &str) -> (String, Option<String>) {
    let Some((scheme, rest)) = url.split_once("://") else {
        return (url.to_owned(), None);
    };
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let path = Some(path.to_owned()).filter(|path| !path.is_empty());
    (format!("{scheme}://{authority}"), path)
}

/// Shells take brackets for themselves; an IPv6 address with a port needs them.
fn in_brackets(host: &str) -> bool {
    host.starts_with('[') && host.matches(':').count() <= 1
}

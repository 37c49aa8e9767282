//! A message as DKIM sees it: header fields as they are written, and a body of lines. Lines end in CRLF; those of a file, which end in
//! LF alone, are taken for the same, as it is sent with CRLF.

/// A message in two parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message<'a> {
    /// The fields of its header, in order.
    pub fields: Vec<Field<'a>>,
    /// What follows the empty line.
    pub body: &'a [u8],
}

/// One field of the header: RFC 5322 section 2.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field<'a> {
    /// All of it, folded as it was, without the last line end.
    pub whole: &'a [u8],
    /// Where the colon is.
    colon: usize,
}

/// The most fields that are read.
const MOST_FIELDS: usize = 100_000;

impl<'a> Message<'a> {
    /// Cuts a message. A line that is neither a field nor the rest of one ends the header, as an empty line does, and belongs to the
    /// body.
    #[must_use]
    pub fn parse(bytes: &'a [u8]) -> Self {
        let mut fields = Vec::new();
        let mut rest = bytes;
        while fields.len() < MOST_FIELDS {
            let (line, after) = first_line(rest);
            if line.is_empty() {
                let body = if rest.is_empty() { rest } else { after };
                return Self { fields, body };
            }
            let length = field_length(rest);
            let Some(field) = Field::parse(without_end(&rest[..length])) else {
                break;
            };
            fields.push(field);
            rest = &rest[length..];
        }
        Self { fields, body: rest }
    }

    /// The fields of a name, the last first.
    pub fn named(&self, name: &str) -> impl Iterator<Item = &Field<'a>> {
        let fields = self.fields.iter().rev();
        fields.filter(move |field| field.is(name))
    }
}

impl<'a> Field<'a> {
    /// Reads a field without its last line end; `None` where there is no name.
    #[must_use]
    pub fn parse(whole: &'a [u8]) -> Option<Self> {
        let colon = whole.iter().position(|octet| *octet == b':')?;
        let name = whole[..colon].trim_ascii_end();
        let is_name = !name.is_empty() && name.iter().all(u8::is_ascii_graphic);
        is_name.then_some(Self { whole, colon })
    }

    /// Its name, as it is written.
    #[must_use]
    pub fn name(&self) -> &'a [u8] {
        self.whole[..self.colon].trim_ascii_end()
    }

    /// What stands before the colon, white space included.
    #[must_use]
    pub fn before_colon(&self) -> &'a [u8] {
        &self.whole[..self.colon]
    }

    /// What stands behind the colon.
    #[must_use]
    pub fn value(&self) -> &'a [u8] {
        &self.whole[self.colon + 1..]
    }

    /// Whether it has this name; case does not count.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.name().eq_ignore_ascii_case(name.as_bytes())
    }
}

/// The first line without its end, and what follows the end.
pub(super) fn first_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    match bytes.iter().position(|octet| *octet == b'\n') {
        Some(end) => (without_end(&bytes[..=end]), &bytes[end + 1..]),
        None => (bytes, &[]),
    }
}

fn without_end(bytes: &[u8]) -> &[u8] {
    let Some(line) = bytes.strip_suffix(b"\n") else {
        return bytes;
    };
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// How far a field goes: to the end of the last line that begins with white space.
fn field_length(bytes: &[u8]) -> usize {
    let mut end = 0;
    loop {
        let (_, after) = first_line(&bytes[end..]);
        end = bytes.len() - after.len();
        if !matches!(after.first(), Some(b' ' | b'\t')) {
            return end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_keep_their_folds() {
        let message = Message::parse(b"A: b\r\n c\r\nD : e\n\nbody\r\n");
        let whole: Vec<_> = message.fields.iter().map(|field| field.whole).collect();
        assert_eq!(whole, [&b"A: b\r\n c"[..], b"D : e"]);
        assert_eq!(
            (message.fields[1].name(), message.body),
            (&b"D"[..], &b"body\r\n"[..])
        );
        assert_eq!(
            message.named("a").next().map(Field::value),
            Some(&b" b\r\n c"[..])
        );
    }

    #[test]
    fn a_message_may_have_no_body_or_no_header() {
        assert_eq!(Message::parse(b"A: b").body, b"");
        assert_eq!(Message::parse(b"A: b\r\n\r\n").body, b"");
        assert_eq!(Message::parse(b"").fields, []);
        assert_eq!(Message::parse(b"\r\nA: b").body, b"A: b");
        assert_eq!(
            Message::parse(b"no field\r\nA: b").body,
            b"no field\r\nA: b"
        );
    }
}

//! Files that go with the test message, and their media types (RFC 2046) by the end of the file's name.

/// One attachment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Name that the recipient sees, without folders.
    pub file_name: String,
    /// The file's bytes.
    pub content: Vec<u8>,
    /// Media type, such as `application/pdf`.
    pub content_type: String,
}

impl Attachment {
    /// An attachment whose media type follows from its name.
    #[must_use]
    pub fn new(file_name: impl Into<String>, content: Vec<u8>) -> Self {
        let file_name = file_name.into();
        let content_type = content_type_of(&file_name).to_owned();
        Self {
            file_name,
            content,
            content_type,
        }
    }
}

/// Messages (`.eml`) are left out: `message/rfc822` may not be encoded (RFC 2046 section 5.2.1), so that one
/// with long lines or 8-bit text would spoil the message around it.
const CONTENT_TYPES: &[(&str, &str)] = &[
    ("7z", "application/x-7z-compressed"),
    ("csv", "text/csv"),
    (
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    ("gif", "image/gif"),
    ("gz", "application/gzip"),
    ("htm", "text/html"),
    ("html", "text/html"),
    ("ics", "text/calendar"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("json", "application/json"),
    ("log", "text/plain"),
    ("md", "text/markdown"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("tar", "application/x-tar"),
    ("txt", "text/plain"),
    ("vcf", "text/vcard"),
    ("webp", "image/webp"),
    (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    ("xml", "application/xml"),
    ("zip", "application/zip"),
];

fn content_type_of(file_name: &str) -> &'static str {
    let extension = file_name
        .rsplit_once('.')
        .map_or("", |(_, extension)| extension);
    CONTENT_TYPES
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(extension))
        .map_or("application/octet-stream", |(_, content_type)| content_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_media_type_follows_from_the_end_of_the_name() {
        assert_eq!(content_type_of("report.PDF"), "application/pdf");
        assert_eq!(content_type_of("archive.tar.gz"), "application/gzip");
        for unknown in ["pdf", "eicar.com", "message.eml", "", "dot."] {
            assert_eq!(
                content_type_of(unknown),
                "application/octet-stream",
                "{unknown}"
            );
        }
    }
}

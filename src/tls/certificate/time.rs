//! A moment of a certificate's validity: whole seconds, up to the year 9999, which is past what a timestamp can hold.
//! RFC 5280 section 4.1.2.5.

use std::fmt;

use jiff::civil::{DateTime, date};
use jiff::{SignedDuration, Timestamp};
#[cfg(test)]
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};

/// 99991231235959Z: there is no end (section 4.1.2.5).
const NO_END: i64 = 253_402_300_799;

/// Seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CertificateTime(i64);

impl CertificateTime {
    /// From seconds since 1970.
    #[must_use]
    pub const fn from_second(second: i64) -> Self {
        Self(second)
    }

    /// Seconds since 1970.
    #[must_use]
    pub const fn as_second(self) -> i64 {
        self.0
    }

    /// Whether it stands for "no expiry".
    #[must_use]
    pub const fn is_no_end(self) -> bool {
        self.0 >= NO_END
    }

    /// The day and hour in UTC.
    #[must_use]
    pub fn utc(self) -> DateTime {
        let epoch = date(1970, 1, 1).at(0, 0, 0, 0);
        let moment = epoch.saturating_add(SignedDuration::from_secs(self.0));
        // Saturating ends in fractions of a second.
        moment.with().subsec_nanosecond(0).build().unwrap_or(moment)
    }
}

impl From<Timestamp> for CertificateTime {
    fn from(moment: Timestamp) -> Self {
        Self(moment.as_second())
    }
}

impl fmt::Display for CertificateTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}Z", self.utc())
    }
}

impl Serialize for CertificateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
impl JsonSchema for CertificateTime {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "CertificateTime".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "format": "date-time"})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_second_of_the_year_9999_is_shown_as_it_is() {
        let end = CertificateTime::from_second(NO_END);
        assert_eq!(end.to_string(), "9999-12-31T23:59:59Z");
        assert!(end.is_no_end());
        let day = CertificateTime::from_second(0);
        assert_eq!(day.to_string(), "1970-01-01T00:00:00Z");
        assert_eq!(serde_json::json!(day), "1970-01-01T00:00:00Z");
        assert!(!day.is_no_end());
    }

    #[test]
    fn no_number_is_a_panic() {
        for second in [i64::MIN, i64::MAX] {
            let _ = CertificateTime::from_second(second).to_string();
        }
    }
}

//! How long the certificates last: a bar for each on the scale of the server's own, which has a quarter of its length on either
//! side; what lasts longer goes over the edge, which the dates beside it say.

use std::io::{self, Write};

use jiff::Timestamp;

use crate::{
    render::markup::Text,
    tls::{Certificate, certificate::CertificateTime},
};

const WHOLE: f64 = 1000.0;

/// The part of time that is shown, in seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Window {
    begin: f64,
    end: f64,
}

impl Window {
    /// That of the server's certificate and of now.
    fn of(from: CertificateTime, until: CertificateTime, now: Timestamp) -> Self {
        let now = seconds(now.into());
        let (from, until) = (seconds(from), seconds(until));
        let (begin, end) = (from.min(now), until.max(now));
        let margin = ((end - begin) / 4.0).max(1.0);
        Self {
            begin: begin - margin,
            end: end + margin,
        }
    }

    /// Where a moment stands, within the picture.
    fn at(self, moment: CertificateTime) -> f64 {
        let share = (seconds(moment) - self.begin) / (self.end - self.begin);
        (share * WHOLE).clamp(0.0, WHOLE)
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a second more or less is no pixel"
)]
fn seconds(moment: CertificateTime) -> f64 {
    moment.as_second() as f64
}

pub(super) fn write(output: &mut dyn Write, all: &[Certificate], now: Timestamp) -> io::Result<()> {
    let Some((from, until)) = all.first().and_then(validity) else {
        return Ok(());
    };
    let window = Window::of(from, until, now);
    writeln!(
        output,
        "<h3>How long the certificates last</h3>\n<table class=\"bars certificates\">\n<tbody>"
    )?;
    for certificate in all {
        row(output, certificate, window, now)?;
    }
    writeln!(
        output,
        "</tbody>\n</table>\n<p class=\"legend\">The line is the day of the check, {}.</p>",
        day(now.into())
    )
}

fn validity(certificate: &Certificate) -> Option<(CertificateTime, CertificateTime)> {
    Some((certificate.not_before?, certificate.not_after?))
}

fn row(
    output: &mut dyn Write,
    certificate: &Certificate,
    window: Window,
    now: Timestamp,
) -> io::Result<()> {
    let name = Text(certificate.display_name());
    let Some((from, until)) = validity(certificate) else {
        return writeln!(
            output,
            "<tr><th scope=\"row\">{name}</th><td>not readable</td><td></td></tr>"
        );
    };
    let is_valid = !certificate.has_expired(now) && !certificate.is_not_yet_valid(now);
    let (x, end, line) = (window.at(from), window.at(until), window.at(now.into()));
    writeln!(
        output,
        "<tr><th scope=\"row\">{name}</th><td class=\"number\">{} to {}</td>\
         <td><svg viewBox=\"0 0 1000 12\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\
         <rect class=\"{}\" x=\"{x:.1}\" y=\"2\" width=\"{:.1}\" height=\"8\"/>\
         <rect class=\"now\" x=\"{line:.1}\" width=\"4\" height=\"12\"/></svg></td></tr>",
        day(from),
        day(until),
        if is_valid { "valid" } else { "over" },
        (end - x).max(2.0)
    )
}

fn day(moment: CertificateTime) -> String {
    match moment.is_no_end() {
        true => "ever".to_owned(),
        false => moment.utc().date().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_s_certificate_has_room_on_either_side() {
        let at = CertificateTime::from_second;
        let now = Timestamp::from_second(150).unwrap();
        let window = Window::of(at(100), at(200), now);
        assert_eq!((window.begin, window.end), (75.0, 225.0));
        assert_eq!(window.at(at(150)), 500.0);
        assert_eq!(window.at(at(0)), 0.0);
        assert_eq!(window.at(at(i64::MAX)), 1000.0);
        // One that is over: now is in the picture all the same.
        let late = Timestamp::from_second(300).unwrap();
        assert_eq!(Window::of(at(100), at(200), late).end, 350.0);
    }
}

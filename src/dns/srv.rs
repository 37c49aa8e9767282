//! Service records (RFC 2782) as mail submission uses them (RFC 6186, RFC 8314 section 5.1). The choice by
//! weight is replaced by an order, so that runs can be compared.

use std::cmp::Reverse;

/// One SRV record (RFC 2782).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Srv {
    /// Lower ones are tried first.
    pub priority: u16,
    /// Among equal priorities the share of connections that the target should get.
    pub weight: u16,
    /// Port of the service.
    pub port: u16,
    /// The host, without final dot; `.` when the service is not offered.
    pub target: String,
}

impl Srv {
    /// Whether the record says that the service is "decidedly not available" (RFC 2782, "Target").
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        self.target == "."
    }
}

/// Orders by priority, then the greatest weight first, then name and port.
pub fn srv_order(services: &mut [Srv]) {
    services.sort_by_cached_key(|srv| {
        let target = srv.target.to_ascii_lowercase();
        (srv.priority, Reverse(srv.weight), target, srv.port)
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn srv(priority: u16, weight: u16, target: &str) -> Srv {
        Srv {
            priority,
            weight,
            port: 587,
            target: target.to_owned(),
        }
    }

    #[test]
    fn priority_comes_before_weight_and_weight_before_name() {
        let mut services = [
            srv(10, 0, "a"),
            srv(0, 1, "c"),
            srv(0, 9, "d"),
            srv(0, 1, "b"),
        ];
        srv_order(&mut services);
        assert_eq!(
            services,
            [
                srv(0, 9, "d"),
                srv(0, 1, "b"),
                srv(0, 1, "c"),
                srv(10, 0, "a")
            ]
        );
    }

    #[test]
    fn the_root_as_target_means_not_offered() {
        assert!(srv(0, 0, ".").is_unavailable());
        assert!(!srv(0, 0, "mail.example").is_unavailable());
    }
}

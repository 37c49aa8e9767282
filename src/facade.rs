//! What the binary, the tests and the fuzz targets may use, under the names of the rooms. All else is seen by this crate
//! alone, so that the compiler tells what has no use.

#![allow(
    missing_docs,
    reason = "the rooms and what is in them are described where they are"
)]

pub mod cli {
    pub mod environment {
        pub use crate::cli::environment::Environment;
    }
    pub mod generate {
        pub use crate::cli::generate::generate;
    }
    pub mod live {
        pub use crate::cli::live::Screen;
    }
    pub mod many {
        pub use crate::cli::many::{Earlier, Many, Sink, Source};
    }
    pub mod options {
        pub use crate::cli::options::{Artefact, Options, Sources, parse};
    }
    pub mod output {
        pub use crate::cli::output::report_panic;
    }
    pub mod present {
        pub use crate::cli::present::{Ended, attended};
    }
    pub mod prompt {
        pub use crate::cli::prompt::Scripted;
    }
    pub mod run {
        pub use crate::cli::run::run;
    }
    pub mod settings {
        pub use crate::cli::settings::{Action, Error, Settings, Targets, understand};
    }
}
pub mod dns {
    pub use crate::dns::{
        Alias, Answer, Caa, DomainName, Family, Lookup, Mx, Proof, Proven, Reason, Srv, Tlsa, Txt,
        mx_order, reverse_name, srv_order,
    };
    pub mod addresses {
        pub use crate::dns::addresses::merged;
    }
}
pub mod finding {
    pub use crate::finding::{EXIT_STATUSES, Judgement, Outcome, Severity, catalogue, ids};
    pub mod fact {
        pub use crate::finding::fact::{Kind, table};
    }
}
pub mod net {
    pub use crate::net::{Dialled, Network, http};
    pub mod https {
        pub use crate::net::https::{LIMIT, Request};
    }
    pub mod resolver {
        pub mod validation {
            pub use crate::net::resolver::validation::{
                Anchors, Checked, Context, Cryptography, Library, Next, Outcome, Question, Status,
                Support, Validation, Verdict, Zones,
            };
        }
    }
    pub mod tls {
        pub use crate::net::tls::{Parameters, Roots, Shown, handshake, judge_chain, judge_dane};
    }
}
pub mod playback {
    pub use crate::playback::{Certificates, Outcome, Script, ScriptError, play};
}
pub mod probe {
    pub use crate::probe::Pool;
    pub mod aim {
        pub use crate::probe::aim::{Aim, Host};
    }
    pub mod task {
        pub use crate::probe::task::Envelope;
    }
}
pub mod record {
    pub mod dane {
        pub use crate::record::dane::{DaneRecord, DaneStatus, RecordStatus};
    }
    pub mod dmarc {
        pub use crate::record::dmarc::{
            Aligned, Alignment, Beginning, Disposition, Dmarc, Given, Identifier, IdentifierKind,
            Outlook, PublicSuffix, Record, Standing, alignment, beginning, survey,
        };
    }
    pub mod look_up {
        pub use crate::record::look_up::{Answered, Asking, Known, NoRecords, Question};
    }
    pub mod mta_sts {
        pub use crate::record::mta_sts::{
            FetchError, LONGEST_MAX_AGE, Mode, MxPattern, Policy, PolicyError, Response, StsRecord,
            in_words, quote, read,
        };
    }
    pub mod spf {
        pub use crate::record::spf::{
            All, Cause, Checked, Noted, Problem, Qualifier, Sender, Spf, Status, Step, TermFacts,
            TermStatus, Verdict, Warning, WarningKind, check, survey,
        };
    }
    pub mod tag_list {
        pub use crate::record::tag_list::{Tag, TagFault, TagFaultKind, TagList};
    }
}
pub mod render {
    pub use crate::render::{FORMATS, SCHEMA, Style, Writers};
}
pub mod sasl {
    pub use crate::sasl::{
        ChannelBinding, ChannelBindingKind, Credentials, Error, Exchange, MECHANISMS, Secret,
    };
}
pub mod smtp {
    pub use crate::smtp::{
        Command, Concealer, Event, Extension, Extensions, FALSE_ENDS, Gibberish, MOST_EXTENSIONS,
        Outgoing, Reply, ReplyCode, Session, Shown, explain, known, queue_id,
    };
}
pub mod tls {
    pub use crate::tls::{Certificate, MOST_CERTIFICATES, Storyboard, TlsVersion, Verification};
    pub mod certificate {
        pub use crate::tls::certificate::{
            DerParts, Key, Signed, association, contents, end_point_binding, pem,
        };
    }
    pub mod names {
        pub use crate::tls::names::{NameMatch, match_name, mismatch};
    }
    pub mod ocsp {
        pub use crate::tls::ocsp::Response;
        pub mod response {
            pub use crate::tls::ocsp::response::Responder;
        }
    }
    pub mod path {
        pub use crate::tls::path::{
            About, Anchor, Answer, Compare, Fault, Question, SignatureCheck,
        };
    }
    pub mod server_flight {
        pub use crate::tls::server_flight::{Answer, ServerFlight};
    }
    pub mod storyboard {
        pub use crate::tls::storyboard::{Content, Message, Opened, Sealed, Sender};
    }
}

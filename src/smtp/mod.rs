//! SMTP without I/O: replies, commands, mail addresses, message data, and the [`Session`] that turns bytes of a
//! server into events. RFC 5321 and its extensions. What a server does wrong is data (a [`Violation`]), never an
//! error that ends the conversation.

mod command;
mod conceal;
mod data;
mod demand;
mod end_of_data;
mod enhanced_status_code;
pub mod extension;
mod forward_path;
mod gibberish;
mod held;
mod line;
mod mailbox;
mod outgoing;
mod queue_id;
mod reply;
mod reply_code;
pub mod service;
mod session;
mod status_of_reply;
mod violation;

pub use self::{
    command::{ClientName, Command, Parameter, UserName},
    conceal::Concealer,
    data::dot_stuff,
    demand::Demand,
    end_of_data::{END_OF_DATA, FALSE_ENDS, FalseEnd, LINE_END},
    enhanced_status_code::EnhancedStatusCode,
    extension::{Extension, Extensions, Known, MOST_EXTENSIONS, explain, in_brief, known},
    forward_path::{ForwardPath, OwnNames, RelayForm, relay_forms},
    gibberish::Gibberish,
    line::code_of_line,
    mailbox::{Mailbox, ReversePath},
    outgoing::{Outgoing, Shown},
    queue_id::queue_id,
    reply::Reply,
    reply_code::ReplyCode,
    session::{Event, Session},
    violation::{OUT_OF_STEP, Position, THE_MESSAGE, Violation},
};

//! The command line: what was typed (`options`), what it means (`settings`), what is asked for at a terminal
//! (`prompt`, `terminal`), and what is made from the definitions of the options (`manual`, `generate`).

mod check;
mod closed_pipe;
pub mod concealed;
mod core_dump;
pub mod demo;
mod dump;
pub mod environment;
pub mod explain;
pub mod generate;
pub mod live;
pub mod manual;
pub mod many;
pub mod options;
pub mod output;
pub mod present;
pub mod prompt;
pub mod result_file;
pub mod run;
pub mod settings;
mod similar;
mod spinner;
pub mod terminal;
mod written;

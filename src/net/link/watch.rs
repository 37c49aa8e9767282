//! Where events go, with the time and the server that they are about.

use tokio::time::Instant;

use crate::event::{About, Event, Observed, Observer};

/// Where events about one server go.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    observer: &'a dyn Observer,
    started: Instant,
    about: About,
}

impl<'a> Watch<'a> {
    /// Events about `about`, with times since `started`.
    #[must_use]
    pub fn new(observer: &'a dyn Observer, started: Instant, about: About) -> Self {
        Self {
            observer,
            started,
            about,
        }
    }

    /// The same about somebody else.
    #[must_use]
    pub fn about(self, about: About) -> Self {
        Self { about, ..self }
    }

    /// The same by way of another observer.
    #[must_use]
    pub fn through<'b>(self, observer: &'b dyn Observer) -> Watch<'b> {
        Watch {
            observer,
            started: self.started,
            about: self.about,
        }
    }

    /// Reports that `event` happened now.
    pub fn tell(&self, event: Event) {
        self.observer.observe(&Observed {
            at: self.started.elapsed(),
            about: self.about,
            event,
        });
    }
}

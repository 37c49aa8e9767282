//! Where events go, with the time and the server that they are about.

use std::time::Duration;

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

    /// Where they go.
    #[must_use]
    pub fn observer(self) -> &'a dyn Observer {
        self.observer
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
        self.tell_at(self.elapsed(), event);
    }

    /// The time since the check began.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// Reports that `event` happened so long after the check began.
    pub fn tell_at(&self, at: Duration, event: Event) {
        self.observer.observe(&Observed {
            at,
            about: self.about,
            event,
        });
    }
}

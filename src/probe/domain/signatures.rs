//! The DKIM signatures of the message, verified beside everything else.

use super::{look_ups, time::Time};
use crate::{
    event::{Event, Policy},
    net::{Network, link::Watch},
    probe::task::Task,
    record::{
        dkim::{message::Message, verify},
        look_up::Asking,
    },
};

/// Verifies them where that is asked for.
pub(in crate::probe) async fn verify<N: Network>(
    task: &Task,
    network: &N,
    watch: Watch<'_>,
    time: &Time,
) {
    let Some(message) = &task.policy.message else {
        return;
    };
    let message = Message::parse(message);
    let now = u64::try_from(network.timestamp().as_second()).unwrap_or_default();
    let machine = |asking: &mut Asking<'_>| {
        let verdicts = verify::verify(asking, &message, now);
        let is_known = verdicts.is_some();
        if let Some(verdicts) = verdicts {
            watch.tell(Event::Policy(Policy::Signatures(verdicts)));
        }
        is_known
    };
    let resolve = |question| look_ups::answered(network, question);
    let search = async {
        look_ups::answer(time, resolve, machine).await;
    };
    super::awaited(time, watch, search, Event::Policy(Policy::KeysAwaited)).await;
}

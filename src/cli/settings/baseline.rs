//! What an earlier run saw: `--baseline`.

use std::{path::Path, sync::Arc};

use super::{Error, value};
use crate::{
    finding::{JudgeOptions, baseline::Baseline},
    net::file,
    probe::aim::{Aim, Host},
};

/// A hundred thousand targets in lines of 2 KiB.
const MOST: usize = 256 * 1024 * 1024;

pub(super) fn understand(path: Option<&Path>, label: &str) -> Result<Option<Arc<Baseline>>, Error> {
    let Some(path) = path else {
        return Ok(None);
    };
    let shown = value::shown_path(path);
    let bytes = file::read(path, MOST)
        .map_err(|error| Error::usage(format!("{label} cannot read {shown}: {error}")))?;
    let baseline = Baseline::read(&bytes)
        .map_err(|error| Error::usage(format!("{label}: {shown} {error}")))?;
    Ok(Some(Arc::new(baseline)))
}

/// Whether it is about this target. Of many each is asked when its turn comes.
pub(super) fn check(judging: &JudgeOptions, aim: &Aim, label: &str) -> Result<(), Error> {
    let domain = match &aim.host {
        Host::Name(name) => Some(name.as_str()),
        Host::Address(_) => None,
    };
    match &judging.baseline {
        Some(baseline) if !baseline.has(domain, &aim.input, aim.port) => {
            Err(Error::usage(format!(
                "{label} has no document of {} (port {}): it is about {}",
                domain.unwrap_or(&aim.input),
                aim.port,
                baseline.targets()
            )))
        }
        _ => Ok(()),
    }
}

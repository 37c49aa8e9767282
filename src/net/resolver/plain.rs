//! Questions without validation, through the DNS crate.

use std::net::{IpAddr, SocketAddr};

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{
    ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts,
};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use tokio::time::{Instant, timeout_at};

use super::ResolverOptions;
use super::records::{failure, relevant, select};
use crate::dns::addresses::{arranged, merged_lookups};
use crate::dns::{Answer, Family, Lookup};
use crate::text::visible;

pub(super) struct Client {
    resolver: TokioResolver,
    pub(super) search: Vec<Name>,
}

impl Client {
    pub(super) fn build(options: &ResolverOptions) -> Result<Self, String> {
        let (config, opts) = configuration(options)?;
        let mut search = config.search().to_vec();
        if search.is_empty() {
            search.extend(config.domain().cloned());
        }
        let mut builder =
            TokioResolver::builder_with_config(config, TokioRuntimeProvider::default());
        *builder.options_mut() = opts;
        let resolver = builder
            .build()
            .map_err(|error| visible(error.to_string().as_bytes()))?;
        Ok(Self { resolver, search })
    }

    /// Whether the search list has a say in what `name` means.
    pub(super) fn completes(&self, name: &Name) -> bool {
        name.num_labels() == 1 && !name.is_localhost()
    }

    /// The names to ask for in turn, as getaddrinfo does: a single label is completed first.
    pub(super) fn candidates(&self, name: &Name) -> Vec<Name> {
        let mut candidates = Vec::new();
        if self.completes(name) {
            let mut relative = name.clone();
            relative.set_fqdn(false);
            let completed = self
                .search
                .iter()
                .filter_map(|domain| relative.clone().append_domain(domain).ok());
            candidates.extend(completed.map(|mut name| {
                name.set_fqdn(true);
                name
            }));
        }
        candidates.push(name.clone());
        candidates
    }

    pub(super) async fn addresses(
        &self,
        name: &Name,
        family: Family,
        deadline: Instant,
    ) -> Lookup<IpAddr> {
        let ask = async |kind| {
            let records = self.records(name, kind, deadline).await;
            select(records, RData::ip_addr)
        };
        match family {
            Family::V4 => arranged(ask(RecordType::A).await),
            Family::V6 => arranged(ask(RecordType::AAAA).await),
            Family::Any => {
                let (v6, v4) = tokio::join!(ask(RecordType::AAAA), ask(RecordType::A));
                merged_lookups(v6, v4)
            }
        }
    }

    pub(super) async fn records(
        &self,
        name: &Name,
        kind: RecordType,
        deadline: Instant,
    ) -> Result<Vec<Record>, Lookup<()>> {
        match timeout_at(deadline, self.resolver.lookup(name.clone(), kind)).await {
            // The crate takes records for an answer whatever the code is; senders (res_search) go by the code.
            Ok(Ok(lookup)) if lookup.message().response_code == ResponseCode::NXDomain => {
                Err(Lookup::of(Answer::NoSuchName))
            }
            Ok(Ok(lookup)) => Ok(relevant(name, kind, lookup.answers())),
            Ok(Err(error)) => Err(failure(name, &error)),
            Err(_) => Err(Lookup::of(Answer::TimedOut)),
        }
    }
}

pub(super) fn configuration(
    options: &ResolverOptions,
) -> Result<(ResolverConfig, ResolverOpts), String> {
    let (config, mut opts) = match options.server {
        Some(server) => (asking(server), ResolverOpts::default()),
        None => hickory_resolver::system_conf::read_system_conf().map_err(|error| {
            let why = visible(error.to_string().as_bytes());
            format!("failed to read the system's DNS configuration: {why}")
        })?,
    };
    opts.timeout = options.timeout / 2;
    // The crate counts repetitions, not attempts.
    opts.attempts = 1;
    // Its own use of the hosts file forgets names that the search list completes.
    opts.use_hosts_file = ResolveHosts::Never;
    Ok((config, opts))
}

pub(super) fn asking(server: SocketAddr) -> ResolverConfig {
    let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
        connection.port = server.port();
        connection
    });
    let server = NameServerConfig::new(server.ip(), true, connections.into());
    ResolverConfig::from_name_servers(vec![server])
}

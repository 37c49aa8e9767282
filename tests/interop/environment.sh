# shellcheck shell=bash
# The mail servers that tests/interop/run and benches/compare talk to: installs what is missing,
# starts a name server (Unbound), Dovecot (SASL) and Postfix on loopback addresses of their own,
# each with its own configuration, queue and log below $directory, and stops them again. A Postfix
# or Dovecot that this machine already runs is neither read, changed nor signalled.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)

# shellcheck source=tests/interop/certificates.sh
source "$here/certificates.sh"
# shellcheck source=tests/interop/configuration.sh
source "$here/configuration.sh"
# shellcheck source=tests/interop/dnssec.sh
source "$here/dnssec.sh"

resolver=127.0.25.53:5353
ann_user=ann@example.test
ann_password='Tr0ub4dor & three=more, %d horses'
bob_user=bob@example.test
bob_password="pässwörd,mit=Umlaut"
wrong_password="not-the-password-7QX"
directory=
export here repository resolver ann_user ann_password bob_user bob_password wrong_password directory

# Packages: the programs, by the Debian package each one is in.
packages=(
  postfix:postfix dovecot:dovecot-core unbound:unbound openssl:openssl
  knotd:knot xxd:xxd python3:python3 ip:iproute2 update-ca-certificates:ca-certificates
)

say() { printf '%s\n' "$*" >&2; }
stop_with() { say "$(basename "$0"): $*"; exit 2; }

# A network of its own for the rest of the script: nothing else on its loopback, no way out.
enter_private_network() {
  if [[ ${INTEROP_NETWORK:-private} == shared || -n ${INTEROP_INSIDE:-} ]]; then return; fi
  if ! unshare --net true 2>/dev/null; then
    say "no private network namespace here: using this machine's loopback"
    return
  fi
  INTEROP_INSIDE=1 exec unshare --net "$0" "$@"
}

# `ip` is needed for it, so this runs after the installation.
raise_loopback() {
  if [[ -n ${INTEROP_INSIDE:-} ]]; then ip link set lo up; fi
}

# install_packages PROGRAM-OR-FILE:PACKAGE…: those that are missing, without starting their daemons.
install_packages() {
  local pair missing=()
  for pair in "$@"; do
    if [[ ${pair%%:*} == /* && -e ${pair%%:*} ]]; then continue; fi
    PATH=$PATH:/usr/sbin:/sbin command -v "${pair%%:*}" >/dev/null || missing+=("${pair#*:}")
  done
  if [[ ${#missing[@]} -eq 0 ]]; then return; fi
  command -v apt-get >/dev/null || stop_with "please install: ${missing[*]}"
  say "installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  local policy=/usr/sbin/policy-rc.d ours=
  if [[ ! -e $policy ]]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    ours=yes
  fi
  local outcome=0
  { apt-get -q update && apt-get -qy install --no-install-recommends "${missing[@]}"; } \
    >"${TMPDIR:-/tmp}/smtpcheck-apt.log" 2>&1 || outcome=$?
  if [[ -n $ours ]]; then rm -f "$policy"; fi
  [[ $outcome -eq 0 ]] || { tail -n 20 "${TMPDIR:-/tmp}/smtpcheck-apt.log" >&2; stop_with "apt-get failed"; }
  rm -f "${TMPDIR:-/tmp}/smtpcheck-apt.log"
}

# prepare [PROGRAM:PACKAGE…]: a private network has no way out, so packages and cargo come first.
prepare() {
  [[ $(id -u) -eq 0 ]] || stop_with "Postfix has to be started as root"
  export PATH=$PATH:/usr/sbin:/sbin
  if [[ -n ${INTEROP_INSIDE:-} ]]; then return; fi
  install_packages "${packages[@]}" "$@"
}

build_binary() {
  SMTPCHECK=${SMTPCHECK:-$repository/target/release/smtpcheck}
  if [[ ! -x $SMTPCHECK ]]; then
    [[ $SMTPCHECK == "$repository/target/release/smtpcheck" ]] || stop_with "$SMTPCHECK is not there"
    [[ -z ${INTEROP_INSIDE:-} ]] || stop_with "$SMTPCHECK is not there"
    (cd "$repository" && cargo build --release) >&2
  fi
  SMTPCHECK=$(realpath "$SMTPCHECK")
  export SMTPCHECK
}

# make_directory [PATH]: everything the servers read and write is below it.
make_directory() {
  if [[ $# -eq 1 ]]; then
    directory=$1
    mkdir "$directory" 2>/dev/null || stop_with "$directory is there already: remove it first"
  else
    directory=$(mktemp -d "${TMPDIR:-/tmp}/smtpcheck-interop.XXXXXX")
  fi
  chmod 755 "$directory"
  mkdir "$directory/log"
  server_processes=()
  export directory
}

start_servers() {
  make_certificates
  configure_unbound
  configure_dovecot
  configure_postfix
  write_secrets
  refuse_if_taken
  # A copy, because AppArmor profiles go by path and would keep /usr/sbin/unbound out of here.
  cp "$(command -v unbound)" "$directory/unbound/unbound"
  "$directory/unbound/unbound" -d -c "$directory/unbound/unbound.conf" >"$directory/log/unbound" 2>&1 &
  server_processes+=($!)
  dovecot -F -c "$directory/dovecot/dovecot.conf" >"$directory/log/dovecot-start" 2>&1 &
  server_processes+=($!)
  wait_for_socket "$directory/queue/private/auth"
  # Not through `postfix start`: its check walks the tree, which takes seconds under load.
  "$(postconf -dh daemon_directory)/master" -c "$directory/postfix" >"$directory/log/master" 2>&1 &
  server_processes+=($!)
  wait_for_port 127.0.25.53 5353
  wait_for_port 127.0.25.1 25
  wait_for_port 127.0.25.1 587
}

refuse_if_taken() {
  if (exec 3<>/dev/tcp/127.0.25.1/25) 2>/dev/null; then
    stop_with "something answers on 127.0.25.1 port 25 already; try without INTEROP_NETWORK=shared"
  fi
}

wait_for_port() {
  local attempt
  for attempt in {1..100}; do
    if (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; then return; fi
    sleep 0.1
  done
  show_logs
  stop_with "nothing listens on $1 port $2 after $((attempt / 10)) seconds"
}

wait_for_socket() {
  local attempt
  for attempt in {1..100}; do
    if [[ -S $1 ]]; then return; fi
    sleep 0.1
  done
  show_logs
  stop_with "no socket $1 after $((attempt / 10)) seconds"
}

show_logs() { tail -n 15 "$directory"/log/* >&2 || true; }

# Only processes that this script started, by number.
stop_servers() {
  local process
  for process in "${server_processes[@]}"; do kill "$process" 2>/dev/null || true; done
  for process in "${server_processes[@]}"; do wait "$process" 2>/dev/null || true; done
  if [[ -n ${directory:-} && -d $directory ]]; then rm -rf "$directory"; fi
}

# Every form in which a secret could leak, one a line; no output may contain any of them.
write_secrets() {
  local user secret
  printf '%s' "$ann_password" >"$directory/ann.password"
  printf '%s' "$bob_password" >"$directory/bob.password"
  printf '%s' "$wrong_password" >"$directory/wrong.password"
  chmod 600 "$directory"/*.password "$directory"/*.token
  for user in ann bob; do
    for secret in "$ann_password" "$bob_password" "$wrong_password"; do
      printf '%s\n' "$secret"
      printf '%s' "$secret" | base64 -w0 && echo
      printf '\0%s\0%s' "$user@example.test" "$secret" | base64 -w0 && echo
    done
  done >"$directory/secrets"
  cat "$directory"/*.token >>"$directory/secrets"
}

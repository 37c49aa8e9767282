# shellcheck shell=bash disable=SC2154,SC2034 # variables shared with the script that sources this
# Configuration files of the three servers, written below $directory. No name or address in them is
# outside example.test-like names (RFC 6761) and 127.0.25.0/24; mail for anywhere else is refused.

configure_unbound() {
  mkdir "$directory/unbound"
  cat >"$directory/unbound/unbound.conf" <<END
server:
  interface: 127.0.25.53@5353
  access-control: 127.0.0.0/8 allow
  do-ip6: no
  username: ""
  chroot: ""
  pidfile: ""
  directory: "$directory/unbound"
  use-syslog: no
  module-config: "iterator"
  do-not-query-localhost: yes
  local-zone: "test." nodefault
remote-control:
  control-enable: no
auth-zone:
  name: "."
  zonefile: "$directory/unbound/root.zone"
  for-downstream: no
  for-upstream: yes
END
  # The whole world in one root zone: what is not here does not exist. servfail.test is delegated
  # to an address that Unbound may not ask, which makes SERVFAIL without waiting.
  cat >"$directory/unbound/root.zone" <<'END'
$ORIGIN .
$TTL 60
.                       SOA   ns.test. hostmaster.test. 1 3600 600 86400 60
.                       NS    ns.test.
ns.test.                A     127.0.25.53
example.test.           MX    10 mx1.example.test.
example.test.           MX    20 mx2.example.test.
_submission._tcp.example.test.   SRV 0 1 587 mail.example.test.
_submissions._tcp.example.test.  SRV 0 1 465 mail.example.test.
mx1.example.test.       A     127.0.25.1
mx2.example.test.       A     127.0.25.2
mail.example.test.      A     127.0.25.1
expired.example.test.   A     127.0.25.3
mismatched.example.test. A    127.0.25.4
incomplete.example.test. A    127.0.25.5
selfsigned.example.test. A    127.0.25.6
plain.example.test.     A     127.0.25.7
tls12.example.test.     A     127.0.25.8
rejecting.example.test. A     127.0.25.9
asking.example.test.    A     127.0.25.10
screened.example.test.  A     127.0.25.11
exim.example.test.      A     127.0.25.12
opensmtpd.example.test. A     127.0.25.13
submission.example.test. A    127.0.25.14
aiosmtpd.example.test.  A     127.0.25.15
sizeless.example.test.  A     127.0.25.16
careless-exim.example.test. A 127.0.25.17
careless-opensmtpd.example.test. A 127.0.25.18
careless-aiosmtpd.example.test. A 127.0.25.19
alias.example.test.     CNAME mx1.example.test.
fallback.test.          MX    5 mx2.example.test.
fallback.test.          MX    10 mx1.example.test.
null.test.              MX    0 .
sts.test.               MX    10 mx1.example.test.
_mta-sts.sts.test.      TXT   "v=STSv1; id=20261121T000000;"
mta-sts.sts.test.       A     127.0.25.20
elsewhere.test.         MX    10 mx1.example.test.
_mta-sts.elsewhere.test. TXT  "v=STSv1; id=1;"
mta-sts.elsewhere.test. A     127.0.25.20
unnamed.test.           MX    10 mx1.example.test.
_mta-sts.unnamed.test.  TXT   "v=STSv1; id=1;"
mta-sts.unnamed.test.   A     127.0.25.20
nomx.test.              A     127.0.25.1
cname.test.             CNAME example.test.
mxcname.test.           MX    10 alias.example.test.
mxgone.test.            MX    10 gone.example.test.
empty.test.             TXT   "neither MX nor address"
noservice.test.         A     127.0.25.1
_submissions._tcp.noservice.test. SRV 0 0 0 .
servfail.test.          NS    ns.servfail.test.
ns.servfail.test.       A     127.0.25.99
END
}

configure_dovecot() {
  mkdir -p "$directory/dovecot/keys/default/HS256" "$directory/queue/private"
  chown "$(postconf -dh mail_owner)" "$directory/queue/private"
  chmod 700 "$directory/queue/private"
  printf '%s:{PLAIN}%s\n' "$ann_user" "$ann_password" "$bob_user" "$bob_password" >"$directory/dovecot/passwords"
  local key=interop-signing-key-of-32-octets
  printf '%s' "$key" | base64 -w0 >"$directory/dovecot/keys/default/HS256/default"
  sign_token "$key" >"$directory/ann.token"
  sign_token another-key-that-dovecot-does-not >"$directory/wrong.token"
  chown dovecot "$directory/dovecot/passwords"
  chmod 600 "$directory/dovecot/passwords"
  cat >"$directory/dovecot/oauth2.conf" <<END
introspection_mode = local
local_validation_key_dict = fs:posix:prefix=$directory/dovecot/keys/
username_attribute = sub
END
  cat >"$directory/dovecot/dovecot.conf" <<END
protocols =
listen = 127.0.25.1
ssl = no
base_dir = $directory/dovecot/run
state_dir = $directory/dovecot/state
log_path = $directory/log/dovecot
auth_mechanisms = plain login cram-md5 scram-sha-1 scram-sha-256 xoauth2 oauthbearer
auth_failure_delay = 0
auth_cache_size = 0
disable_plaintext_auth = no
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = $directory/dovecot/oauth2.conf
}
passdb {
  driver = passwd-file
  mechanisms = plain login cram-md5 scram-sha-1 scram-sha-256
  args = username_format=%u $directory/dovecot/passwords
}
userdb {
  driver = static
  args = uid=65534 gid=65534 home=/nonexistent
}
service auth {
  unix_listener $directory/queue/private/auth {
    mode = 0600
    user = $(postconf -dh mail_owner)
  }
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
!include_try $directory/dovecot/further.conf
END
}

# A JSON Web Token (RFC 7519) that Dovecot validates itself, without asking an identity provider.
sign_token() {
  local header payload
  header=$(printf '{"alg":"HS256","typ":"JWT"}' | base64url)
  payload=$(printf '{"sub":"%s","iat":%d,"exp":%d}' "$ann_user" "$(date +%s)" "$(($(date +%s) + 86400))" | base64url)
  printf '%s.%s.%s\n' "$header" "$payload" \
    "$(printf '%s.%s' "$header" "$payload" | openssl dgst -sha256 -hmac "$1" -binary | base64url)"
}

base64url() { base64 -w0 | tr '+/' '-_' | tr -d '='; }

configure_postfix() {
  local owner
  owner=$(postconf -dh mail_owner)
  mkdir -p "$directory/postfix" "$directory/data" "$directory/mail"
  chown "$owner" "$directory/data"
  chown nobody "$directory/mail"
  make_queue "$owner"
  write_main
  write_master
  cat >"$directory/postfix/mailboxes" <<'END'
ann@example.test ann/
bob@example.test bob/
jürgen@example.test juergen/
ann@nomx.test ann/
END
  cat >"$directory/postfix/recipients" <<'END'
greylisted@example.test 451 4.7.1 Greylisted, please try again in 5 minutes
END
  cat >"$directory/postfix/senders" <<'END'
refused@sender.test 550 5.7.1 This sender is not welcome
END
}

# What `postfix start` would have made with post-install, without its walk over the installed files.
make_queue() {
  local name
  for name in active bounce corrupt defer deferred flush hold incoming saved trace; do
    mkdir "$directory/queue/$name"
    chown "$1" "$directory/queue/$name"
    chmod 700 "$directory/queue/$name"
  done
  mkdir "$directory/queue/pid" "$directory/queue/public" "$directory/queue/maildrop"
  chown "$1:$(postconf -dh setgid_group)" "$directory/queue/public" "$directory/queue/maildrop"
  chmod 2710 "$directory/queue/public"
  chmod 1730 "$directory/queue/maildrop"
}

write_main() {
  cat >"$directory/postfix/main.cf" <<END
compatibility_level = 3.6
queue_directory = $directory/queue
data_directory = $directory/data
maillog_file = $directory/log/postfix
maillog_file_prefixes = $directory
myhostname = mx1.example.test
mydomain = example.test
mydestination =
mynetworks =
local_header_rewrite_clients =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtpd_peername_lookup = no
smtp_dns_support_level = disabled
alias_maps =
alias_database =
local_recipient_maps =
virtual_mailbox_domains = example.test, nomx.test
virtual_mailbox_base = $directory/mail
virtual_mailbox_maps = texthash:$directory/postfix/mailboxes
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
virtual_mailbox_limit = 0
message_size_limit = 26214400
default_transport = error:5.1.2 these servers know no other domain
smtpd_delay_reject = no
smtpd_error_sleep_time = 0
smtpd_hard_error_limit = 50
smtpd_soft_error_limit = 50
smtpd_sender_restrictions = check_sender_access texthash:$directory/postfix/senders
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_recipient_restrictions = check_recipient_access texthash:$directory/postfix/recipients
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_sasl_auth_enable = yes
smtpd_sasl_local_domain =
smtpd_tls_auth_only = yes
smtpd_tls_security_level = may
smtpd_tls_chain_files = $directory/ca/mx1.chain.pem
smtpd_tls_CAfile = $directory/ca/root.pem
smtpd_tls_loglevel = 1
smtpd_tls_received_header = yes
smtpd_tls_session_cache_database =
smtputf8_enable = yes
postscreen_greet_wait = 1s
postscreen_greet_action = enforce
postscreen_upstream_proxy_protocol =
END
}

write_master() {
  local ca=$directory/ca
  cat >"$directory/postfix/master.cf" <<END
127.0.25.1:25    inet n - n - - smtpd
127.0.25.1:587   inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt -o smtpd_tls_chain_files=$ca/mail.chain.pem
127.0.25.1:465   inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes -o smtpd_tls_chain_files=$ca/mail.chain.pem
127.0.25.3:25    inet n - n - - smtpd
  -o smtpd_tls_chain_files=$ca/expired.chain.pem -o myhostname=expired.example.test
127.0.25.3:465   inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes -o smtpd_tls_chain_files=$ca/expired.chain.pem -o myhostname=expired.example.test
127.0.25.4:25    inet n - n - - smtpd
  -o smtpd_tls_chain_files=$ca/other.chain.pem -o myhostname=other.example.test
127.0.25.4:465   inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes -o smtpd_tls_chain_files=$ca/other.chain.pem -o myhostname=other.example.test
127.0.25.5:25    inet n - n - - smtpd
  -o smtpd_tls_chain_files=$ca/incomplete.chain.pem -o smtpd_tls_CAfile= -o myhostname=incomplete.example.test
127.0.25.6:25    inet n - n - - smtpd
  -o smtpd_tls_chain_files=$ca/selfsigned.chain.pem -o myhostname=selfsigned.example.test
127.0.25.7:25    inet n - n - - smtpd
  -o smtpd_tls_security_level=none -o smtpd_tls_auth_only=no -o myhostname=plain.example.test
127.0.25.8:25    inet n - n - - smtpd
  -o smtpd_tls_protocols=TLSv1.2 -o myhostname=tls12.example.test
127.0.25.9:25    inet n - n - - smtpd
  -o smtpd_client_restrictions=reject -o myhostname=rejecting.example.test
127.0.25.10:25   inet n - n - - smtpd
  -o smtpd_tls_ask_ccert=yes -o myhostname=asking.example.test
127.0.25.11:25   inet n - n - 1 postscreen
  -o myhostname=screened.example.test
127.0.25.16:25   inet n - n - - smtpd
  -o smtpd_discard_ehlo_keywords=size -o myhostname=sizeless.example.test
smtpd     pass - - n - -    smtpd
  -o myhostname=screened.example.test
dnsblog   unix - - n - 0    dnsblog
tlsproxy  unix - - n - 0    tlsproxy
pickup    unix n - n 60 1   pickup
cleanup   unix n - n - 0    cleanup
qmgr      unix n - n 300 1  qmgr
tlsmgr    unix - - n 1000? 1 tlsmgr
rewrite   unix - - n - -    trivial-rewrite
bounce    unix - - n - 0    bounce
defer     unix - - n - 0    bounce
trace     unix - - n - 0    bounce
verify    unix - - n - 1    verify
flush     unix n - n 1000? 0 flush
proxymap  unix - - n - -    proxymap
proxywrite unix - - n - 1   proxymap
showq     unix n - n - -    showq
error     unix - - n - -    error
retry     unix - - n - -    error
discard   unix - - n - -    discard
virtual   unix - n n - -    virtual
anvil     unix - - n - 1    anvil
scache    unix - - n - 1    scache
postlog   unix-dgram n - n - 1 postlogd
END
}

# shellcheck shell=bash disable=SC2154,SC2034 # variables shared with the script that sources this
# The servers beside Postfix: Exim and OpenSMTPD in roots of their own (unpacked.sh), Dovecot's
# submission service, which relays to the suite's Postfix, and aiosmtpd (aiosmtpd_server.py). All know
# the mailboxes, users and limits of configuration.sh, each in its own words. Exim, OpenSMTPD and aiosmtpd
# have one more address each, where they are as careless as they can be set up to be (active_cases.sh).

# shellcheck source=tests/interop/unpacked.sh
source "$here/unpacked.sh"

further_packages=(
  /usr/lib/dovecot/submission:dovecot-submissiond
  /usr/lib/python3/dist-packages/aiosmtpd/smtp.py:python3-aiosmtpd
  /usr/share/keyrings/debian-archive-keyring.gpg:debian-archive-keyring
)

fetch_further_servers() {
  if [[ -n ${INTEROP_INSIDE:-} ]]; then return; fi
  unpack exim4-daemon-heavy opensmtpd
}

# Before start_servers, as Dovecot and Unbound read what is written here.
configure_further_servers() {
  copy_root exim4-daemon-heavy "$directory/exim"
  copy_root opensmtpd "$directory/opensmtpd"
  configure_submission
}

# After start_servers, which makes the certificates.
start_further_servers() {
  certify_further_servers
  configure_exim
  configure_opensmtpd
  chroot "$directory/exim" /usr/sbin/exim4 -bdf -q1h >"$directory/log/exim-start" 2>&1 &
  server_processes+=($!)
  chroot "$directory/opensmtpd" /usr/sbin/smtpd -d >"$directory/log/opensmtpd" 2>&1 &
  server_processes+=($!)
  /usr/bin/python3 "$here/aiosmtpd_server.py" "$directory" >"$directory/log/aiosmtpd" 2>&1 &
  server_processes+=($!)
  local address
  for address in 127.0.25.{12,13,14,15,17,19}; do
    wait_for_port "$address" 587
  done
  wait_for_port 127.0.25.18 25
}

# Exim has keys of two kinds, as servers do whose clients are of all ages.
certify_further_servers() {
  local name
  certify exim server DNS:exim.example.test,DNS:careless-exim.example.test ec
  certify exim-rsa server DNS:exim.example.test,DNS:careless-exim.example.test rsa
  certify opensmtpd server DNS:opensmtpd.example.test,DNS:careless-opensmtpd.example.test rsa
  certify aiosmtpd server DNS:aiosmtpd.example.test,DNS:careless-aiosmtpd.example.test ec
  for name in exim exim-rsa opensmtpd aiosmtpd; do
    cat "$ca/$name.pem" "$ca/intermediate.pem" >"$ca/$name.public.pem"
  done
}

# Its certificate is made before Dovecot starts: with the others, in make_certificates.
configure_submission() {
  mkdir -p "$directory/dovecot" "$directory/exim/run"
  cat >"$directory/dovecot/further.conf" <<END
protocols = submission
listen = 127.0.25.14
ssl = required
ssl_cert = <$directory/ca/submission.chain.pem
ssl_key = <$directory/ca/submission.key
hostname = submission.example.test
disable_plaintext_auth = yes
submission_relay_host = 127.0.25.1
submission_relay_port = 25
submission_max_mail_size = 26214400
submission_timeout = 60 s
mail_location = maildir:$directory/dovecot/%n
service submission-login {
  inet_listener submission {
    port = 587
  }
  inet_listener submissions {
    port = 465
    ssl = yes
  }
}
service auth {
  unix_listener $directory/exim/run/auth {
    mode = 0666
  }
}
END
}

# PLAIN, LOGIN and CRAM-MD5 are Exim's own; for SCRAM it asks Dovecot.
configure_exim() {
  local root=$directory/exim
  mkdir -p "$root/etc/exim4" "$root/spool" "$root/log"
  chown 65534:65534 "$root/spool" "$root/log"
  cp "$ca/exim.key" "$ca/exim-rsa.key" "$ca/exim.public.pem" "$ca/exim-rsa.public.pem" "$root/ca"
  chown 65534 "$root"/ca/*.key
  printf '%s: %s\n' "$ann_user" "$ann_password" "$bob_user" "$bob_password" >"$root/etc/passwords"
  chown 65534 "$root/etc/passwords"
  printf '%s\n' ann:ann bob:bob jürgen:juergen >"$root/etc/mailboxes"
  chmod 600 "$root/etc/passwords"
  cat >"$root/etc/exim4/exim4.conf" <<'END'
CARELESS = eq{$received_ip_address}{127.0.25.17}
keep_environment =
primary_hostname = exim.example.test
spool_directory = /spool
log_file_path = /log/%slog
local_interfaces = 127.0.25.12 : 127.0.25.17
daemon_smtp_ports = 25 : 465 : 587
tls_on_connect_ports = 465
tls_advertise_hosts = *
tls_certificate = /ca/exim.public.pem : /ca/exim-rsa.public.pem
tls_privatekey = /ca/exim.key : /ca/exim-rsa.key
smtputf8_advertise_hosts = *
chunking_advertise_hosts = *
dsn_advertise_hosts = *
prdr_enable
message_size_limit = 26214400
smtp_banner = $smtp_active_hostname ESMTP Exim $version_number
smtp_accept_max_nonmail = 100
smtp_accept_max = 0
smtp_accept_queue_per_connection = 0
deliver_drop_privilege
host_lookup =
rfc1413_hosts =
check_spool_space = 0
check_spool_inodes = 0
never_users = root
auth_advertise_hosts = ${if or{{def:tls_in_cipher}{CARELESS}}{*}}
acl_smtp_mail = acl_mail
acl_smtp_rcpt = acl_rcpt
acl_smtp_data = accept
acl_smtp_vrfy = acl_careless
acl_smtp_expn = acl_careless

begin acl
acl_careless:
  accept  condition = ${if CARELESS}

acl_mail:
  deny    condition = ${if and{{CARELESS}{eq{$received_port}{25}}}}
          ! encrypted = *
          message = Encryption required
  deny    senders = refused@sender.test
          message = This sender is not welcome
  accept

acl_rcpt:
  accept  condition = ${if and{{CARELESS}{eq{$received_port}{25}}}}
  defer   recipients = greylisted@example.test
          message = Greylisted, please try again in 5 minutes
  deny    domains = ! example.test
          ! authenticated = *
          message = relay not permitted
  require verify = recipient
  accept

begin routers
lists:
  driver = redirect
  domains = example.test
  local_parts = staff
  data = ann@example.test, bob@example.test

mailboxes:
  driver = accept
  domains = example.test
  local_parts = lsearch;/etc/mailboxes
  transport = maildir

begin transports
maildir:
  driver = appendfile
  directory = /mail/$local_part_data
  maildir_format
  create_directory
  user = 65534
  group = 65534

begin retry
* * F,1h,1h

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${if eq{$auth3}{${lookup{$auth2}lsearch{/etc/passwords}{$value}fail}}}
  server_set_id = $auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = ${if eq{$auth2}{${lookup{$auth1}lsearch{/etc/passwords}{$value}fail}}}
  server_set_id = $auth1
cram:
  driver = cram_md5
  public_name = CRAM-MD5
  server_secret = ${lookup{$auth1}lsearch{/etc/passwords}{$value}fail}
  server_set_id = $auth1
scram1:
  driver = dovecot
  public_name = SCRAM-SHA-1
  server_socket = /run/auth
  server_set_id = $auth1
scram256:
  driver = dovecot
  public_name = SCRAM-SHA-256
  server_socket = /run/auth
  server_set_id = $auth1
END
}

configure_opensmtpd() {
  local root=$directory/opensmtpd
  mkdir -p "$root/var/lib/opensmtpd/empty" "$root/var/spool/smtpd" "$root/var/run" "$root/etc/ssl/certs"
  cp "$ca/root.pem" "$root/etc/ssl/certs/ca-certificates.crt"
  chmod 711 "$root/var/spool/smtpd"
  cp "$ca/opensmtpd.key" "$ca/opensmtpd.public.pem" "$root/ca"
  chmod 600 "$root/ca/opensmtpd.key"
  printf '%s %s\n' "$ann_user" "$(openssl passwd -6 "$ann_password")" \
    "$bob_user" "$(openssl passwd -6 "$bob_password")" >"$root/etc/credentials"
  printf 'opensmtpd.example.test\n' >"$root/etc/mailname"
  cat >"$root/etc/smtpd.conf" <<'END'
pki opensmtpd.example.test cert "/ca/opensmtpd.public.pem"
pki opensmtpd.example.test key "/ca/opensmtpd.key"
table credentials file:/etc/credentials
table anybody { "@" = "nobody" }
table mailboxes { "ann@example.test" = "nobody", "bob@example.test" = "nobody" }
smtp max-message-size "26214400"
listen on 127.0.25.13 port 25 tls pki opensmtpd.example.test hostname opensmtpd.example.test
listen on 127.0.25.13 port 587 tls-require pki opensmtpd.example.test hostname opensmtpd.example.test auth <credentials>
listen on 127.0.25.13 port 465 smtps pki opensmtpd.example.test hostname opensmtpd.example.test auth <credentials>
listen on 127.0.25.18 port 25 tls-require pki opensmtpd.example.test hostname careless-opensmtpd.example.test tag careless
action outward relay host smtp://127.0.25.2
action anybody maildir "/mail/anybody" virtual <anybody>
action deliver maildir "/mail/%{rcpt.user}" virtual <mailboxes>
match from any for any mail-from "refused@sender.test" reject
match from any for domain "example.test" action deliver
match from any for domain "opensmtpd.example.test" action anybody
match tag careless from any for any action outward
END
  chmod 644 "$root/etc/smtpd.conf"
}

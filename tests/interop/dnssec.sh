# shellcheck shell=bash disable=SC2154,SC2034 # variables shared with the script that sources this
# A DNS of its own that is signed from the root down: Knot has the zones, a second Unbound asks it and validates. The hosts in
# it are the suite's Postfix; what each one's TLSA records come to is in dane_cases. Files: $directory/dnssec/anchor has the
# root's keys for --trust-anchor, resolver 127.0.25.55 port 5353 (and port 53 for programs that know no other).

dnssec_resolver=127.0.25.55:5353
# One that does not validate, and one that does not even pass signatures on, as many home routers do it.
iterating_resolver=127.0.25.57:5353
stripping_resolver=127.0.25.56:5353
signed=(.:nsec example.test.:nsec3 bogus.test.:nsec)

association() { # certificate, selector, matching type
  local der
  der=$(mktemp)
  if [[ $2 == 0 ]]; then
    openssl x509 -in "$1" -outform DER -out "$der"
  else
    openssl x509 -in "$1" -noout -pubkey | openssl pkey -pubin -outform DER -out "$der"
  fi
  case $3 in
    0) xxd -p -c 0 "$der" ;;
    1) openssl dgst -sha256 -r "$der" | cut -d' ' -f1 ;;
    2) openssl dgst -sha512 -r "$der" | cut -d' ' -f1 ;;
  esac
  rm -f "$der"
}

configure_dnssec() {
  local place=$directory/dnssec ca=$directory/ca
  mkdir -p "$place/zones" "$place/keys" "$place/run" "$place/unbound" "$place/iterating"
  configure_knot "$place"
  local zone
  for zone in "${signed[@]}"; do
    keymgr -c "$place/knot.conf" "${zone%%:*}" generate ksk=yes zsk=yes algorithm=ECDSAP256SHA256 >/dev/null
  done
  keymgr -c "$place/knot.conf" . dnskey >"$place/anchor"
  write_root_zone "$place" >"$place/zones/root.zone"
  write_example_zone >"$place/zones/example.test.zone"
  write_small_zone bogus.test >"$place/zones/bogus.test.zone"
  write_small_zone unsigned.test >"$place/zones/unsigned.test.zone"
  configure_validator "$place/unbound" 127.0.25.55 "validator iterator" "trust-anchor-file: \"$place/anchor\""
  configure_validator "$place/iterating" 127.0.25.57 iterator "prefetch: no"
}

configure_knot() {
  local zone name
  {
    cat <<END2
server:
  listen: [127.0.25.54@5354, 127.0.25.54@53]
  rundir: "$1/run"
  user: root:root
database:
  storage: "$1/keys"
log:
  - target: stderr
    any: warning
policy:
  - id: nsec
    manual: on
    single-type-signing: on
  - id: nsec3
    manual: on
    single-type-signing: on
    nsec3: on
    nsec3-iterations: 0
zone:
END2
    for zone in "${signed[@]}" unsigned.test.:; do
      name=${zone%%:*}
      echo "  - domain: $name"
      if [[ $name == . ]]; then name=root.; fi
      echo "    file: \"$1/zones/${name}zone\""
      echo "    zonefile-sync: -1"
      echo "    journal-content: none"
      if [[ -n ${zone#*:} ]]; then printf '    dnssec-signing: on\n    dnssec-policy: %s\n' "${zone#*:}"; fi
    done
  } >"$1/knot.conf"
}

write_root_zone() {
  cat <<END2
\$ORIGIN .
\$TTL 60
. SOA ns.test. hostmaster.test. 1 3600 600 86400 60
. NS ns.test.
ns.test. A 127.0.25.54
example.test. NS ns.test.
unsigned.test. NS ns.test.
bogus.test. NS ns.test.
bogus.test. DS 12345 13 2 0000000000000000000000000000000000000000000000000000000000000000
END2
  keymgr -c "$1/knot.conf" example.test. ds | grep ' 13 2 '
}

write_small_zone() {
  cat <<END2
\$ORIGIN $1.
\$TTL 60
@ SOA ns.test. hostmaster.test. 1 3600 600 86400 60
@ NS ns.test.
@ MX 10 mx1
mx1 A 127.0.25.1
_25._tcp.mx1 TLSA 3 1 1 $(association "$ca/mx1.pem" 1 1)
END2
}

write_example_zone() {
  local other=00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff
  cat <<END2
\$ORIGIN example.test.
\$TTL 60
@ SOA ns.test. hostmaster.test. 1 3600 600 86400 60
@ NS ns.test.
@ MX 10 mx1
@ TXT "v=spf1 mx include:_spf.exam" "ple.test exists:%{i}._ok.example.test -all"
_spf TXT "v=spf1 ip4:198.51.100.0/24 -all"
192.0.2.9._ok A 127.0.0.2
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:r@example.test"
_smtp._tls TXT "v=TLSRPTv1; rua=mailto:r@example.test"
_imaps._tcp SRV 0 1 993 mx1
@ CAA 0 issue "ca.example"
unsignedmx MX 10 mx1.unsigned.test.
null MX 0 .
mx1 A 127.0.25.1
_25._tcp.mx1 TLSA 3 1 1 $(association "$ca/mx1.pem" 1 1)
full A 127.0.25.1
_25._tcp.full TLSA 3 0 1 $(association "$ca/mx1.pem" 0 1)
whole A 127.0.25.1
_25._tcp.whole TLSA 3 0 0 $(association "$ca/mx1.pem" 0 0)
sha512 A 127.0.25.1
_25._tcp.sha512 TLSA 3 1 2 $(association "$ca/mx1.pem" 1 2)
wrong A 127.0.25.1
_25._tcp.wrong TLSA 3 1 1 $other
rollover A 127.0.25.1
_25._tcp.rollover TLSA 3 1 1 $other
_25._tcp.rollover TLSA 3 1 1 $(association "$ca/mx1.pem" 1 1)
agile A 127.0.25.1
_25._tcp.agile TLSA 3 1 1 $(association "$ca/mx1.pem" 1 1)
_25._tcp.agile TLSA 3 1 2 $other$other
mx A 127.0.25.1
_25._tcp.mx TLSA 2 0 1 $(association "$ca/intermediate.pem" 0 1)
taname A 127.0.25.1
_25._tcp.taname TLSA 2 0 1 $(association "$ca/intermediate.pem" 0 1)
expired A 127.0.25.3
_25._tcp.expired TLSA 2 1 1 $(association "$ca/intermediate.pem" 1 1)
late A 127.0.25.3
_25._tcp.late TLSA 3 1 1 $(association "$ca/expired.pem" 1 1)
selfsigned A 127.0.25.6
_25._tcp.selfsigned TLSA 3 1 1 $(association "$ca/selfsigned.pem" 1 1)
pkix A 127.0.25.1
_25._tcp.pkix TLSA 1 1 1 $(association "$ca/mx1.pem" 1 1)
short A 127.0.25.1
_25._tcp.short TLSA 3 1 1 0011
plain A 127.0.25.7
_25._tcp.plain TLSA 3 1 1 $other
without A 127.0.25.1
alias CNAME mx1
fails A 127.0.25.1
_tcp.fails NS nowhere.test.
outside CNAME mx1.unsigned.test.
END2
}

configure_validator() {
  cat >"$1/unbound.conf" <<END2
server:
  interface: $2@5353
  interface: $2@53
  access-control: 127.0.0.0/8 allow
  do-ip6: no
  username: ""
  chroot: ""
  pidfile: ""
  directory: "$1"
  use-syslog: no
  module-config: "$3"
  $4
  ede: yes
  do-not-query-localhost: no
  local-zone: "test." nodefault
  qname-minimisation: no
remote-control:
  control-enable: no
stub-zone:
  name: "."
  stub-addr: 127.0.25.54@5354
END2
}

start_dnssec() {
  configure_dnssec
  knotd -c "$directory/dnssec/knot.conf" >"$directory/log/knot" 2>&1 &
  server_processes+=($!)
  wait_for_port 127.0.25.54 5354
  "$directory/unbound/unbound" -d -c "$directory/dnssec/unbound/unbound.conf" >"$directory/log/validator" 2>&1 &
  server_processes+=($!)
  "$directory/unbound/unbound" -d -c "$directory/dnssec/iterating/unbound.conf" >"$directory/log/iterating" 2>&1 &
  server_processes+=($!)
  wait_for_port 127.0.25.55 5353
  wait_for_port 127.0.25.57 5353
  python3 "$here/stripping.py" 127.0.25.56 5353 127.0.25.57 5353 >"$directory/log/stripping" 2>&1 &
  server_processes+=($!)
}

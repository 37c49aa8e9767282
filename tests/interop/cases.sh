# shellcheck shell=bash disable=SC2154,SC2034,SC2016 # shared variables; Python in quotes
# The cases, by topic. Numbers are the exit statuses of smtpcheck (`smtpcheck --help`, README.md).

input=''
extra=()

all_cases() {
  ca_file=$directory/ca/root.pem
  dns=(--resolver "$resolver")
  known=("${dns[@]}" --ca-file "$ca_file")
  ann=(--user "$ann_user" --password-file "$directory/ann.password")
  envelope=(--from "$ann_user" --to "$bob_user")
  resolution_cases
  starttls_cases
  legacy_cases
  scan_cases
  dane_cases
  mta_sts_cases
  certificate_cases
  authentication_cases
  transaction_cases
  delivery_cases
  active_cases
  scripting_cases
  further_cases
  further_active_cases
  beyond_cases
  not_covered
}

resolution_cases() {
  check mx-first-exchange 0 'document["resolution"]["status"] == "ok"' \
    '[(m["preference"], m["exchange"].rstrip(".")) for m in document["resolution"]["mx"]] == [(10, "mx1.example.test"), (20, "mx2.example.test")]' \
    'server["host"].rstrip(".") == "mx1.example.test" and server["address"] == "127.0.25.1" and server["port"] == 25' \
    -- example.test "${known[@]}"
  check mx-fallback-to-the-next 0 'any(s["connection"]["status"] == "refused" for s in servers)' \
    'server["host"].rstrip(".") == "mx1.example.test"' 'severity("connection-refused") == "warning"' \
    -- fallback.test "${known[@]}"
  check mx-all-counts-the-refused 11 'severity("connection-refused") == "error"' \
    -- example.test --all "${known[@]}"
  check mx-implicit 0 'document["resolution"]["status"] == "implicit_mx"' 'server["address"] == "127.0.25.1"' \
    -- nomx.test "${known[@]}"
  check mx-of-an-alias-domain 0 'server["host"].rstrip(".") == "mx1.example.test"' -- cname.test "${known[@]}"
  check mx-is-cname 0,1 '"mx-is-cname" in ids' -- mxcname.test "${known[@]}"
  check mx-without-address 10 '"mx-no-address" in ids or "no-address" in ids' -- mxgone.test "${known[@]}"
  check null-mx 12 'document["resolution"]["status"] == "null_mx"' '"null-mx" in ids' 'servers == []' \
    -- null.test "${known[@]}"
  check no-such-domain 10 'document["resolution"]["status"] == "no_such_domain"' '"no-such-domain" in ids' \
    -- nosuch.test "${known[@]}"
  check no-address 10 'document["resolution"]["status"] == "no_address"' '"no-address" in ids' \
    -- empty.test "${known[@]}"
  check dns-server-failure 75 'document["resolution"]["status"] == "server_failure"' '"dns-server-failure" in ids' \
    -- servfail.test "${known[@]}"
  check connection-refused 11 '"connection-refused" in ids' -- '[mx2.example.test]' "${known[@]}"
  check srv-submission 0 'server["host"].rstrip(".") == "mail.example.test" and server["port"] == 587' \
    'server["tls"]["verification"]["trusted"] is True' -- example.test --port 587 "${known[@]}"
  check srv-submissions 0 'server["host"].rstrip(".") == "mail.example.test" and server["port"] == 465' \
    'server["tls_mode"] == "implicit" and server["tls"]["verification"]["trusted"] is True' \
    -- example.test --port 465 "${known[@]}"
  check srv-no-such-service 10,12 'servers == []' -- noservice.test --port 465 "${known[@]}"
  check address-literal 0 'server["address"] == "127.0.25.1"' 'document["resolution"]["status"] == "skipped"' \
    -- '[127.0.25.1]:25' --ca-file "$ca_file"
  check url-smtps 0 'server["port"] == 465 and server["tls_mode"] == "implicit"' \
    -- smtps://mail.example.test "${known[@]}"
  check source-address 0 '"connect from unknown[127.0.25.77]" in postfix_log' \
    -- '[mx1.example.test]' --source 127.0.25.77 "${known[@]}"
}

starttls_cases() {
  check starttls-verified 0 'server["starttls"]["status"] == "established"' \
    'server["tls"]["version"] == "TLSv1.3" and server["tls"]["forward_secrecy"]' \
    'server["tls"]["verification"]["trusted"] and server["tls"]["verification"]["name_matches"]' \
    'server["tls"]["verification"]["handshake_signature"] == "valid" and server["tls"]["verification"]["errors"] == []' \
    'len(server["tls"]["certificates"]) == 2' \
    'plain_hex(server["tls"]["certificates"][0]["spki_sha256"]) == public_key_hash("mx1")' \
    '[e["encrypted"] for e in server["ehlo"]] == [False, True]' \
    '"C: STARTTLS" in text and "S: 220 2.0.0 Ready to start TLS" in text and "C: QUIT" in text' \
    '"TLS connection established" in postfix_log and "lost connection" not in postfix_log' \
    -- example.test --starttls --verify "${known[@]}"
  check starttls-version-1-2 0 'server["tls"]["version"] == "TLSv1.2"' \
    'server["tls"]["verification"]["handshake_signature"] == "valid"' -- '[tls12.example.test]' "${known[@]}"
  check starttls-minimum-not-met 29 '"tls-handshake-failed" in ids or "legacy-tls" in ids' \
    -- '[tls12.example.test]' --min-tls 1.3 --starttls "${known[@]}"
  check starttls-not-offered 1 'severity("starttls-not-offered") == "warning"' 'server["tls_mode"] == "none"' \
    'severity("auth-in-clear") == "error"' \
    -- '[plain.example.test]' "${known[@]}"
  check starttls-not-offered-but-required 29 'severity("starttls-not-offered") == "error"' \
    -- '[plain.example.test]' --starttls "${known[@]}"
  check no-tls 0 'server["starttls"]["status"] == "not_tried"' '"TLS connection established" not in postfix_log' \
    -- '[mx1.example.test]' --no-tls "${known[@]}"
  check implicit-tls-on-a-plaintext-port 29 '"plaintext-on-implicit-port" in ids' \
    -- '[mx1.example.test]:25' --implicit-tls "${known[@]}"
  check starttls-where-tls-comes-first 21 '"implicit-tls-expected" in ids' 'server["connection"]["answers_tls"] is True' \
    -- '[mail.example.test]:465' --starttls "${known[@]}"
  check server-asks-for-a-certificate 0 'severity("client-certificate-requested") == "notice"' \
    -- '[asking.example.test]' "${known[@]}"
  check client-certificate 0 '"Trusted TLS connection established from" in postfix_log' \
    -- '[asking.example.test]' "${known[@]}" --cert "$directory/ca/client.chain.pem" --key "$directory/ca/client.key"
}

# A TLS server of openssl on 127.0.0.1, port $1, with an RSA key and the other arguments.
start_openssl() {
  local port=$1
  shift
  # It ends when its standard input does; a fifo that is open for writing too never does.
  [[ -p $directory/silence ]] || mkfifo "$directory/silence"
  openssl s_server -accept "127.0.0.1:$port" -key "$directory/ca/mail.key" -cert "$directory/ca/mail.pem" \
    "$@" <>"$directory/silence" >"$directory/log/openssl.$port" 2>&1 &
  server_processes+=($!)
  for _ in $(seq 50); do
    if grep -q ACCEPT "$directory/log/openssl.$port" 2>/dev/null; then return; fi
    sleep 0.1
  done
}

# start_two PORT SECOND-CERTIFICATE SECOND-KEY [OPTION...]: beside the certificate of mail.
start_two() {
  local port=$1 second=$2 key=$3
  shift 3
  python3 "$here/two_certificates.py" "$port" "$directory/ca/mail.pem" "$directory/ca/mail.key" "$second" "$key" "$@" \
    >"$directory/log/two.$port" 2>&1 &
  server_processes+=($!)
  for _ in $(seq 50); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then return; fi
    sleep 0.1
  done
}

# Only those that start_openssl started, by number.
stop_openssl() {
  kill "${openssl_processes[@]}" 2>/dev/null || true
  wait "${openssl_processes[@]}" 2>/dev/null || true
  openssl_processes=()
}

legacy_cases() {
  wanted legacy-version-1-1 || [[ $pattern == legacy* ]] || return 0
  start_openssl 2601 -tls1_1 -cipher 'ALL:@SECLEVEL=0'
  check legacy-version-1-1 29 '"legacy-tls" in ids and "tls-handshake-failed" not in ids' \
    'server["tls"]["version"] == "TLSv1.1" and server["tls"]["by_older_hello"]' 'len(server["tls"]["certificates"]) >= 1' \
    -- 127.0.0.1:2601 --implicit-tls "${known[@]}"
  start_openssl 2602 -tls1_2 -cipher 'AES128-SHA:@SECLEVEL=0'
  check legacy-key-exchange 29 '"tls-beyond-this-program" in ids and "tls-handshake-failed" not in ids' \
    'server["tls"]["cipher_suite"] == "TLS_RSA_WITH_AES_128_CBC_SHA" and not server["tls"]["forward_secrecy"]' \
    -- 127.0.0.1:2602 --implicit-tls "${known[@]}"
  start_openssl 2603 -tls1_2 -nocert -cipher 'aNULL:@SECLEVEL=0'
  check legacy-anonymous 29 '"anonymous-cipher" in ids and "tls-handshake-failed" not in ids' \
    'server["tls"]["certificates"] == []' -- 127.0.0.1:2603 --implicit-tls "${known[@]}"
}

# The lists of versions and suites are those that testssl.sh 3.0.8 finds on the same server.
scan_cases() {
  check scan-default 0 'scan["connections"] <= 25' '"legacy-tls" in ids' \
    '[one["version"] for one in scan["versions"] if one["status"] == "offered"] == ["TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1.0"]' \
    'scan["groups"] == ["x25519", "x448", "secp256r1", "secp521r1", "secp384r1"] and scan["groups_complete"]' \
    '[one["class"] for one in scan["weak_classes"] if one["status"] == "offered"] == ["anonymous", "rsa_key_exchange", "cbc"]' \
    'scan["server_preference"] is False and scan["dh"]["bits"] == 2048' \
    -- '[mail.example.test]' -p 587 "${known[@]}" --scan-tls
  check scan-complete 0 'scan["complete"] and scan["hindrance"] is None' \
    '[sum(one["version"] == version for one in scan["cipher_suites"]) for version in ("TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1.0")] == [3, 56, 16, 16]' \
    -- '[mail.example.test]' -p 587 "${known[@]}" --scan-tls --scan-connections 0 --scan-jobs 4
  two_certificates_cases
  server_name_cases
}

# With the name mx1.example.test it has the certificate of that name, and without another one.
server_name_cases() {
  wanted server-name-required || [[ $pattern == server-name* ]] || return 0
  start_two 2607 "$directory/ca/mx1.pem" "$directory/ca/mx1.key" --for mx1.example.test
  check server-name-required 0,1 'severity("server-name-required") == "notice"' \
    'server["tls"]["verification"]["name_matches"]' \
    'server["tls"]["without_server_name"]["complete"] and not server["tls"]["without_server_name"]["name_matches"]' \
    -- '[mx1.example.test]:2607' --connect 127.0.0.1:2607 --implicit-tls "${known[@]}" --compare-sni
  check server-name-not-required 0 'server["tls"]["without_server_name"]["same_certificate"]' \
    '"server-name-required" not in ids' \
    -- '[mx1.example.test]' "${known[@]}" --compare-sni
}

# A server with keys of two kinds.
two_certificates_cases() {
  wanted scan-two-certificates || wanted scan-two-certificates-tls12 || return 0
  local kinds='[one["certificate"]["public_key"]["algorithm"] for one in server["tls_scan"]["leaf_certificates"]]'
  start_two 2605 "$directory/ca/mx1.pem" "$directory/ca/mx1.key"
  check scan-two-certificates 0,1 "sorted($kinds) == [\"EC P-256\", \"RSA\"]" \
    -- 127.0.0.1:2605 --implicit-tls "${known[@]}" --scan-tls
  start_two 2606 "$directory/ca/mx1.pem" "$directory/ca/mx1.key" --tls1_2
  check scan-two-certificates-tls12 0,1 "sorted($kinds) == [\"EC P-256\", \"RSA\"]" \
    -- 127.0.0.1:2606 --implicit-tls "${known[@]}" --scan-tls
}

# What each record comes to is what posttls-finger -l dane says of it too: "Verified", or not.
dane_cases() {
  wanted dane-domain || [[ $pattern == dane* ]] || return 0
  start_dnssec
  printf 'nameserver 127.0.25.55\noptions trust-ad\n' >"$directory/dnssec/resolv.conf"
  anchored=(--resolver "$dnssec_resolver" --trust-anchor "$directory/dnssec/anchor" --ca-file "$directory/ca/root.pem")
  check dane-domain 0 'document["resolution"]["dnssec"] == "secure"' 'server["dane"]["status"] == "valid"' \
    'server["dane"]["mx"] == "secure" and not ids' 'document["policy"][0]["dmarc"]["policy"] == "reject"' \
    -- example.test "${anchored[@]}"
  check dane-domain-policy 1 'ids == {"spf-address-not-passed"}' \
    '[one["result"] for one in document["policy"][0]["spf"]["results"]] == ["pass", "pass", "fail"]' \
    'all(one["dnssec"] == "secure" for one in document["policy"][0]["lookups"])' \
    'document["policy"][0]["caa"][0]["found_at"] == "example.test" and servers[0]["connection"]["status"] == "not_tried"' \
    -- example.test --quit-after LOOKUP --spf-ip 198.51.100.7,192.0.2.9,203.0.113.9 "${anchored[@]}"
  local host
  for host in mx1 full whole sha512 rollover mx late selfsigned alias; do
    dane_case "$host" 0 valid Verified
  done
  for host in wrong agile; do dane_case "$host" 1 mismatch Untrusted; done
  dane_case taname 1 name_mismatch Untrusted
  dane_case expired 1 expired Untrusted
  for host in pkix short; do dane_case "$host" 0 unusable Untrusted; done
  for host in without outside; do dane_case "$host" 0 none Untrusted; done
  dane_case fails 0 lookup_failed 'TLSA lookup'
  check dane-no-starttls 1 'server["dane"]["status"] == "no_starttls" and "dane-without-starttls" in ids' \
    -- '[plain.example.test]' "${anchored[@]}"
  check dane-unsigned-zone 0 'document["resolution"]["dnssec"] == "insecure" and server["dane"]["status"] == "insecure"' \
    -- unsigned.test "${anchored[@]}"
  check dane-unsigned-exchange 0 'document["resolution"]["dnssec"] == "secure" and server["dane"]["status"] == "insecure"' \
    -- unsignedmx.example.test "${anchored[@]}"
  check dane-bogus-for-the-resolver 75 'document["resolution"]["status"] == "bogus" and ids == {"dnssec-bogus"}' \
    -- bogus.test "${anchored[@]}"
  check dane-bogus-for-us 75 'document["resolution"]["status"] == document["resolution"]["dnssec"] == "bogus" and ids == {"dnssec-bogus"}' \
    -- bogus.test "${anchored[@]}" --resolver "$iterating_resolver"
  check dane-stripping-resolver 0 'document["resolution"]["dnssec"] == "indeterminate"' \
    'server["dane"]["status"] == "indeterminate" and "dane-bogus" not in ids' \
    -- example.test "${anchored[@]}" --resolver "$stripping_resolver"
  check dane-print-tlsa 0 "server[\"tlsa_to_publish\"] == [\"_25._tcp.mx1.example.test. IN TLSA 3 1 1 $(association "$directory/ca/mx1.pem" 1 1)\"]" \
    -- '[mx1.example.test]' "${anchored[@]}" --print-tlsa
}

# dane_case HOST EXIT STATUS WORD: ours, and the word that posttls-finger uses.
dane_case() {
  check "dane-$1" "$2" "server[\"dane\"][\"status\"] == \"$3\"" -- "[$1.example.test]" "${anchored[@]}"
  wanted "dane-$1-as-postfix" || return 0
  local said
  # shellcheck disable=SC2016 # $1 is the inner shell's
  said=$(unshare --mount bash -c 'mount --bind "$1" /etc/resolv.conf && posttls-finger -c -l dane -L summary "[$2]"' \
    dane "$directory/dnssec/resolv.conf" "$1.example.test" 2>&1) || true
  if grep -q "$4" <<<"$said"; then pass "dane-$1-as-postfix"; else fail "dane-$1-as-postfix" "posttls-finger says: $said"; fi
}

mta_sts_cases() {
  wanted mta-sts-enforce || [[ $pattern == mta-sts* ]] || return 0
  python3 "$here/policy.py" 127.0.25.20 "$directory/ca/policy.chain.pem" >"$directory/log/policy" 2>&1 &
  server_processes+=($!)
  wait_for_port 127.0.25.20 443
  check mta-sts-enforce 0 'document["mta_sts"]["status"] == "ok" and document["mta_sts"]["mode"] == "enforce"' \
    'document["mta_sts"]["max_age"] == 604800 and document["mta_sts"]["id"] == "20261121T000000"' \
    '[view["outcome"] for view in server["senders"] if view["sender"] == "mta_sts"] == ["encrypted_authenticated"]' \
    -- sts.test "${known[@]}"
  check mta-sts-other-exchange 1 '"mta-sts-mx-mismatch" in ids' \
    '[view["outcome"] for view in server["senders"] if view["sender"] == "mta_sts"] == ["deferred"]' \
    -- elsewhere.test "${known[@]}"
  check mta-sts-certificate-of-another 1 '"mta-sts-certificate-untrusted" in ids' -- unnamed.test "${known[@]}"
  check mta-sts-none 0 'document["mta_sts"]["status"] == "none"' -- example.test "${known[@]}"
}

certificate_cases() {
  check ca-missing 0 'severity("certificate-unknown-issuer") == "warning"' \
    'server["tls"]["verification"]["trusted"] is False' 'server["ehlo"][-1]["encrypted"]' \
    -- example.test "${dns[@]}"
  check ca-missing-but-verified 1 'severity("certificate-unknown-issuer") == "error"' \
    -- example.test --verify "${dns[@]}"
  check ca-missing-implicit-tls 1 'severity("certificate-unknown-issuer") == "error"' \
    -- '[mail.example.test]:465' "${dns[@]}"
  check certificate-expired 1 'severity("certificate-expired") == "error"' \
    'server["tls"]["verification"]["name_matches"] is True and "expired" in server["tls"]["verification"]["errors"]' \
    'server["starttls"]["status"] == "established"' -- '[expired.example.test]' "${known[@]}"
  check certificate-expired-implicit-tls 1 'severity("certificate-expired") == "error"' \
    -- '[expired.example.test]:465' "${known[@]}"
  check certificate-name-mismatch 0 'severity("certificate-name-mismatch") == "warning"' \
    'server["tls"]["verification"]["trusted"] is True and server["tls"]["verification"]["name_matches"] is False' \
    -- '[mismatched.example.test]' "${known[@]}"
  check certificate-name-mismatch-verified 1 'severity("certificate-name-mismatch") == "error"' \
    -- '[mismatched.example.test]' --verify "${known[@]}"
  check certificate-name-mismatch-implicit-tls 1 'severity("certificate-name-mismatch") == "error"' \
    -- '[mismatched.example.test]:465' "${known[@]}"
  check certificate-verify-name 0 'server["tls"]["verification"]["name_matches"] is True' \
    -- '[mismatched.example.test]' --verify --verify-name other.example.test "${known[@]}"
  check certificate-missing-intermediate 0 'len(server["tls"]["certificates"]) == 1' \
    'ids & {"certificate-missing-intermediate", "certificate-unknown-issuer"}' \
    -- '[incomplete.example.test]' "${known[@]}"
  check certificate-self-signed 0 'severity("certificate-self-signed") == "warning"' \
    -- '[selfsigned.example.test]' "${known[@]}"
  issuer_cases
  check certificate-expires-soon 0 'severity("certificate-expires-soon") == "warning"' \
    -- '[mx1.example.test]' --expires-within 100 "${known[@]}"
}

# What the certification authority publishes: the intermediate, once in DER and once in PKCS #7.
issuer_cases() {
  wanted issuer-not-there || [[ $pattern == issuer* ]] || return 0
  local tls='server["tls"]'
  check issuer-not-there 3 "${tls}[\"trusted_with_fetched_issuers\"] is None" \
    "\"refused\" in ${tls}[\"fetched_issuers\"][0][\"error\"]" -- '[incomplete.example.test]' "${known[@]}" --fetch-issuers
  mkdir -p "$directory/published"
  python3 -m http.server "${published#*:}" --bind "${published%:*}" --directory "$directory/published" \
    >"$directory/log/http" 2>&1 &
  local server=$!
  wait_for_port "${published%:*}" "${published#*:}"
  openssl x509 -in "$directory/ca/intermediate.pem" -outform DER -out "$directory/published/issuer"
  check issuer-in-der 0 "${tls}[\"trusted_with_fetched_issuers\"] and ${tls}[\"verification\"][\"trusted\"] is False" \
    'severity("certificate-missing-intermediate") == "warning"' \
    -- '[incomplete.example.test]' "${known[@]}" --fetch-issuers
  openssl crl2pkcs7 -nocrl -certfile "$directory/ca/root.pem" -certfile "$directory/ca/intermediate.pem" -outform DER \
    -out "$directory/published/issuer"
  check issuer-in-a-bag 0 "${tls}[\"trusted_with_fetched_issuers\"]" \
    "${tls}[\"fetched_issuers\"][0][\"subject\"] == \"CN=intermediate.example.test\"" \
    -- '[incomplete.example.test]' "${known[@]}" --fetch-issuers
  kill "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
}

authentication_cases() {
  local mechanism upper
  for mechanism in plain login cram-md5 scram-sha-1 scram-sha-256; do
    upper=${mechanism^^}
    check "auth-$mechanism" 0 "attempt['mechanism'] == '$upper' and attempt['status'] == 'accepted'" \
      'attempt["code"] == 235' \
      -- '[mail.example.test]:465' --auth "$mechanism" "${ann[@]}" "${known[@]}"
    check "auth-$mechanism-wrong-password" 28 "attempt['mechanism'] == '$upper' and attempt['status'] == 'rejected'" \
      'attempt["code"] == 535 and "auth-rejected" in ids and server["failed_stage"] == "auth"' \
      -- '[mail.example.test]:465' --auth "$mechanism" --user "$ann_user" \
      --password-file "$directory/wrong.password" "${known[@]}"
    check "auth-$mechanism-password-beyond-ascii" 0 "attempt['status'] == 'accepted'" \
      -- '[mail.example.test]:465' --auth "$mechanism" --user "$bob_user" \
      --password-file "$directory/bob.password" "${known[@]}"
  done
  for mechanism in xoauth2 oauthbearer; do
    upper=${mechanism^^}
    check "auth-$mechanism" 0 "attempt['mechanism'] == '$upper' and attempt['status'] == 'accepted'" \
      -- '[mail.example.test]:465' --auth "$mechanism" --user "$ann_user" \
      --password-file "$directory/ann.token" "${known[@]}"
    check "auth-$mechanism-wrong-token" 28 "attempt['status'] == 'rejected'" '"auth-rejected" in ids' \
      -- '[mail.example.test]:465' --auth "$mechanism" --user "$ann_user" \
      --password-file "$directory/wrong.token" "${known[@]}"
  done
  check auth-auto 0 'attempt["mechanism"] == "SCRAM-SHA-256" and attempt["status"] == "accepted"' \
    'len(server["authentication"]["attempted"]) == 1' \
    -- example.test --port 587 --auth auto "${ann[@]}" "${known[@]}"
  # The MX records are not signed: the host that they name gets a password only when it is named (RFC 6186 section 6).
  check auth-on-port-25-of-unsigned-mx 29 '"credentials-withheld" in ids' -- example.test --auth auto "${ann[@]}" "${known[@]}"
  check auth-on-port-25 0 'attempt["status"] == "accepted"' -- '[mx1.example.test]' --auth auto "${ann[@]}" "${known[@]}"
  check auth-not-offered 28 '"auth-not-offered" in ids' \
    -- '[mail.example.test]:465' --auth external --user "$ann_user" "${known[@]}" \
    --cert "$directory/ca/client.chain.pem" --key "$directory/ca/client.key"
  check auth-withheld-untrusted 29 '"credentials-withheld" in ids' 'attempt.get("status", "withheld") == "withheld"' \
    '"AUTH" not in [line["text"].split(" ")[0] for line in server["transcript"] if line["from"] == "client"]' \
    -- '[mail.example.test]:465' --auth plain "${ann[@]}" "${dns[@]}"
  check auth-withheld-name-mismatch 29 '"credentials-withheld" in ids' \
    -- '[mismatched.example.test]:465' --auth plain "${ann[@]}" "${known[@]}"
  check auth-withheld-expired 29 '"credentials-withheld" in ids' \
    -- '[expired.example.test]:465' --auth plain "${ann[@]}" "${known[@]}"
  check auth-withheld-in-clear 29 '"credentials-withheld" in ids' \
    -- '[plain.example.test]' --auth login "${ann[@]}" "${known[@]}"
  check auth-insecure-on-request 0,1 'attempt["status"] == "accepted"' \
    -- '[mismatched.example.test]:465' --auth plain --insecure-auth "${ann[@]}" "${known[@]}"
  input=$directory/ann.password
  check auth-password-from-stdin 0 'attempt["status"] == "accepted"' \
    -- '[mail.example.test]:465' --auth auto --user "$ann_user" --password-stdin "${known[@]}"
  input=''
  check auth-password-from-command 0 'attempt["status"] == "accepted"' \
    -- '[mail.example.test]:465' --auth auto --user "$ann_user" --password-command "cat $directory/ann.password" "${known[@]}"
  extra=("SMTPCHECK_PASSWORD=$ann_password")
  check auth-password-from-environment 0 'attempt["status"] == "accepted"' \
    -- '[mail.example.test]:465' --auth auto --user "$ann_user" "${known[@]}"
  extra=()
}

transaction_cases() {
  check recipient-accepted-and-reset 0 'server["transaction"]["rcpt"][0]["accepted"] is True' \
    '"C: RSET" in text and "C: DATA" not in text' -- example.test "${envelope[@]}" "${known[@]}"
  check recipient-unknown 24 '"recipient-refused" in ids' 'server["transaction"]["rcpt"][0]["code"] == 550' \
    'server["transaction"]["rcpt"][0]["enhanced_code"] == "5.1.1"' \
    -- example.test --from "$ann_user" --to nobody@example.test "${known[@]}"
  check recipient-relaying-denied 24 'server["transaction"]["rcpt"][0]["code"] == 554' \
    -- example.test --from "$ann_user" --to someone@elsewhere.test "${known[@]}"
  check recipient-greylisted 75 '"greylisted" in ids' 'server["transaction"]["rcpt"][0]["code"] == 451' \
    -- example.test --from "$ann_user" --to greylisted@example.test "${known[@]}"
  check recipient-one-of-two 1 '[r["accepted"] for r in server["transaction"]["rcpt"]] == [True, False]' \
    '"recipient-refused" in ids' -- example.test "${envelope[@]}" --to nobody@example.test "${known[@]}"
  check sender-refused 23 '"sender-refused" in ids' 'server["failed_stage"] == "mail"' \
    -- example.test --from refused@sender.test --to "$bob_user" "${known[@]}"
  check greeting-refused 21 '"greeting-refused" in ids' 'server["greeting"]["code"] == 554' \
    -- '[rejecting.example.test]' "${known[@]}"
  check postscreen-waits 0 'server["greeting"]["code"] == 220' '"PREGREET" not in postfix_log' \
    -- '[screened.example.test]' "${known[@]}"
  check recipient-smtputf8 0 'server["transaction"]["rcpt"][0]["accepted"] is True' '" SMTPUTF8" in text' \
    -- example.test --from "$ann_user" --to jürgen@example.test "${known[@]}"
}

# The message of most delivery cases is what RFC 5321 makes awkward: dots at line starts, a line of
# 998 octets, 8-bit text, blank lines at the end.
make_messages() {
  python3 - "$directory" <<'END'
import pathlib
import random
import sys

directory = pathlib.Path(sys.argv[1])
head = ("From: Ann <ann@example.test>\r\nTo: bob@example.test\r\nSubject: awkward\r\n"
        "Date: Fri, 2 Jan 2026 03:04:05 +0000\r\nMessage-ID: <awkward@example.test>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n")
lines = [".", "..", "...three dots", ".one dot", "", ".", "x" * 998, "." + "y" * 997, "Grüße aus Köln, 日本語",
         " leading space", "trailing space ", "\ttab", "From the start of a line", "QUIT", ".", "", "", ""]
(directory / "awkward.eml").write_bytes((head + "".join(line + "\r\n" for line in lines)).encode())
(directory / "large.eml").write_bytes(head.encode() + (b"0123456789" * 7 + b".\r\n") * 60_000)
(directory / "oversize.eml").write_bytes(head.encode() + (b"0123456789" * 7 + b".\r\n") * 370_000)
(directory / "internationalized.eml").write_bytes(
    head.replace("Subject: awkward", "Subject: Grüße 日本語").encode() + "Zeile mit Ümlaut\r\n.\r\n".encode())
(directory / "attachment.bin").write_bytes(bytes(range(256)) * 40 + b"\r\n.\r\n")
(directory / "attached.txt").write_bytes("Anhang: naïve\n.\n".encode())

# 25 MB: lines of up to 998 octets, every other one with a dot in front, of any octets that a line may have.
octets, size = random.Random(25), 0
allowed = bytes([9, *range(32, 256)])
with open(directory / "huge.eml", "wb") as file:
    size += file.write(head.encode())
    while size < 25_000_000:
        line = b"." * octets.choice((0, 1, 0, 2)) + bytes(octets.choices(allowed, k=octets.choice((0, 78, 990, 996))))
        size += file.write(line + b"\r\n")
huge = (directory / "huge.eml").read_bytes()
assert huge.count(b"\r\n.") > 10_000 and max(map(len, huge.split(b"\r\n"))) == 998
END
}

delivery_cases() {
  local both='delivered("bob") == [raw("awkward.eml").replace(b"\r\n", b"\n")] * 2' submit
  submit=(example.test --port 587 --auth auto "${ann[@]}" "${envelope[@]}" --send "${known[@]}")
  check send-byte-for-byte 0 "$both" 'server["transaction"]["data"]["code"] == 250' \
    'server["transaction"]["data"]["queue_id"] in postfix_log' \
    -- example.test "${envelope[@]}" --send --message "$directory/awkward.eml" "${known[@]}"
  check send-byte-for-byte-pipelined 0 "$both" \
    -- example.test "${envelope[@]}" --send --pipeline --message "$directory/awkward.eml" "${known[@]}"
  check send-in-clear 0 "$both" \
    -- '[mx1.example.test]' --no-tls "${envelope[@]}" --send --message "$directory/awkward.eml" "${known[@]}"
  check send-submitted-with-login 0 "$both" 'attempt["status"] == "accepted"' \
    '"sasl_username=ann@example.test" in postfix_log' -- "${submit[@]}" --message "$directory/awkward.eml"
  input=$directory/awkward.eml
  check send-from-stdin 0 "$both" -- example.test "${envelope[@]}" --send --message - "${known[@]}"
  input=''
  check send-large 0 'delivered("bob") == [raw("large.eml").replace(b"\r\n", b"\n")] * 2' \
    -- example.test "${envelope[@]}" --send --message "$directory/large.eml" "${known[@]}"
  check send-two-recipients-one-refused 1 "$both" \
    -- example.test "${envelope[@]}" --to nobody@example.test --send --message "$directory/awkward.eml" "${known[@]}"
  check send-too-large 23,26 '"size-exceeded" in ids' 'delivered("bob", 0) == []' \
    -- example.test "${envelope[@]}" --send --message "$directory/oversize.eml" "${known[@]}"
  check send-composed 0 'len(delivered("bob")) == 2' \
    'mail(delivered("bob")[0])["Subject"] == "Grüße 日本語 – a subject that is long enough to need folding somewhere"' \
    'mail(delivered("bob")[0])["Auto-Submitted"] == "auto-generated"' \
    'mail(delivered("bob")[0])["X-Test"] == "one"' \
    'mail(delivered("bob")[0]).get_body().get_content().rstrip() == ".\nZweite Zeile: ä"' \
    '{a.get_filename(): a.get_payload(decode=True) for a in mail(delivered("bob")[0]).iter_attachments()} == {n: raw(n) for n in ("attachment.bin", "attached.txt")}' \
    'all(mail(delivered("bob")[0])[field] for field in ("From", "To", "Date", "Message-ID"))' \
    'not mail(delivered("bob")[0]).defects and max(map(len, delivered("bob")[0].split(b"\n"))) <= 998' \
    -- "${submit[@]}" --subject "Grüße 日本語 – a subject that is long enough to need folding somewhere" \
    --header "X-Test: one" --body $'.\nZweite Zeile: ä' \
    --attach "$directory/attachment.bin" --attach "$directory/attached.txt"
  check send-smtputf8 0 'len(delivered("juergen")) == 2' \
    -- example.test --from "$ann_user" --to jürgen@example.test --send "${known[@]}"
  check send-greylisted 75 '"greylisted" in ids' 'server["temporary"] is True' \
    -- example.test --from "$ann_user" --to greylisted@example.test --send "${known[@]}"
}

active_cases() {
  local verdicts='[a["verdict"] for a in server["active"][0]["attempts"]]'
  check active-starttls-injection 0 "$verdicts == ['discarded']" -- example.test --check-starttls-injection "${known[@]}"
  check active-tls-enforced 0 "$verdicts == ['refused', 'refused']" -- example.test -p 587 --check-tls-enforcement "${known[@]}"
  check active-mail-in-clear-on-25 0 "$verdicts == ['refused', 'accepted']" -- example.test --check-tls-enforcement "${known[@]}"
  check active-no-relay 0 "set($verdicts) == {'refused'} and len($verdicts) == 14" \
    -- example.test --check-relay bob@example.net "${known[@]}"
  check active-enumeration 0 "'user-enumeration' in ids and 'catch-all' not in ids" "server['active'][0]['status'] == 'complete'" \
    -- example.test --check-enumeration "$ann_user" "${known[@]}"
  # Postfix before 3.9 takes bare line feeds for line ends (smtpd_forbid_bare_newline = no).
  at_once=yes check active-smuggling 0,1 "server['active'][0]['status'] == 'complete' and len($verdicts) == 13" \
    "('smtp-smuggling' in ids) == ('ended_message' in $verdicts)" "${verdicts}[3] == 'taken_as_data'" \
    -- example.test "${envelope[@]}" --check-smuggling "${known[@]}"
}

scripting_cases() {
  check fail-on-warning 1 'severity("certificate-name-mismatch") == "warning"' \
    -- '[mismatched.example.test]' --fail-on warning "${known[@]}"
  check ignore-a-finding 0 '"certificate-expired" not in ids' \
    'any(f["id"] == "certificate-expired" and f["ignored"] for f in findings)' \
    -- '[expired.example.test]' --ignore certificate-expired "${known[@]}"
  check quiet 0 'len(text.splitlines()) == 1' -- example.test --quiet "${known[@]}"
  check quiet-twice 0 'text == ""' -- example.test --quiet --quiet "${known[@]}"
  check quit-after-first-ehlo 0 'len(server["ehlo"]) == 1' '"TLS connection established" not in postfix_log' \
    -- example.test --quit-after FIRST-EHLO "${known[@]}"
  check usage-password-on-the-command-line 2 'errors != "" and text == ""' \
    -- example.test --auth-password "$wrong_password" "${known[@]}"
  check usage-line-break-in-a-header 2 \
    -- example.test "${envelope[@]}" --send --header $'X-Test: one\r\nBcc: all@example.test' "${known[@]}"
}

not_covered() {
  skip auth-external "Postfix does not offer it to clients (smtpd_sasl_mechanism_filter is !external by default)"
  skip opensmtpd-refused-sender "OpenSMTPD judges the sender with the recipient: there is no refusal of MAIL to see"
  skip auth-scram-plus "Dovecot 2.3 has no channel binding: no SCRAM-SHA-1-PLUS, no SCRAM-SHA-256-PLUS"
  skip ipv6 "the servers listen on IPv4 only"
}

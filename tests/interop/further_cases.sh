# shellcheck shell=bash disable=SC2154,SC2034,SC2016 # shared variables; Python in quotes
# The cases of the servers that further.sh starts, and of Postfix what all of them have: greeting to
# delivered message under both TLS modes, every mechanism, refusals in each server's own words (what is
# configured in further.sh, or what the server answers to a socket), 25 MB byte for byte.

further_cases() {
  local passwords=(plain login cram-md5 scram-sha-1 scram-sha-256)
  server_cases postfix mail 127.0.25.1
  server_cases exim exim 127.0.25.12
  mechanism_cases exim exim 'Incorrect authentication data' "${passwords[@]}"
  server_cases opensmtpd opensmtpd 127.0.25.13
  mechanism_cases opensmtpd opensmtpd 'Authentication failed' plain login
  server_cases submission submission 127.0.25.14
  mechanism_cases submission submission '5.7.8 Authentication failed.' "${passwords[@]}"
  bearer_cases submission submission xoauth2 oauthbearer
  server_cases aiosmtpd aiosmtpd 127.0.25.15
  mechanism_cases aiosmtpd aiosmtpd '5.7.8 Authentication credentials invalid' plain login
  exim_cases
  opensmtpd_cases
  submission_cases
  aiosmtpd_cases
  check size-not-announced 26 '"size-exceeded" in ids and "message-refused" not in ids' '"SIZE" not in offered' \
    'server["transaction"]["data"]["code"] == 552 and server["transaction"]["data"]["enhanced_code"] == "5.3.4"' \
    'delivered("bob", 0) == []' \
    -- '[sizeless.example.test]' "${envelope[@]}" --send --message "$directory/oversize.eml" "${known[@]}"
}

# server_cases NAME HOST ADDRESS: what every server takes on ports 587 and 465.
server_cases() {
  local name=$1 target="[$2.example.test]" address=$3 port mode submit
  for port in 587:starttls 465:implicit; do
    mode=${port#*:} port=${port%:*}
    check "$name-$mode" 0 "server['tls_mode'] == '$mode' and server['greeting']['code'] == 220" \
      "offered == heard('$address', $port)" 'len(offered) > 4' \
      'server["tls"]["version"] == "TLSv1.3" and server["tls"]["verification"]["trusted"]' \
      'server["tls"]["verification"]["name_matches"] and server["tls"]["verification"]["handshake_signature"] == "valid"' \
      'findings == []' -- "$target:$port" "${known[@]}"
    submit=("$target:$port" --auth auto "${ann[@]}" "${envelope[@]}" --send "${known[@]}")
    check "$name-$mode-delivers-8-bit" 0 'delivered("bob") == [raw("awkward.eml").replace(b"\r\n", b"\n")] * 2' \
      'attempt["status"] == "accepted" and attempt["code"] == 235' '"BODY=8BITMIME" in text' \
      -- "${submit[@]}" --message "$directory/awkward.eml"
  done
  check "$name-delivers-25-mb" 0 'delivered("bob") == [raw("huge.eml").replace(b"\r\n", b"\n")] * 2' \
    -- "${submit[@]}" --message "$directory/huge.eml"
  check "$name-size-exceeded" 23 '"size-exceeded" in ids' 'offered["SIZE"] == ["26214400"]' \
    '"C: MAIL" not in text' 'delivered("bob", 0) == []' -- "${submit[@]}" --message "$directory/oversize.eml"
  check "$name-attachments" 0 'len(delivered("bob")) == 2' 'not mail(delivered("bob")[0]).defects' \
    '{a.get_filename(): a.get_payload(decode=True) for a in mail(delivered("bob")[0]).iter_attachments()} == {n: raw(n) for n in ("attachment.bin", "attached.txt")}' \
    -- "${submit[@]}" --subject "Grüße" --attach "$directory/attachment.bin" --attach "$directory/attached.txt"
  case $name in
    opensmtpd | submission)
      check "$name-without-smtputf8" 23 '"extension-missing" in ids and "SMTPUTF8" not in offered' \
        '"C: MAIL" not in text' 'delivered("bob", 0) == []' \
        -- "${submit[@]}" --message "$directory/internationalized.eml"
      check "$name-without-smtputf8-composed" 23 '"extension-missing" in ids' '"C: MAIL" not in text' \
        -- "$target:587" --auth auto "${ann[@]}" --from "$ann_user" --to jürgen@example.test --send "${known[@]}"
      ;;
    *)
      check "$name-smtputf8" 0 '" SMTPUTF8" in text' \
        'delivered("juergen") == [raw("internationalized.eml").replace(b"\r\n", b"\n")] * 2' \
        -- "$target:587" --auth auto "${ann[@]}" --from "$ann_user" --to jürgen@example.test --send \
        --message "$directory/internationalized.eml" "${known[@]}"
      ;;
  esac
}

# mechanism_cases NAME HOST REFUSAL MECHANISM…: right, wrong, beyond ASCII; the text of the server's 535.
mechanism_cases() {
  local name=$1 target="[$2.example.test]" refusal=$3 mechanism upper
  shift 3
  for mechanism in "$@"; do
    upper=${mechanism^^}
    check "$name-auth-$mechanism" 0 "attempt['mechanism'] == '$upper' and attempt['status'] == 'accepted'" \
      -- "$target:587" --auth "$mechanism" "${ann[@]}" "${known[@]}"
    check "$name-auth-$mechanism-wrong-password" 28 '"auth-rejected" in ids and attempt["status"] == "rejected"' \
      "attempt['code'] == 535 and 'S: 535 $refusal' in text.splitlines()" \
      -- "$target:465" --auth "$mechanism" --user "$ann_user" --password-file "$directory/wrong.password" "${known[@]}"
    check "$name-auth-$mechanism-password-beyond-ascii" 0 'attempt["status"] == "accepted"' \
      -- "$target:465" --auth "$mechanism" --user "$bob_user" --password-file "$directory/bob.password" "${known[@]}"
  done
  check "$name-mechanisms" 0 "sorted(offered['AUTH']) == sorted('${*^^}'.split() + ([] if '$name' != 'submission' else ['XOAUTH2', 'OAUTHBEARER']))" \
    -- "$target:587" "${known[@]}"
}

bearer_cases() {
  local name=$1 target="[$2.example.test]" mechanism
  shift 2
  for mechanism in "$@"; do
    check "$name-auth-$mechanism" 0 'attempt["status"] == "accepted"' \
      -- "$target:587" --auth "$mechanism" --user "$ann_user" --password-file "$directory/ann.token" "${known[@]}"
    check "$name-auth-$mechanism-wrong-token" 28 '"auth-rejected" in ids and attempt["code"] == 535' \
      -- "$target:465" --auth "$mechanism" --user "$ann_user" --password-file "$directory/wrong.token" "${known[@]}"
  done
}

# refusal NAME EXIT ID REPLY ARGUMENT…: the finding, and the reply as a whole line.
refusal() {
  local name=$1 exit=$2 id=$3 reply=$4
  shift 4
  check "$name" "$exit" "'$id' in ids" "'''S: $reply''' in text.splitlines()" -- "$@" "${known[@]}"
}

# The lists of versions, groups and suites are those that testssl.sh 3.0.8 finds on the same server, and
# those of `gnutls-cli --list --priority NORMAL` but for RSA key exchange, for which the certificate is not.
exim_cases() {
  local target='[exim.example.test]'
  check exim-default 0 'findings == []' '"PIPECONNECT" in offered and "PRDR" in offered and "LIMITS" in offered' \
    '"S: 220 TLS go ahead" in text.splitlines()' '"lost connection" not in raw("exim/log/mainlog").decode()' \
    -- "$target" "${known[@]}"
  check exim-pipelined 0 'delivered("bob") == [raw("awkward.eml").replace(b"\r\n", b"\n")] * 2' \
    -- "$target" "${envelope[@]}" --send --pipeline --message "$directory/awkward.eml" "${known[@]}"
  check exim-scan 0 'scan["connections"] <= 25' 'ids == {"legacy-tls"}' \
    '[one["version"] for one in scan["versions"] if one["status"] == "offered"] == ["TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1.0"]' \
    'set(scan["groups"]) == {"x25519", "secp256r1", "x448", "secp384r1", "secp521r1", "ffdhe2048", "ffdhe3072", "ffdhe4096", "ffdhe6144", "ffdhe8192"}' \
    '[one["class"] for one in scan["weak_classes"] if one["status"] == "offered"] == ["cbc"]' \
    'scan["groups_complete"] and scan["server_preference"] is False and scan["dh"]["bits"] == 2048' \
    '{plain_hex(one["certificate"]["spki_sha256"]) for one in scan["leaf_certificates"]} == {public_key_hash("exim"), public_key_hash("exim-rsa")}' \
    -- "$target" -p 587 "${known[@]}" --scan-tls
  check exim-scan-complete 0 'scan["complete"] and scan["hindrance"] is None' \
    '[sum(one["version"] == version for one in scan["cipher_suites"]) for version in ("TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1.0")] == [4, 19, 6, 6]' \
    'not any("_RSA_WITH_" in one["name"] and "DHE_RSA" not in one["name"] for one in scan["cipher_suites"])' \
    -- "$target" -p 465 "${known[@]}" --scan-tls --scan-connections 0 --scan-jobs 4
  refusal exim-relaying-denied 24 recipient-refused '550 relay not permitted' \
    "$target" --from "$ann_user" --to someone@elsewhere.test
  refusal exim-recipient-unknown 24 recipient-refused '550 Unrouteable address' \
    "$target" --from "$ann_user" --to nobody@example.test
  refusal exim-sender-refused 23 sender-refused '550 This sender is not welcome' \
    "$target" --from refused@sender.test --to "$bob_user"
  refusal exim-greylisted 75 greylisted '451 Greylisted, please try again in 5 minutes' \
    "$target" --from "$ann_user" --to greylisted@example.test
}

opensmtpd_cases() {
  local target='[opensmtpd.example.test]'
  check opensmtpd-default 0 'findings == []' '"S: 220 2.0.0 Ready to start TLS" in text.splitlines()' \
    -- "$target" "${known[@]}"
  refusal opensmtpd-without-login 23 login-required '530 5.5.1 Invalid command: Must issue an AUTH command first' \
    "$target:587" "${envelope[@]}"
  refusal opensmtpd-in-clear 23 sender-refused '530 5.5.1 Invalid command: Must issue a STARTTLS command first' \
    "$target:587" --no-tls "${envelope[@]}"
  refusal opensmtpd-relaying-denied 24 recipient-refused '550 Invalid recipient: <someone@elsewhere.test>' \
    "$target" --from "$ann_user" --to someone@elsewhere.test
  refusal opensmtpd-recipient-unknown 24 recipient-refused '524 5.2.4 Mailing list expansion problem: <nobody@example.test>' \
    "$target" --from "$ann_user" --to nobody@example.test
  refusal opensmtpd-sender-refused 24 recipient-refused '550 Invalid recipient: <bob@example.test>' \
    "$target" --from refused@sender.test --to "$bob_user"
}

submission_cases() {
  local target='[submission.example.test]:587' login=(--auth auto "${ann[@]}")
  check submission-begins-tls 0 '"S: 220 2.0.0 Begin TLS negotiation now." in text.splitlines()' '"BURL" in offered' \
    -- "$target" "${known[@]}"
  refusal submission-without-login 23 login-required '530 5.7.0 Authentication required.' "$target" "${envelope[@]}"
  refusal submission-in-clear 23 sender-refused '530 5.7.0 TLS required.' "$target" --no-tls "${envelope[@]}"
  refusal submission-recipient-unknown 24 recipient-refused \
    '550 5.1.1 <nobody@example.test> <nobody@example.test>: Recipient address rejected: User unknown in virtual mailbox table' \
    "$target" "${login[@]}" --from "$ann_user" --to nobody@example.test
  refusal submission-relaying-denied 24 recipient-refused \
    '554 5.7.1 <someone@elsewhere.test> <someone@elsewhere.test>: Relay access denied' \
    "$target" "${login[@]}" --from "$ann_user" --to someone@elsewhere.test
  refusal submission-sender-refused 23 sender-refused \
    '550 5.7.1 <refused@sender.test>: Sender address rejected: This sender is not welcome' \
    "$target" "${login[@]}" --from refused@sender.test --to "$bob_user"
  refusal submission-greylisted 75 greylisted \
    '451 4.7.1 <greylisted@example.test> <greylisted@example.test>: Recipient address rejected: Greylisted, please try again in 5 minutes' \
    "$target" "${login[@]}" --from "$ann_user" --to greylisted@example.test
}

aiosmtpd_cases() {
  local target='[aiosmtpd.example.test]'
  check aiosmtpd-default 0 'findings == []' '"S: 220 Ready to start TLS" in text.splitlines()' -- "$target" "${known[@]}"
  refusal aiosmtpd-relaying-denied 24 recipient-refused '550 5.7.1 Relaying denied' \
    "$target" --from "$ann_user" --to someone@elsewhere.test
  refusal aiosmtpd-recipient-unknown 24 recipient-refused '550 5.1.1 No such mailbox' \
    "$target" --from "$ann_user" --to nobody@example.test
  refusal aiosmtpd-sender-refused 23 sender-refused '550 5.7.1 This sender is not welcome' \
    "$target" --from refused@sender.test --to "$bob_user"
  refusal aiosmtpd-greylisted 75 greylisted '451 4.7.1 Greylisted, please try again in 5 minutes' \
    "$target" --from "$ann_user" --to greylisted@example.test
}

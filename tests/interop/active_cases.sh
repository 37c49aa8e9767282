# shellcheck shell=bash disable=SC2154,SC2034,SC2016 # shared variables; Python in quotes
# The five active checks against the servers that further.sh starts; those against Postfix are in cases.sh. What is
# expected is what the servers are configured to do, what they answer to a socket, and what arrives in the mailboxes.

verdicts='[a["verdict"] for a in server["active"][0]["attempts"]]'
complete='server["active"][0]["status"] == "complete"'
stranger=someone@elsewhere.test

further_active_cases() {
  exim_active_cases
  opensmtpd_active_cases
  submission_active_cases
  aiosmtpd_active_cases
}

# active NAME EXIT HOST[:PORT] OPTION… -- EXPRESSION…: complete, and true.
active() {
  local name=$1 exit=$2 host=${3%%:*} port=${3#*:} options=()
  shift 3
  while [[ $1 != -- ]]; do
    options+=("$1")
    shift
  done
  shift
  check "$name" "$exit" "$complete" "$@" -- "[$host.example.test]:$port" "${options[@]}" "${known[@]}"
}

# Thirteen messages each run; the line behind a sequence is in those that it did not end. Its first letter counts for nothing:
# Dovecot 2.3 loses it after <LF>.<CR>.
belonging='sum(b"his line belongs to the message." in one for one in delivered("bob", 26))'
everything_is_data='set('$verdicts') == {"taken_as_data"} and len(delivered("bob", 26)) == 26 and '$belonging' == 26'
line_feeds_end='[a["what"] for a in server["active"][0]["attempts"] if a["verdict"].startswith("ended")] == ["<LF>.<LF>", "<LF>.<CR><LF>", "<CR><LF>.<LF>"]'
three_of_thirteen='len(delivered("bob", 26)) == 26 and '$belonging' == 20'

# OpenSMTPD drops a NUL before it looks for the dot.
line_feeds_and_nul_end='[a["what"] for a in server["active"][0]["attempts"] if a["verdict"].startswith("ended")] == ["<LF>.<LF>", "<LF>.<CR><LF>", "<CR><LF>.<LF>", "<CR><LF>.<NUL><CR><LF>"]'
four_of_thirteen='len(delivered("bob", 26)) == 26 and '$belonging' == 18'

# Where it offers PIPECONNECT it does not mind commands that come too early.
exim_active_cases() {
  active exim-active-injection 0 exim:25 --check-starttls-injection -- "$verdicts == ['discarded']"
  active exim-active-enforcement 0 exim:25 --check-tls-enforcement -- "$verdicts == ['refused', 'accepted'] and findings == []"
  active exim-active-enforcement-587 0 exim:587 --check-tls-enforcement -- \
    "$verdicts == ['refused', 'accepted'] and severity('tls-not-enforced') == 'warning'"
  active exim-active-relay 0 exim:25 --check-relay "$stranger" -- "set($verdicts) == {'refused'} and len($verdicts) == 12"
  active exim-active-enumeration 0 exim:25 --check-enumeration "$ann_user" -- 'findings == []' \
    "set($verdicts) == {'refused', 'undisclosed'}"
  at_once=yes active exim-active-smuggling 0 exim:25 "${envelope[@]}" --check-smuggling -- "$everything_is_data" 'findings == []'
  active exim-active-careless-enforcement 1 careless-exim:25 --check-tls-enforcement -- "$verdicts == ['accepted', 'refused']" \
    'severity("tls-not-enforced") == "error" and severity("starttls-required") == "warning"'
  active exim-active-careless-enforcement-587 1 careless-exim:587 --check-tls-enforcement -- \
    "$verdicts == ['accepted', 'accepted'] and 'starttls-required' not in ids"
  active exim-active-careless-relay 0 careless-exim:25 --check-relay "$stranger" -- "${verdicts}[:3] == ['accepted'] * 3" \
    'severity("open-relay") == "warning"'
  # Exim hangs up after the fourth syntax error, as which it counts address literals.
  check exim-active-relay-by-address 0 "$complete" "set($verdicts) == {'refused'} and len($verdicts) == 10" \
    'text.count("C: [Establishes one more TCP connection") == 2' '"S: 501 Too many syntax or protocol errors" in text' \
    -- '[127.0.25.12]' --check-relay "$stranger" --ca-file "$ca_file"
  active exim-active-careless-enumeration 0 careless-exim:25 --check-enumeration staff@example.test -- \
    '[f["severity"] for f in findings if f["id"] == "user-enumeration"] == ["warning", "notice"]' \
    '"EXPN staff@example.test: 250 <ann@example.test> <bob@example.test>" in [f["evidence"] for f in findings]' \
    'severity("catch-all") == "notice"'
  check exim-active-careless-in-clear 23 'severity("starttls-required") == "warning"' \
    '"S: 550 Encryption required" in text.splitlines()' \
    -- '[careless-exim.example.test]' --no-tls "${envelope[@]}" "${known[@]}"
}

# A bare line feed ends a line, but more than one line at a time is refused: a message can be ended and no other begun.
opensmtpd_active_cases() {
  active opensmtpd-active-injection 0 opensmtpd:25 --check-starttls-injection -- "$verdicts == ['refused']" \
    '"S: 500 5.5.1 Invalid command: Pipelining not supported" in text.splitlines()'
  active opensmtpd-active-enforcement 0 opensmtpd:25 --check-tls-enforcement -- "$verdicts == ['refused', 'accepted'] and findings == []"
  active opensmtpd-active-enforcement-587 0 opensmtpd:587 --check-tls-enforcement -- \
    "$verdicts == ['refused', 'refused'] and findings == []"
  # Its host name is a domain of its own, where it takes any local part.
  active opensmtpd-active-relay 0 opensmtpd:25 --check-relay "$stranger" -- \
    "set($verdicts) == {'refused', 'accepted_as_local'} and $verdicts.count('accepted_as_local') == 4"
  active opensmtpd-active-relay-587 0 opensmtpd:587 --check-relay "$stranger" -- "$verdicts == ['refused', 'refused']"
  active opensmtpd-active-enumeration 0 opensmtpd:25 --check-enumeration "$ann_user" -- "set($verdicts) == {'refused'} and findings == []"
  active opensmtpd-active-catch-all 0 opensmtpd:25 --check-enumeration ann@opensmtpd.example.test -- 'ids == {"catch-all"}'
  active opensmtpd-active-enumeration-587 0 opensmtpd:587 --check-enumeration "$ann_user" -- "set($verdicts) == {'refused'}"
  at_once=yes active opensmtpd-active-smuggling 0 opensmtpd:25 "${envelope[@]}" --check-smuggling -- \
    "$verdicts.count('ended_message_alone') == 4 and [f['severity'] for f in findings] == ['warning']" "$line_feeds_and_nul_end" "$four_of_thirteen"
  active opensmtpd-active-careless-relay 0 careless-opensmtpd:25 --check-relay "$stranger" -- 'severity("open-relay") == "warning"'
  active opensmtpd-active-careless-enforcement 0 careless-opensmtpd:25 --check-tls-enforcement -- 'ids == {"starttls-required"}'
  check opensmtpd-active-careless-relay-in-clear 3 '"open-relay" not in ids' \
    '{one["id"] for one in document["not_checked"]} >= {"open-relay", "check-relay"}' \
    -- '[careless-opensmtpd.example.test]' --no-tls --check-relay "$stranger" "${known[@]}"
}

# It hangs up at the handshake where something came with STARTTLS, and takes bare line feeds for line ends.
submission_active_cases() {
  local login=(--auth auto "${ann[@]}")
  active submission-active-injection 0 submission:587 --check-starttls-injection -- "$verdicts == ['refused']" \
    '"without NOOP all goes well" in server["active"][0]["attempts"][0]["detail"]'
  active submission-active-enforcement 0 submission:587 --check-tls-enforcement -- \
    "$verdicts == ['refused', 'refused'] and findings == []"
  active submission-active-relay 0 submission:465 --check-relay "$stranger" -- "$verdicts == ['refused', 'refused']"
  active submission-active-enumeration 0 submission:587 --check-enumeration "$ann_user" -- "set($verdicts) == {'refused'} and findings == []"
  at_once=yes active submission-active-smuggling 1 submission:587 "${login[@]}" "${envelope[@]}" --check-smuggling -- \
    "$verdicts.count('ended_message') == 3 and severity('smtp-smuggling') == 'error'" "$line_feeds_end" "$three_of_thirteen"
}

aiosmtpd_active_cases() {
  active aiosmtpd-active-injection 0 aiosmtpd:25 --check-starttls-injection -- "$verdicts == ['discarded']"
  active aiosmtpd-active-enforcement-587 0 aiosmtpd:587 --check-tls-enforcement -- \
    "$verdicts == ['refused', 'accepted'] and severity('tls-not-enforced') == 'warning'"
  active aiosmtpd-active-relay 0 aiosmtpd:25 --check-relay "$stranger" -- "set($verdicts) == {'refused'}"
  active aiosmtpd-active-enumeration 0 aiosmtpd:25 --check-enumeration "$ann_user" -- "set($verdicts) == {'refused', 'undisclosed'} and findings == []"
  at_once=yes active aiosmtpd-active-smuggling 0 aiosmtpd:25 "${envelope[@]}" --check-smuggling -- "$everything_is_data" 'findings == []'
  active aiosmtpd-active-careless-relay 0 careless-aiosmtpd:25 --check-relay "$stranger" -- 'severity("open-relay") == "warning"'
  active aiosmtpd-active-careless-enforcement 0 careless-aiosmtpd:25 --check-tls-enforcement -- \
    "$verdicts == ['refused', 'refused'] and severity('starttls-required') == 'warning'"
  active aiosmtpd-active-careless-enforcement-587 1 careless-aiosmtpd:587 --check-tls-enforcement -- \
    "$verdicts == ['accepted', 'accepted'] and severity('tls-not-enforced') == 'error'"
  active aiosmtpd-active-careless-enumeration 0 careless-aiosmtpd:25 --check-enumeration "$ann_user" -- \
    'ids >= {"user-enumeration", "catch-all"} and severity("user-enumeration") == "notice"'
}

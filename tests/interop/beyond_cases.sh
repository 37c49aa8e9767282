# shellcheck shell=bash disable=SC2154,SC2034 # variables shared with the script that sources this
# Servers with which this program's TLS library has nothing in common, most of which other clients reach: OpenSSL's s_server
# behind a STARTTLS of our own (starttls_proxy.py). What is said of opportunistic senders must be what posttls-finger, which is
# Postfix's client, comes to at the same server; where it is "not known", it may be either. gnutls-cli's word is shown beside.
# INTEROP_TABLE=FILE: the table of what each says.

beyond_packages=(posttls-finger:postfix gnutls-cli:gnutls-bin)
beyond_address=127.0.25.40
beyond_port=2500

beyond_cases() {
  local known=(--resolver "$resolver" --ca-file "$directory/ca/root.pem" --timeout 20s)
  mkdir -p "$directory/beyond"
  key rsa -newkey rsa:2048
  key ec -newkey ec -pkeyopt ec_paramgen_curve:P-256
  key p521 -newkey ec -pkeyopt ec_paramgen_curve:P-521
  key pss -newkey rsa-pss -pkeyopt rsa_keygen_bits:2048
  key ed448 -newkey ed448
  key ed25519 -newkey ed25519
  # Name, exit status, outcome, key, s_server's options. s_server is no mail server: where TLS is established, EHLO fails (32),
  # and no mail arrives.
  beyond rsa-key-exchange 3 encrypted rsa -tls1_2 -cipher AES128-GCM-SHA256
  beyond finite-field 3 encrypted rsa -tls1_2 -cipher DHE-RSA-AES128-GCM-SHA256
  beyond group-secp521r1 3 encrypted ec -groups P-521
  beyond group-x448 3 encrypted ec -groups X448
  beyond group-ffdhe2048 3 unknown ec -tls1_3 -groups ffdhe2048
  beyond key-p521 3 encrypted p521 -tls1_2
  beyond key-rsassa-pss 32 encrypted pss
  beyond key-rsassa-pss-tls12 3 encrypted pss -tls1_2
  beyond key-ed448 32 encrypted ed448
  beyond key-ed448-tls12 3 encrypted ed448 -tls1_2
  beyond signature-sha224 3 encrypted rsa -tls1_2 -sigalgs RSA+SHA224
  beyond key-ed25519 32 encrypted ed25519
  beyond tls10 29 unknown rsa -tls1 -cipher ALL:@SECLEVEL=0
  beyond tls11 29 unknown rsa -tls1_1 -cipher ALL:@SECLEVEL=0
  beyond cbc 3 encrypted rsa -tls1_2 -cipher ECDHE-RSA-AES128-SHA
  beyond brainpool 29 unknown rsa -tls1_2 -groups brainpoolP256r1 -cipher ECDHE-RSA-AES128-GCM-SHA256
  beyond no-key-for-its-suites 29 plaintext ec -tls1_2 -cipher AES128-GCM-SHA256
}

# key NAME OPTION…: a self-signed certificate of that kind.
key() {
  local name=$1
  shift
  openssl req -x509 "$@" -nodes -keyout "$directory/beyond/$name.key" -out "$directory/beyond/$name.pem" \
    -days 30 -subj /CN=mx1.example.test -addext subjectAltName=DNS:mx1.example.test 2>/dev/null
}

# beyond NAME EXIT OUTCOME KEY OPTION…
beyond() {
  local name=beyond-$1 exit=$2 outcome=$3 key=$directory/beyond/$4 at=$beyond_address:$beyond_port pids=()
  shift 4
  wanted "$name" || return 0
  openssl s_server -accept "$beyond_address:$((beyond_port + 1))" -cert "$key.pem" -key "$key.key" -quiet "$@" \
    >/dev/null 2>&1 </dev/null &
  pids+=($!)
  python3 "$here/starttls_proxy.py" "$beyond_address" "$beyond_port" "$((beyond_port + 1))" &
  pids+=($!)
  local port
  for port in "$beyond_port" "$((beyond_port + 1))"; do
    until (exec 3<>"/dev/tcp/$beyond_address/$port") 2>/dev/null; do sleep 0.1; done
  done
  local arrives=$outcome
  ((exit == 32)) && arrives=deferred
  check "$name" "$exit" "server['senders'][0]['outcome'] == '$arrives'" \
    "('tls-beyond-this-program' in [one['id'] for one in document['not_checked']]) == ($exit == 3)" \
    -- example.test --mx --connect "$at" "${known[@]}"
  agrees "$name" "$outcome"
  kill "${pids[@]}" 2>/dev/null
  wait "${pids[@]}" 2>/dev/null || true
  beyond_port=$((beyond_port + 2))
}

# agrees NAME OUTCOME: Postfix's client comes to what was said of it.
agrees() {
  local name=$1 outcome=$2 postfix=failed gnutls=failed said
  said=$(timeout 20 posttls-finger -c -l may -L summary "[$beyond_address]:$beyond_port" 2>&1) || true
  [[ $said == *"TLS connection established"* ]] && postfix=encrypted
  timeout 20 gnutls-cli --starttls-proto=smtp --insecure --port "$beyond_port" "$beyond_address" \
    </dev/null >"$directory/beyond/gnutls" 2>&1 || true
  grep -q 'Handshake was completed' "$directory/beyond/gnutls" && gnutls=encrypted
  if [[ -n ${INTEROP_TABLE:-} ]]; then
    printf '%-30s %-10s %-10s %-10s %s\n' "$name" "$outcome" "$postfix" "$gnutls" \
      "$(python3 -c 'import json, sys; print(json.load(sys.stdin)["verdict"]["text"][:200])' <"$directory/outputs/json")" \
      >>"$INTEROP_TABLE"
  fi
  case $outcome/$postfix in
    encrypted/encrypted | plaintext/failed | unknown/*) pass "$name-as-postfix" ;;
    *) fail "$name-as-postfix" "$outcome was said, and posttls-finger $postfix" ;;
  esac
}

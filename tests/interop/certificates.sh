# shellcheck shell=bash disable=SC2154,SC2034 # variables shared with the script that sources this
# The private certification authority: root -> intermediate -> server certificates, among them an
# expired one, one for another name, a self-signed one and a client's. Everything is ECDSA P-256,
# except mail.example.test, which is RSA 2048. Files: $directory/ca/NAME.pem and NAME.key; a server's
# NAME.chain.pem is key, certificate and intermediate, as smtpd_tls_chain_files wants them.
# incomplete.example.test says that its issuer's certificate is at $published (authority information access).

published=127.0.25.80:8080

make_certificates() {
  mkdir "$directory/ca" "$directory/ca/issued"
  ca=$directory/ca
  : >"$ca/index.txt"
  write_authority_configuration
  certify_root
  certify intermediate authority "" ec
  certify mx1 server DNS:mx1.example.test,DNS:mx.example.test ec
  certify mail server DNS:mail.example.test,DNS:example.test rsa
  certify policy server DNS:mta-sts.sts.test,DNS:mta-sts.elsewhere.test ec
  certify other server DNS:other.example.test ec
  certify expired server DNS:expired.example.test ec 20240101000000Z 20240401000000Z
  certify incomplete pointing DNS:incomplete.example.test ec
  certify submission server DNS:submission.example.test ec
  certify client client email:ann@example.test ec
  self_signed selfsigned
  local name
  for name in mx1 mail other expired policy submission; do
    cat "$ca/$name.key" "$ca/$name.pem" "$ca/intermediate.pem" >"$ca/$name.chain.pem"
  done
  for name in incomplete selfsigned; do
    cat "$ca/$name.key" "$ca/$name.pem" >"$ca/$name.chain.pem"
  done
  cat "$ca/client.pem" "$ca/intermediate.pem" >"$ca/client.chain.pem"
}

write_authority_configuration() {
  cat >"$ca/openssl.cnf" <<END
[ca]
default_ca = authority_section
[authority_section]
database = $ca/index.txt
new_certs_dir = $ca/issued
rand_serial = yes
default_md = sha256
policy = policy_section
copy_extensions = none
unique_subject = no
[policy_section]
commonName = supplied
[authority]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[server]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = \$ENV::ALTERNATIVE_NAMES
[pointing]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = \$ENV::ALTERNATIVE_NAMES
authorityInfoAccess = caIssuers;URI:http://$published/issuer
[client]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = clientAuth
subjectAltName = \$ENV::ALTERNATIVE_NAMES
END
}

make_key() {
  case $2 in
    ec) openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$ca/$1.key" ;;
    rsa) openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$ca/$1.key" ;;
  esac
}

certify_root() {
  make_key root ec
  openssl req -x509 -new -key "$ca/root.key" -out "$ca/root.pem" -days 3650 \
    -subj "/CN=smtpcheck interop root" -addext keyUsage=critical,keyCertSign,cRLSign
}

self_signed() {
  make_key "$1" ec
  openssl req -x509 -new -key "$ca/$1.key" -out "$ca/$1.pem" -days 90 -subj "/CN=$1.example.test" \
    -addext "subjectAltName=DNS:$1.example.test" -addext basicConstraints=critical,CA:FALSE
}

# certify NAME SECTION ALTERNATIVE_NAMES KEY [NOT_BEFORE NOT_AFTER]; 90 days unless told otherwise.
certify() {
  local name=$1 section=$2 key=$4 issuer=intermediate dates=(-days 90)
  if [[ $section == authority ]]; then
    issuer=root
    dates=(-days 1825)
  fi
  if [[ $# -eq 6 ]]; then dates=(-startdate "$5" -enddate "$6"); fi
  export ALTERNATIVE_NAMES=${3:-DNS:unused.test}
  make_key "$name" "$key"
  openssl req -new -key "$ca/$name.key" -subj "/CN=$name.example.test" -out "$ca/$name.request"
  openssl ca -batch -notext -config "$ca/openssl.cnf" -extensions "$section" "${dates[@]}" \
    -cert "$ca/$issuer.pem" -keyfile "$ca/$issuer.key" -in "$ca/$name.request" -out "$ca/$name.pem" \
    2>>"$directory/log/openssl"
}

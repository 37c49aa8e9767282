_smtpcheck() {
    local i cur prev opts cmd
    COMPREPLY=()
    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
        cur="$2"
    else
        cur="${COMP_WORDS[COMP_CWORD]}"
    fi
    prev="$3"
    cmd=""
    opts=""

    for i in "${COMP_WORDS[@]:0:COMP_CWORD}"
    do
        case "${cmd},${i}" in
            ",$1")
                cmd="smtpcheck"
                ;;
            *)
                ;;
        esac
    done

    case "${cmd}" in
        smtpcheck)
            opts="-s -p -4 -6 -u -f -t -q -v -h -V --targets --jobs --server --port --mx --no-mx --all --connect --ipv4 --ipv6 --source --resolver --trust-anchor --ehlo --connect-timeout --timeout --starttls --implicit-tls --no-tls --verify --ca-file --sni --verify-name --cert --key --min-tls --show-certs --keylog --print-tlsa --scan-tls --scan-connections --scan-jobs --compare-sni --fetch-issuers --expires-within --auth --user --password-file --password-stdin --password-command --insecure-auth --no-policy --policy-domain --spf-ip --dkim-selector --dnsbl --print-dns --next-key --fetch-bimi --verify-message --from --to --subject --body --header --attach --message --dkim-key --dkim-domain --dump-message --send --pipeline --quit-after --check-starttls-injection --check-tls-enforcement --check-relay --check-smuggling --check-enumeration --format --transcript --resume --report --quiet --verbose --color --timing --fail-on --ignore --expect --baseline --no-input --explain --list-checks --list-facts --demo --generate --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 1 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --targets)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --jobs)
                    COMPREPLY=("${cur}")
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o nospace
                    fi
                    return 0
                    ;;
                --server)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -s)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --port)
                    COMPREPLY=($(compgen -W "25 465 587 smtp submission submissions" -- "${cur}"))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(compgen -W "25 465 587 smtp submission submissions" -- "${cur}"))
                    return 0
                    ;;
                --connect)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --source)
                    COMPREPLY=("${cur}")
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o nospace
                    fi
                    return 0
                    ;;
                --resolver)
                    COMPREPLY=("${cur}")
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o nospace
                    fi
                    return 0
                    ;;
                --trust-anchor)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --ehlo)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=("${cur}")
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o nospace
                    fi
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=("${cur}")
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o nospace
                    fi
                    return 0
                    ;;
                --ca-file)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --sni)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --verify-name)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --cert)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --key)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --min-tls)
                    COMPREPLY=($(compgen -W "1.2 1.3" -- "${cur}"))
                    return 0
                    ;;
                --keylog)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --scan-connections)
                    COMPREPLY=("${cur}")
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o nospace
                    fi
                    return 0
                    ;;
                --scan-jobs)
                    COMPREPLY=("${cur}")
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o nospace
                    fi
                    return 0
                    ;;
                --expires-within)
                    COMPREPLY=("${cur}")
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o nospace
                    fi
                    return 0
                    ;;
                --auth)
                    COMPREPLY=($(compgen -W "auto SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-1 PLAIN LOGIN CRAM-MD5 OAUTHBEARER XOAUTH2 EXTERNAL" -- "${cur}"))
                    return 0
                    ;;
                --user)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -u)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --password-file)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --password-command)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --policy-domain)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --spf-ip)
                    COMPREPLY=("${cur}")
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o nospace
                    fi
                    return 0
                    ;;
                --dkim-selector)
                    COMPREPLY=("${cur}")
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o nospace
                    fi
                    return 0
                    ;;
                --dnsbl)
                    COMPREPLY=("${cur}")
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o nospace
                    fi
                    return 0
                    ;;
                --next-key)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -f)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --to)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -t)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --subject)
                    COMPREPLY=("${cur}")
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o nospace
                    fi
                    return 0
                    ;;
                --body)
                    COMPREPLY=("${cur}")
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o nospace
                    fi
                    return 0
                    ;;
                --header)
                    COMPREPLY=("${cur}")
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o nospace
                    fi
                    return 0
                    ;;
                --attach)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --message)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --dkim-key)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --dkim-domain)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --quit-after)
                    COMPREPLY=($(compgen -W "LOOKUP CONNECT BANNER FIRST-EHLO STARTTLS EHLO AUTH MAIL RCPT" -- "${cur}"))
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o nospace
                    fi
                    return 0
                    ;;
                --check-relay)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --check-enumeration)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "text json ndjson csv junit tap github nagios prometheus markdown html" -- "${cur}"))
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o nospace
                    fi
                    return 0
                    ;;
                --resume)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --report)
                    COMPREPLY=("${cur}")
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o nospace
                    fi
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o nospace
                    fi
                    return 0
                    ;;
                --fail-on)
                    COMPREPLY=($(compgen -W "error warning notice" -- "${cur}"))
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o nospace
                    fi
                    return 0
                    ;;
                --ignore)
                    COMPREPLY=($(compgen -W "no-such-domain no-address null-mx null-mx-with-others mx-is-cname mx-is-address mx-no-address mx-is-localhost mx-is-private dns-server-failure too-many-servers dnssec-bogus mta-sts-record-invalid mta-sts-policy-unreachable mta-sts-certificate-untrusted mta-sts-redirect mta-sts-content-type mta-sts-policy-invalid mta-sts-mx-mismatch mta-sts-testing mta-sts-mode-none mta-sts-field-repeated mta-sts-max-age-short policy-domain-missing spf-missing spf-multiple spf-invalid spf-too-many-lookups spf-void-lookups spf-passes-all spf-large-network spf-no-end spf-useless-term spf-ptr spf-long spf-address-not-passed dkim-key-invalid dkim-key-missing dkim-key-differs dkim-alias-dangling dkim-key-ambiguous dkim-key-too-short dkim-key-weak dkim-hash-obsolete dkim-not-for-mail dkim-testing dkim-key-revoked dkim-record-untidy dmarc-missing dmarc-multiple dmarc-invalid dmarc-record-ignored dmarc-syntax dmarc-obsolete dmarc-policy-none dmarc-testing dmarc-subdomains-weaker dmarc-report-unauthorised tls-rpt-invalid tls-rpt-multiple tls-rpt-syntax bimi-invalid bimi-multiple bimi-dmarc-insufficient bimi-syntax bimi-not-fetched bimi-logo-invalid bimi-logo-advice bimi-certificate-invalid bimi-logo-differs bimi-without-certificate dkim-signature-fails dkim-signature-missing connection-refused connection-timeout connection-reset connection-unreachable implicit-tls-expected plaintext-on-implicit-port not-smtp slow-greeting closed-early greeting-refused greeting-name-mismatch ehlo-refused duplicate-keyword slow-reply temporary-failure text-before-greeting malformed-reply invalid-reply-code inconsistent-reply-codes bare-line-feed bare-carriage-return reply-line-too-long endless-reply too-many-extensions control-characters eight-bit-reply non-ascii-reply unexpected-reply unterminated-reply enhanced-code-contradicts enhanced-code-missing quit-not-confirmed no-answer-to-quit starttls-not-offered starttls-refused starttls-stripped starttls-required starttls-response-injection tls-handshake-failed ehlo-refused-after-tls starttls-under-tls ehlo-differs-after-tls tls-beyond-this-program legacy-tls weak-cipher anonymous-cipher tls-broken large-hello-lost client-certificate-required client-certificate-requested server-name-required no-forward-secrecy weak-key-exchange tls-compression insecure-renegotiation fallback-not-refused other-certificate-untrusted certificate-expired certificate-expired-intermediate certificate-expired-root certificate-expired-unneeded certificate-not-yet-valid certificate-expires-soon certificate-self-signed certificate-unknown-issuer certificate-missing-intermediate certificate-name-mismatch certificate-wrong-purpose certificate-constraint certificate-malformed certificate-unchecked certificate-key-usage certificate-profile certificate-bad-signature tls-forbidden-signature tls-weak-signature certificate-chain-order certificate-chain-too-long certificate-root-included certificate-unrelated-in-chain certificate-sent-twice certificate-weak-key certificate-weak-signature certificate-must-staple certificate-without-san certificate-lifetime certificate-revoked ocsp-unverified ocsp-response-stale dane-mismatch dane-unusable dane-insecure dane-bogus dane-lookup-failed dane-without-starttls login-required auth-in-clear auth-old-form auth-rejected auth-not-offered auth-failed server-not-authenticated scram-few-iterations credentials-withheld sender-refused recipient-refused recipient-forwarded greylisted data-refused message-refused delivery-uncertain size-exceeded extension-missing not-pipelined pipelining-broken dmarc-not-aligned starttls-command-injection tls-not-enforced open-relay smtp-smuggling user-enumeration catch-all reverse-missing reverse-unconfirmed reverse-generic reverse-own-address dnsbl-listed expectation-failed changed pool-differs" -- "${cur}"))
                    return 0
                    ;;
                --expect)
                    COMPREPLY=("${cur}")
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o nospace
                    fi
                    return 0
                    ;;
                --baseline)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --explain)
                    COMPREPLY=($(compgen -W "no-such-domain no-address null-mx null-mx-with-others mx-is-cname mx-is-address mx-no-address mx-is-localhost mx-is-private dns-server-failure too-many-servers dnssec-bogus mta-sts-record-invalid mta-sts-policy-unreachable mta-sts-certificate-untrusted mta-sts-redirect mta-sts-content-type mta-sts-policy-invalid mta-sts-mx-mismatch mta-sts-testing mta-sts-mode-none mta-sts-field-repeated mta-sts-max-age-short policy-domain-missing spf-missing spf-multiple spf-invalid spf-too-many-lookups spf-void-lookups spf-passes-all spf-large-network spf-no-end spf-useless-term spf-ptr spf-long spf-address-not-passed dkim-key-invalid dkim-key-missing dkim-key-differs dkim-alias-dangling dkim-key-ambiguous dkim-key-too-short dkim-key-weak dkim-hash-obsolete dkim-not-for-mail dkim-testing dkim-key-revoked dkim-record-untidy dmarc-missing dmarc-multiple dmarc-invalid dmarc-record-ignored dmarc-syntax dmarc-obsolete dmarc-policy-none dmarc-testing dmarc-subdomains-weaker dmarc-report-unauthorised tls-rpt-invalid tls-rpt-multiple tls-rpt-syntax bimi-invalid bimi-multiple bimi-dmarc-insufficient bimi-syntax bimi-not-fetched bimi-logo-invalid bimi-logo-advice bimi-certificate-invalid bimi-logo-differs bimi-without-certificate dkim-signature-fails dkim-signature-missing connection-refused connection-timeout connection-reset connection-unreachable implicit-tls-expected plaintext-on-implicit-port not-smtp slow-greeting closed-early greeting-refused greeting-name-mismatch ehlo-refused duplicate-keyword slow-reply temporary-failure text-before-greeting malformed-reply invalid-reply-code inconsistent-reply-codes bare-line-feed bare-carriage-return reply-line-too-long endless-reply too-many-extensions control-characters eight-bit-reply non-ascii-reply unexpected-reply unterminated-reply enhanced-code-contradicts enhanced-code-missing quit-not-confirmed no-answer-to-quit starttls-not-offered starttls-refused starttls-stripped starttls-required starttls-response-injection tls-handshake-failed ehlo-refused-after-tls starttls-under-tls ehlo-differs-after-tls tls-beyond-this-program legacy-tls weak-cipher anonymous-cipher tls-broken large-hello-lost client-certificate-required client-certificate-requested server-name-required no-forward-secrecy weak-key-exchange tls-compression insecure-renegotiation fallback-not-refused other-certificate-untrusted certificate-expired certificate-expired-intermediate certificate-expired-root certificate-expired-unneeded certificate-not-yet-valid certificate-expires-soon certificate-self-signed certificate-unknown-issuer certificate-missing-intermediate certificate-name-mismatch certificate-wrong-purpose certificate-constraint certificate-malformed certificate-unchecked certificate-key-usage certificate-profile certificate-bad-signature tls-forbidden-signature tls-weak-signature certificate-chain-order certificate-chain-too-long certificate-root-included certificate-unrelated-in-chain certificate-sent-twice certificate-weak-key certificate-weak-signature certificate-must-staple certificate-without-san certificate-lifetime certificate-revoked ocsp-unverified ocsp-response-stale dane-mismatch dane-unusable dane-insecure dane-bogus dane-lookup-failed dane-without-starttls login-required auth-in-clear auth-old-form auth-rejected auth-not-offered auth-failed server-not-authenticated scram-few-iterations credentials-withheld sender-refused recipient-refused recipient-forwarded greylisted data-refused message-refused delivery-uncertain size-exceeded extension-missing not-pipelined pipelining-broken dmarc-not-aligned starttls-command-injection tls-not-enforced open-relay smtp-smuggling user-enumeration catch-all reverse-missing reverse-unconfirmed reverse-generic reverse-own-address dnsbl-listed expectation-failed changed pool-differs starttls verify expires-within show-certs min-tls scan-tls print-tlsa compare-sni fetch-issuers cert auth from to send check-starttls-injection check-tls-enforcement check-enumeration check-relay check-smuggling quit-after policy-domain dkim-selector dnsbl print-dns verify-message fetch-bimi spf-ip all expect baseline" -- "${cur}"))
                    return 0
                    ;;
                --generate)
                    COMPREPLY=($(compgen -W "man json-schema complete-bash complete-zsh complete-fish complete-powershell complete-elvish" -- "${cur}"))
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o nospace
                    fi
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
    esac
}

if [[ "${BASH_VERSINFO[0]}" -eq 4 && "${BASH_VERSINFO[1]}" -ge 4 || "${BASH_VERSINFO[0]}" -gt 4 ]]; then
    complete -F _smtpcheck -o nosort -o bashdefault -o default smtpcheck
else
    complete -F _smtpcheck -o bashdefault -o default smtpcheck
fi

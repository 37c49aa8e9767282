
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'smtpcheck' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'smtpcheck'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'smtpcheck' {
            [CompletionResult]::new('--targets', '--targets', [CompletionResultType]::ParameterName, 'Check the targets in this file too, one a line; - is standard input')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Check so many targets at the same time')
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'Check this very host, without MX lookup')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'Check this very host, without MX lookup')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Port or service, such as submission [default: 25, or 465 with --implicit-tls]')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port or service, such as submission [default: 25, or 465 with --implicit-tls]')
            [CompletionResult]::new('--connect', '--connect', [CompletionResultType]::ParameterName, 'Connect to this host but keep the names of the target')
            [CompletionResult]::new('--source', '--source', [CompletionResultType]::ParameterName, 'Connect from this local address')
            [CompletionResult]::new('--resolver', '--resolver', [CompletionResultType]::ParameterName, 'Ask this DNS server instead of the system''s')
            [CompletionResult]::new('--trust-anchor', '--trust-anchor', [CompletionResultType]::ParameterName, 'Trust the DNSSEC keys (DNSKEY records) in this file instead of the root''s')
            [CompletionResult]::new('--ehlo', '--ehlo', [CompletionResultType]::ParameterName, 'Name to send with EHLO [default: this machine''s full name, or its address]')
            [CompletionResult]::new('--connect-timeout', '--connect-timeout', [CompletionResultType]::ParameterName, 'Time limit for the TCP handshake with one address')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for one server, such as 90s, 2m or 500ms')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Trust the certificates in this PEM file instead of the system''s')
            [CompletionResult]::new('--sni', '--sni', [CompletionResultType]::ParameterName, 'Server name to send in the TLS handshake [default: the name that is verified]')
            [CompletionResult]::new('--verify-name', '--verify-name', [CompletionResultType]::ParameterName, 'Name to verify the certificate against [default: the host connected to]')
            [CompletionResult]::new('--cert', '--cert', [CompletionResultType]::ParameterName, 'Client certificate with its chain, in PEM')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Private key of the client certificate, in PEM [default: in the file of --cert]')
            [CompletionResult]::new('--min-tls', '--min-tls', [CompletionResultType]::ParameterName, 'Oldest TLS version to accept: 1.2 or 1.3')
            [CompletionResult]::new('--keylog', '--keylog', [CompletionResultType]::ParameterName, 'Append the session keys to this file, for Wireshark')
            [CompletionResult]::new('--scan-connections', '--scan-connections', [CompletionResultType]::ParameterName, 'Limit the connections of --scan-tls; 0 for a complete list [default: 25]')
            [CompletionResult]::new('--scan-jobs', '--scan-jobs', [CompletionResultType]::ParameterName, 'Connections of --scan-tls at a time [default: 1]')
            [CompletionResult]::new('--expires-within', '--expires-within', [CompletionResultType]::ParameterName, 'Warn when a certificate expires within this many days [default: 14, less for short-lived ones]')
            [CompletionResult]::new('--auth', '--auth', [CompletionResultType]::ParameterName, 'Log in with these mechanisms, or with the strongest one offered (auto)')
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'User to log in as')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'User to log in as')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'Read the password or token from this file')
            [CompletionResult]::new('--password-command', '--password-command', [CompletionResultType]::ParameterName, 'Take the password or token from the first line that this command prints')
            [CompletionResult]::new('--policy-domain', '--policy-domain', [CompletionResultType]::ParameterName, 'Look at what this domain publishes too; may be repeated')
            [CompletionResult]::new('--spf-ip', '--spf-ip', [CompletionResultType]::ParameterName, 'Say what SPF comes to for mail from this address, with --from and --ehlo; may be repeated')
            [CompletionResult]::new('--dkim-selector', '--dkim-selector', [CompletionResultType]::ParameterName, 'Look for the DKIM key with this selector; may be repeated [default: those that providers use]')
            [CompletionResult]::new('--dnsbl', '--dnsbl', [CompletionResultType]::ParameterName, 'Ask block lists for each server''s address, and with --send or --source for this machine''s')
            [CompletionResult]::new('--next-key', '--next-key', [CompletionResultType]::ParameterName, 'Private key or certificate in PEM that the server has next, for --print-dns; may be repeated')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Sender of the envelope, <> for the null sender [default without --send: <>]')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Sender of the envelope, <> for the null sender [default without --send: <>]')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Recipient of the envelope; repeat it or use commas for more')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Recipient of the envelope; repeat it or use commas for more')
            [CompletionResult]::new('--subject', '--subject', [CompletionResultType]::ParameterName, 'Subject of the test message')
            [CompletionResult]::new('--body', '--body', [CompletionResultType]::ParameterName, 'Text of the test message')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'Header field to add to the test message; may be repeated')
            [CompletionResult]::new('--attach', '--attach', [CompletionResultType]::ParameterName, 'File to attach to the test message; may be repeated')
            [CompletionResult]::new('--message', '--message', [CompletionResultType]::ParameterName, 'Message to send as it is, header included; - reads standard input')
            [CompletionResult]::new('--dkim-key', '--dkim-key', [CompletionResultType]::ParameterName, 'Private key to sign the message with DKIM, in PEM (RSA, Ed25519); needs --dkim-selector')
            [CompletionResult]::new('--dkim-domain', '--dkim-domain', [CompletionResultType]::ParameterName, 'Domain to sign for [default: that of the From field]')
            [CompletionResult]::new('--quit-after', '--quit-after', [CompletionResultType]::ParameterName, 'Stop after this stage of the conversation')
            [CompletionResult]::new('--check-relay', '--check-relay', [CompletionResultType]::ParameterName, 'Ask in every classic form whether mail to this foreign address is relayed, without sending any')
            [CompletionResult]::new('--check-enumeration', '--check-enumeration', [CompletionResultType]::ParameterName, 'Ask VRFY, EXPN and RCPT about this address and an invented one, and send nothing')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form: text, json, ndjson, csv, junit, tap, github, nagios, prometheus, markdown or html')
            [CompletionResult]::new('--resume', '--resume', [CompletionResultType]::ParameterName, 'Skip the targets that this file has from an earlier --format ndjson, and append the others to it')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Write the result in another form to a file as well, whole or not at all; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'Fail on findings of this severity or a higher one')
            [CompletionResult]::new('--ignore', '--ignore', [CompletionResultType]::ParameterName, 'Do not count findings with this id (wildcards: * and ?)')
            [CompletionResult]::new('--expect', '--expect', [CompletionResultType]::ParameterName, 'Fail unless this is so, as in tls.version>=1.2 (--list-facts; repeatable)')
            [CompletionResult]::new('--baseline', '--baseline', [CompletionResultType]::ParameterName, 'Tell what differs from an earlier run: a file of --format json or ndjson')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Explain an id, reply ("550 5.7.26"), keyword, exit status, record or header; - reads standard input')
            [CompletionResult]::new('--generate', '--generate', [CompletionResultType]::ParameterName, 'Print the manual page, the schema of the JSON output or a completion script')
            [CompletionResult]::new('--mx', '--mx', [CompletionResultType]::ParameterName, 'Look up MX records, whatever the port and form of the target')
            [CompletionResult]::new('--no-mx', '--no-mx', [CompletionResultType]::ParameterName, 'Check the host itself, without MX lookup')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Check every exchanger at every address; the worst of them gives the exit status')
            [CompletionResult]::new('-4', '-4', [CompletionResultType]::ParameterName, 'Use IPv4 only')
            [CompletionResult]::new('--ipv4', '--ipv4', [CompletionResultType]::ParameterName, 'Use IPv4 only')
            [CompletionResult]::new('-6', '-6', [CompletionResultType]::ParameterName, 'Use IPv6 only')
            [CompletionResult]::new('--ipv6', '--ipv6', [CompletionResultType]::ParameterName, 'Use IPv6 only')
            [CompletionResult]::new('--starttls', '--starttls', [CompletionResultType]::ParameterName, 'Require STARTTLS to work [default: use it when it is offered]')
            [CompletionResult]::new('--implicit-tls', '--implicit-tls', [CompletionResultType]::ParameterName, 'Speak TLS from the first byte, as port 465 does')
            [CompletionResult]::new('--no-tls', '--no-tls', [CompletionResultType]::ParameterName, 'Do not use TLS, even when it is offered')
            [CompletionResult]::new('--verify', '--verify', [CompletionResultType]::ParameterName, 'Count a certificate that does not verify as an error, on every port')
            [CompletionResult]::new('--show-certs', '--show-certs', [CompletionResultType]::ParameterName, 'Print the certificates of the server in PEM')
            [CompletionResult]::new('--print-tlsa', '--print-tlsa', [CompletionResultType]::ParameterName, 'Print the TLSA records to publish for the server''s current key')
            [CompletionResult]::new('--scan-tls', '--scan-tls', [CompletionResultType]::ParameterName, 'Find out which TLS versions, cipher suites and groups the server accepts')
            [CompletionResult]::new('--compare-sni', '--compare-sni', [CompletionResultType]::ParameterName, 'Compare with a second handshake that sends no server name')
            [CompletionResult]::new('--fetch-issuers', '--fetch-issuers', [CompletionResultType]::ParameterName, 'Fetch a missing issuer certificate and verify again')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read the password or token from standard input')
            [CompletionResult]::new('--insecure-auth', '--insecure-auth', [CompletionResultType]::ParameterName, 'Log in even over a connection that is not encrypted and verified')
            [CompletionResult]::new('--no-policy', '--no-policy', [CompletionResultType]::ParameterName, 'Leave out what the domain publishes: SPF, DKIM, DMARC, MTA-STS, TLS-RPT, BIMI, reverse names')
            [CompletionResult]::new('--print-dns', '--print-dns', [CompletionResultType]::ParameterName, 'Print the DNS records to publish: TLSA, MTA-STS, TLS-RPT, SPF, DMARC')
            [CompletionResult]::new('--fetch-bimi', '--fetch-bimi', [CompletionResultType]::ParameterName, 'Fetch logo and certificate of BIMI, and say whether receivers can show the logo')
            [CompletionResult]::new('--verify-message', '--verify-message', [CompletionResultType]::ParameterName, 'Verify the DKIM signatures of --message FILE, sent or not')
            [CompletionResult]::new('--dump-message', '--dump-message', [CompletionResultType]::ParameterName, 'Print the message as --send would send it, signed or not, and connect to nothing')
            [CompletionResult]::new('--send', '--send', [CompletionResultType]::ParameterName, 'Send the message; without it the transaction is reset after RCPT')
            [CompletionResult]::new('--pipeline', '--pipeline', [CompletionResultType]::ParameterName, 'Send MAIL, RCPT and DATA together where the server offers PIPELINING')
            [CompletionResult]::new('--check-starttls-injection', '--check-starttls-injection', [CompletionResultType]::ParameterName, 'Send NOOP together with STARTTLS, to see whether it is executed under TLS')
            [CompletionResult]::new('--check-tls-enforcement', '--check-tls-enforcement', [CompletionResultType]::ParameterName, 'Try AUTH, without credentials, and MAIL before TLS')
            [CompletionResult]::new('--check-smuggling', '--check-smuggling', [CompletionResultType]::ParameterName, 'Send messages to --to with false ends inside, to see which of them end a message')
            [CompletionResult]::new('--transcript', '--transcript', [CompletionResultType]::ParameterName, 'Keep the transcript in --format ndjson, which leaves it out')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the verdict only; twice: print nothing on success')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print the verdict only; twice: print nothing on success')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print everything: the report at length, look-ups, TLS handshake messages, the test message')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print everything: the report at length, look-ups, TLS handshake messages, the test message')
            [CompletionResult]::new('--timing', '--timing', [CompletionResultType]::ParameterName, 'Print the time before each line, and at the end where the time went')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask for what is missing [default off a terminal and where CI is set]')
            [CompletionResult]::new('--list-checks', '--list-checks', [CompletionResultType]::ParameterName, 'List all checks and their severities')
            [CompletionResult]::new('--list-facts', '--list-facts', [CompletionResultType]::ParameterName, 'List all named facts with their types: what --expect can ask for')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Run a complete check against a built-in server, without network')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print this help, or with -h the options that are needed most')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print this help, or with -h the options that are needed most')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}

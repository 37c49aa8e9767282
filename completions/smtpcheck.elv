
use builtin;
use str;

set edit:completion:arg-completer[smtpcheck] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'smtpcheck'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'smtpcheck'= {
            cand -s 'Check this very host, without MX lookup'
            cand --server 'Check this very host, without MX lookup'
            cand -p 'Port or service, such as submission [default: 25, or 465 with --implicit-tls]'
            cand --port 'Port or service, such as submission [default: 25, or 465 with --implicit-tls]'
            cand --connect 'Connect to this host but keep the names of the target'
            cand --source 'Connect from this local address'
            cand --resolver 'Ask this DNS server instead of the system''s'
            cand --trust-anchor 'Trust the DNSSEC keys (DNSKEY records) in this file instead of the root''s'
            cand --ehlo 'Name to send with EHLO [default: this machine''s full name, or its address]'
            cand --connect-timeout 'Time limit for the TCP handshake with one address'
            cand --timeout 'Time limit for one server, such as 90s, 2m or 500ms'
            cand --ca-file 'Trust the certificates in this PEM file instead of the system''s'
            cand --sni 'Server name to send in the TLS handshake [default: the name that is verified]'
            cand --verify-name 'Name to verify the certificate against [default: the host connected to]'
            cand --cert 'Client certificate with its chain, in PEM'
            cand --key 'Private key of the client certificate, in PEM [default: in the file of --cert]'
            cand --min-tls 'Oldest TLS version to accept: 1.2 or 1.3'
            cand --keylog 'Append the session keys to this file, for Wireshark'
            cand --scan-connections 'Limit the connections of --scan-tls; 0 for a complete list [default: 25]'
            cand --scan-jobs 'Connections of --scan-tls at a time [default: 1]'
            cand --expires-within 'Warn when a certificate expires within this many days [default: 14, less for short-lived ones]'
            cand --auth 'Log in with these mechanisms, or with the strongest one offered (auto)'
            cand -u 'User to log in as'
            cand --user 'User to log in as'
            cand --password-file 'Read the password or token from this file'
            cand --password-command 'Take the password or token from the first line that this command prints'
            cand --policy-domain 'Look at what this domain publishes too; may be repeated'
            cand --spf-ip 'Say what SPF comes to for mail from this address, with --from and --ehlo; may be repeated'
            cand --dkim-selector 'Look for the DKIM key with this selector; may be repeated [default: those that providers use]'
            cand --dnsbl 'Ask block lists for each server''s address, and with --send or --source for this machine''s'
            cand -f 'Sender of the envelope, <> for the null sender [default without --send: <>]'
            cand --from 'Sender of the envelope, <> for the null sender [default without --send: <>]'
            cand -t 'Recipient of the envelope; repeat it or use commas for more'
            cand --to 'Recipient of the envelope; repeat it or use commas for more'
            cand --subject 'Subject of the test message'
            cand --body 'Text of the test message'
            cand --header 'Header field to add to the test message; may be repeated'
            cand --attach 'File to attach to the test message; may be repeated'
            cand --message 'Message to send as it is, header included; - reads standard input'
            cand --dkim-key 'Private key to sign the message with DKIM, in PEM (RSA, Ed25519); needs --dkim-selector'
            cand --dkim-domain 'Domain to sign for [default: that of the From field]'
            cand --quit-after 'Stop after this stage of the conversation'
            cand --check-relay 'Ask in every classic form whether mail to this foreign address is relayed, without sending any'
            cand --check-enumeration 'Ask VRFY, EXPN and RCPT about this address and an invented one, and send nothing'
            cand --format 'Form of the result: text or json'
            cand --color 'When to use colour'
            cand --fail-on 'Fail on findings of this severity or a higher one'
            cand --ignore 'Do not count findings with this id (wildcards: * and ?)'
            cand --explain 'Explain a finding''s id, a reply ("550 5.7.26"), an EHLO keyword, an exit status, a DNS record or a header; - reads standard input'
            cand --generate 'Print the manual page, the schema of the JSON output or a completion script'
            cand --mx 'Look up MX records, whatever the port and form of the target'
            cand --no-mx 'Check the host itself, without MX lookup'
            cand --all 'Check every exchanger at every address; the worst of them gives the exit status'
            cand -4 'Use IPv4 only'
            cand --ipv4 'Use IPv4 only'
            cand -6 'Use IPv6 only'
            cand --ipv6 'Use IPv6 only'
            cand --starttls 'Require STARTTLS to work [default: use it when it is offered]'
            cand --implicit-tls 'Speak TLS from the first byte, as port 465 does'
            cand --no-tls 'Do not use TLS, even when it is offered'
            cand --verify 'Count a certificate that does not verify as an error, on every port'
            cand --show-certs 'Print the certificates of the server in PEM'
            cand --print-tlsa 'Print the TLSA records to publish for the server''s current key'
            cand --scan-tls 'Find out which TLS versions, cipher suites and groups the server accepts'
            cand --compare-sni 'Compare with a second handshake that sends no server name'
            cand --fetch-issuers 'Fetch a missing issuer certificate and verify again'
            cand --password-stdin 'Read the password or token from standard input'
            cand --insecure-auth 'Log in even over a connection that is not encrypted and verified'
            cand --no-policy 'Leave out what the domain publishes: SPF, DKIM, DMARC, MTA-STS, TLS-RPT, BIMI, reverse names'
            cand --verify-message 'Verify the DKIM signatures of --message FILE, sent or not'
            cand --dump-message 'Print the message as --send would send it, signed or not, and connect to nothing'
            cand --send 'Send the message; without it the transaction is reset after RCPT'
            cand --pipeline 'Send MAIL, RCPT and DATA together where the server offers PIPELINING'
            cand --check-starttls-injection 'Send NOOP together with STARTTLS, to see whether it is executed under TLS'
            cand --check-tls-enforcement 'Try AUTH, without credentials, and MAIL before TLS'
            cand --check-smuggling 'Send messages to --to with false ends inside, to see which of them end a message'
            cand -q 'Print the verdict only; twice: print nothing on success'
            cand --quiet 'Print the verdict only; twice: print nothing on success'
            cand -v 'Print everything: the report at length, look-ups, TLS handshake messages, the test message'
            cand --verbose 'Print everything: the report at length, look-ups, TLS handshake messages, the test message'
            cand --timing 'Print the time before each line, and at the end where the time went'
            cand --no-input 'Never ask for what is missing [default off a terminal and where CI is set]'
            cand --list-checks 'List all checks and their severities'
            cand --list-facts 'List all named facts with their types: what --expect can ask for'
            cand --demo 'Run a complete check against a built-in server, without network'
            cand -h 'Print this help, or with -h the options that are needed most'
            cand --help 'Print this help, or with -h the options that are needed most'
            cand -V 'Print the version'
            cand --version 'Print the version'
        }
    ]
    $completions[$command]
}

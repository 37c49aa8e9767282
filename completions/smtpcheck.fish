complete -c smtpcheck -s s -l server -d 'Check this very host, without MX lookup' -r -f -a "(__fish_print_hostnames)"
complete -c smtpcheck -s p -l port -d 'Port to connect to [default: 25, or 465 with --implicit-tls]' -r
complete -c smtpcheck -l connect -d 'Connect to this host but keep the names of the target' -r -f -a "(__fish_print_hostnames)"
complete -c smtpcheck -l source -d 'Connect from this local address' -r
complete -c smtpcheck -l resolver -d 'Ask this DNS server instead of the system\'s' -r
complete -c smtpcheck -l trust-anchor -d 'Trust the DNSSEC keys (DNSKEY records) in this file instead of the root\'s' -r -F
complete -c smtpcheck -l ehlo -d 'Name to send with EHLO [default: this machine\'s full name, or its address]' -r -f -a "(__fish_print_hostnames)"
complete -c smtpcheck -l connect-timeout -d 'Time limit for the TCP handshake with one address' -r
complete -c smtpcheck -l timeout -d 'Time limit for one server, such as 90s, 2m or 500ms' -r
complete -c smtpcheck -l ca-file -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c smtpcheck -l sni -d 'Server name to send in the TLS handshake [default: the name that is verified]' -r -f -a "(__fish_print_hostnames)"
complete -c smtpcheck -l verify-name -d 'Name to verify the certificate against [default: the host connected to]' -r -f -a "(__fish_print_hostnames)"
complete -c smtpcheck -l cert -d 'Client certificate with its chain, in PEM' -r -F
complete -c smtpcheck -l key -d 'Private key of the client certificate, in PEM [default: in the file of --cert]' -r -F
complete -c smtpcheck -l min-tls -d 'Oldest TLS version to accept: 1.2 or 1.3' -r
complete -c smtpcheck -l keylog -d 'Append the session keys to this file, for Wireshark' -r -F
complete -c smtpcheck -l scan-connections -d 'Most connections of --scan-tls, 0 for a complete list [default: 25]' -r
complete -c smtpcheck -l scan-jobs -d 'Connections of --scan-tls at the same time [default: 1]' -r
complete -c smtpcheck -l expires-within -d 'Warn when a certificate expires within so many days [default: 14, less for short-lived ones]' -r
complete -c smtpcheck -l auth -d 'Log in with these mechanisms, or with the strongest one offered (auto)' -r
complete -c smtpcheck -s u -l user -d 'User to log in as' -r -f -a "(__fish_complete_users)"
complete -c smtpcheck -l password-file -d 'Read the password or token from this file' -r -F
complete -c smtpcheck -l password-command -d 'Take the password or token from the first line that this command prints' -r -f -a "(__fish_complete_command)"
complete -c smtpcheck -s f -l from -d 'Sender of the envelope, <> for the null sender [default without --send: <>]' -r -f
complete -c smtpcheck -s t -l to -d 'Recipient of the envelope; give it again or use commas for more' -r -f
complete -c smtpcheck -l subject -d 'Subject of the test message' -r
complete -c smtpcheck -l body -d 'Text of the test message' -r
complete -c smtpcheck -l header -d 'Header field to add to the test message; may be repeated' -r
complete -c smtpcheck -l attach -d 'File to attach to the test message; may be repeated' -r -F
complete -c smtpcheck -l message -d 'Message to send as it is, header included; - reads standard input' -r -F
complete -c smtpcheck -l quit-after -d 'Stop after this stage of the conversation' -r -f -a "CONNECT\t''
BANNER\t''
FIRST-EHLO\t''
STARTTLS\t''
EHLO\t''
AUTH\t''
MAIL\t''
RCPT\t''"
complete -c smtpcheck -l check-relay -d 'Ask in every classical form whether mail for this foreign address is relayed, and send none' -r -f
complete -c smtpcheck -l check-enumeration -d 'Ask VRFY, EXPN and RCPT about this address and an invented one, and send nothing' -r -f
complete -c smtpcheck -l format -d 'Form of the result: text or json' -r -f -a "text\t'the conversation and what it comes to, for people'
json\t'one document for scripts'"
complete -c smtpcheck -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c smtpcheck -l fail-on -d 'Fail on findings of this severity or a higher one' -r -f -a "error\t''
warning\t''
notice\t''"
complete -c smtpcheck -l ignore -d 'Do not count findings with this id (* and ? stand for any letters)' -r
complete -c smtpcheck -l explain -d 'Explain a finding\'s id, a reply such as "550 5.7.26" or an EHLO keyword, offline' -r
complete -c smtpcheck -l generate -d 'Print the manual page, the schema of the JSON output or a completion script' -r -f -a "man\t''
json-schema\t''
complete-bash\t''
complete-zsh\t''
complete-fish\t''
complete-powershell\t''
complete-elvish\t''"
complete -c smtpcheck -l mx -d 'Look up MX records, whatever the port and the form of the target'
complete -c smtpcheck -l no-mx -d 'Look up no MX records and check the host itself'
complete -c smtpcheck -l all -d 'Check every exchanger at every address; the worst of them gives the exit status'
complete -c smtpcheck -s 4 -l ipv4 -d 'Use IPv4 only'
complete -c smtpcheck -s 6 -l ipv6 -d 'Use IPv6 only'
complete -c smtpcheck -l starttls -d 'Require STARTTLS to work [default: use it when it is offered]'
complete -c smtpcheck -l implicit-tls -d 'Speak TLS from the first byte, as port 465 does'
complete -c smtpcheck -l no-tls -d 'Use no TLS, even when it is offered'
complete -c smtpcheck -l verify -d 'Count a certificate that does not verify as an error, on every port'
complete -c smtpcheck -l show-certs -d 'Print the certificates of the server in PEM'
complete -c smtpcheck -l print-tlsa -d 'Print the TLSA records to publish for the server\'s present key'
complete -c smtpcheck -l scan-tls -d 'Find out which versions, suites and groups the server accepts'
complete -c smtpcheck -l compare-sni -d 'Compare with a second handshake, which sends no server name'
complete -c smtpcheck -l fetch-issuers -d 'Fetch the issuer\'s certificate where the server does not send it, and judge again'
complete -c smtpcheck -l password-stdin -d 'Read the password or token from standard input'
complete -c smtpcheck -l insecure-auth -d 'Log in even over a connection that is not encrypted and verified'
complete -c smtpcheck -l send -d 'Send the message; without it the transaction is reset after RCPT'
complete -c smtpcheck -l pipeline -d 'Send MAIL, RCPT and DATA together where the server offers PIPELINING'
complete -c smtpcheck -l check-starttls-injection -d 'Send NOOP together with STARTTLS, to see whether it is executed under TLS'
complete -c smtpcheck -l check-tls-enforcement -d 'Try AUTH, without credentials, and MAIL before TLS'
complete -c smtpcheck -l check-smuggling -d 'Send messages to --to with false ends in the middle, to see which of them end a message'
complete -c smtpcheck -s q -l quiet -d 'Print the verdict only; twice: print nothing on success'
complete -c smtpcheck -s v -l verbose -d 'Print everything: the report at length, look-ups, TLS handshake messages, the test message'
complete -c smtpcheck -l timing -d 'Print the time before each line, and where it went at the end'
complete -c smtpcheck -l no-input -d 'Never ask for what is missing [default off a terminal and where CI is set]'
complete -c smtpcheck -l list-checks -d 'List all checks with their severities'
complete -c smtpcheck -l demo -d 'Show everything against a built-in server, without network'
complete -c smtpcheck -s h -l help -d 'Print this help, or with -h the options that are needed most'
complete -c smtpcheck -s V -l version -d 'Print the version'

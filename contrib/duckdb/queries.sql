-- What smtpcheck --format ndjson wrote, asked with DuckDB:
--   smtpcheck --targets domains.txt --format ndjson > report.ndjson
--   duckdb -c ".read queries.sql"

CREATE OR REPLACE VIEW report AS
SELECT * FROM read_json('report.ndjson', format = 'newline_delimited', maximum_object_size = 67108864, columns = {
    target: 'STRUCT(input VARCHAR)',
    verdict: 'STRUCT(status VARCHAR, exit_code INTEGER, because VARCHAR, text VARCHAR)',
    findings: 'STRUCT(id VARCHAR, severity VARCHAR, evidence VARCHAR)[]',
    facts: 'STRUCT(servers JSON[])'});

-- What is wrong most often.
SELECT finding.id, finding.severity, count(DISTINCT target.input) AS targets
FROM (SELECT target, unnest(findings) AS finding FROM report)
GROUP BY ALL ORDER BY targets DESC LIMIT 20;

-- Which certificates end within 30 days, the first to end first.
SELECT DISTINCT server->>'host' AS host, (server->>'$."certificate.days"')::INTEGER AS days
FROM (SELECT unnest(facts.servers) AS server FROM report)
WHERE days < 30 ORDER BY days;

-- What is spoken: TLS versions and key exchanges by number of servers.
SELECT coalesce(server->>'$."tls.version"', 'none') AS version, coalesce(server->>'$."tls.group"', '-') AS key_exchange,
       count(DISTINCT server->>'address') AS servers
FROM (SELECT unnest(facts.servers) AS server FROM report)
GROUP BY ALL ORDER BY servers DESC;

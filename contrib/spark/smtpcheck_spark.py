#!/usr/bin/env python3
"""Checks the mail of many domains on a cluster: look-ups by domain, conversations by distinct server, joined again.

    spark-submit smtpcheck_spark.py --domains domains.txt --output results

Each partition runs one smtpcheck process, which has its targets on standard input and a document a line on its output. All
servers of one address are in one partition, so that no address has two connections at a time anywhere in the cluster. A second run asks
again for what was temporary alone. README.md beside this file says more.
"""

import argparse
import json
import subprocess
import sys
import threading
import time

from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

# Exit statuses after which another attempt may come to something else: an error of smtpcheck itself, temporary, interrupted.
PASSING = [70, 75, 130]

ROW = T.StructType(
    [
        T.StructField("target", T.StringType(), False),
        T.StructField("exit_code", T.IntegerType(), False),
        T.StructField("verdict", T.StringType(), True),
        T.StructField("findings", T.ArrayType(T.StringType()), True),
        # Where mail for a domain goes first: the exchange and the least of its addresses.
        T.StructField("server", T.StringType(), True),
        T.StructField("address", T.StringType(), True),
        # The named facts (smtpcheck --list-facts) and the whole document, as JSON.
        T.StructField("facts", T.StringType(), True),
        T.StructField("document", T.StringType(), True),
        T.StructField("run", T.LongType(), False),
    ]
)


def first_server(document):
    """The preferred exchange that has an address, or the domain itself where its address is the implicit MX."""
    resolution = document.get("resolution") or {}
    domain = (document.get("target") or {}).get("domain")
    exchanges = [one for one in resolution.get("mx") or [] if one.get("addresses")]
    if exchanges:
        best = min(exchanges, key=lambda one: one["preference"])
        return best["exchange"], min(best["addresses"])
    if resolution.get("status") == "implicit_mx" and domain:
        return domain, domain
    return None, None


def row(line, run):
    document = json.loads(line)
    server, address = first_server(document)
    verdict = document["verdict"]
    return (
        document["target"]["input"],
        verdict["exit_code"],
        verdict["text"],
        [one["id"] for one in document["findings"]],
        server,
        address,
        json.dumps(document.get("facts")),
        line,
        run,
    )


def failed(target, why, run):
    """Something is said of every target, whatever became of the process."""
    return (target, 70, why, [], None, None, None, None, run)


def checked(command, run):
    """A function from the targets of a partition to their rows. It never fails: a task that fails would be tried again, and
    everything in it asked twice."""

    def check(targets):
        targets = list(targets)
        if not targets:
            return
        left = dict.fromkeys(targets)
        try:
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        except OSError as error:
            for target in targets:
                yield failed(target, f"{command[0]}: {error}", run)
            return

        def feed():
            try:
                process.stdin.write("".join(f"{target}\n" for target in targets).encode())
                process.stdin.close()
            except OSError:
                pass  # It ended before it read them all, and what it did not check is told below.

        said = []
        threads = [
            threading.Thread(target=feed, daemon=True),
            threading.Thread(target=lambda: said.append(process.stderr.read(4096)), daemon=True),
        ]
        for thread in threads:
            thread.start()
        for line in process.stdout:
            try:
                one = row(line.decode(), run)
            except (ValueError, KeyError):
                continue
            left.pop(one[0], None)
            yield one
        status = process.wait()
        threads[1].join(timeout=5)
        why = (said[0].decode(errors="replace").strip() if said else "") or f"smtpcheck ended with exit status {status}"
        for target in left:
            yield failed(target, why, run)

    return check


def latest(spark, path):
    """The last row of each target; none where nothing was written yet."""
    try:
        rows = spark.read.schema(ROW).parquet(path)
        rows.take(1)
    except Exception as error:  # Spark has an exception of its own for a path that is not there.
        if "PATH_NOT_FOUND" not in str(error):
            raise
        rows = spark.createDataFrame([], ROW)
    best = rows.groupBy("target").agg(F.max_by(F.struct(*ROW.fieldNames()), "run").alias("row"))
    return best.select("row.*")


def stage(spark, todo, path, command, run, partitions, by=None):
    """Checks the targets that are not settled yet and appends what came of them."""
    settled = latest(spark, path).where(~F.col("exit_code").isin(PASSING)).select("target")
    todo = todo.join(settled, "target", "left_anti")
    todo = todo.repartition(partitions, by) if by else todo.repartition(partitions)
    rows = todo.select("target").rdd.map(lambda one: one.target).mapPartitions(checked(command, run))
    spark.createDataFrame(rows, ROW).write.mode("append").parquet(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--domains", required=True, help="a domain a line; # begins a comment")
    parser.add_argument("--output", required=True, help="where the Parquet files go: domains, servers, report")
    parser.add_argument("--smtpcheck", default="smtpcheck", help="the binary, on every machine")
    parser.add_argument("--partitions", type=int, default=0, help="processes [default: two a core]")
    parser.add_argument("--jobs", type=int, default=64, help="targets at the same time in each process")
    parser.add_argument("options", nargs="*", help="further options of smtpcheck, behind --")
    asked = parser.parse_args()

    spark = (
        SparkSession.builder.appName("smtpcheck")
        # The same task twice at a time would be two connections to each of its servers.
        .config("spark.speculation", "false").getOrCreate()
    )
    partitions = asked.partitions or 2 * spark.sparkContext.defaultParallelism
    run = int(time.time() * 1000)
    base = [asked.smtpcheck, "--targets", "-", "--format", "ndjson", "--no-input", "--jobs", str(asked.jobs), *asked.options]

    lines = spark.read.text(asked.domains)
    name = F.lower(F.trim(F.regexp_replace("value", r"(^|\s)#.*", "")))
    domains = lines.select(name.alias("target")).where("target != ''").distinct()
    domains_path, servers_path = f"{asked.output}/domains", f"{asked.output}/servers"
    stage(spark, domains, domains_path, [*base, "--quit-after", "LOOKUP"], run, partitions)

    found = latest(spark, domains_path).where("server is not null")
    servers = found.select(F.concat(F.lit("["), "server", F.lit("]")).alias("target"), "address")
    servers = servers.groupBy("target").agg(F.min("address").alias("address"))
    stage(spark, servers, servers_path, [*base, "--no-policy"], run, partitions, by="address")

    by_server = latest(spark, servers_path).select(
        F.col("target").alias("server_target"),
        F.col("exit_code").alias("server_exit_code"),
        F.col("verdict").alias("server_verdict"),
        F.col("findings").alias("server_findings"),
        F.col("facts").alias("server_facts"),
    )
    report = latest(spark, domains_path).withColumn("server_target", F.concat(F.lit("["), "server", F.lit("]")))
    report = report.join(by_server, "server_target", "left").drop("server_target", "document")
    report.write.mode("overwrite").parquet(f"{asked.output}/report")

    counts = report.groupBy("exit_code", "server_exit_code").count().orderBy(F.desc("count"))
    counts.show(50, truncate=False)
    spark.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())

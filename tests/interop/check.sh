# shellcheck shell=bash disable=SC2154,SC2034 # variables shared with the script that sources this
# check: runs the binary twice, as text and as JSON, and prints one line for it. skip: says what is
# not covered. summarise: the closing line and the exit status.

passed=0
failed=0
skipped=()

# check NAME EXIT [EXPRESSION…] -- ARGUMENT…
# EXIT is one number, or several joined by commas where the product leaves a choice. The expressions
# are Python, explained in assertions.py. $input, where set, is the file on standard input; $extra an
# array of VARIABLE=VALUE for the environment. Where $at_once is set both run at the same time, as they take long.
check() {
  local name=$1 expected=$2 expressions=()
  shift 2
  while [[ $1 != -- ]]; do
    expressions+=("$1")
    shift
  done
  shift
  wanted "$name" || return 0
  local outputs=$directory/outputs
  rm -rf "$outputs" "$directory"{,/exim,/opensmtpd}/mail/*
  mkdir "$outputs"
  log_start=$(wc -c <"$directory/log/postfix")
  run_binary text "$@" &
  if [[ -z ${at_once:-} ]]; then wait $!; fi
  run_binary json "$@" --format json
  wait $!
  local outcome=0
  EXPECTED=$expected LOG_START=$log_start python3 "$here/assertions.py" "$directory" "${expressions[@]}" \
    >"$outputs/complaints" 2>&1 || outcome=1
  if [[ $outcome -eq 0 ]]; then
    pass "$name"
  else
    fail "$name" "$(head -n 1 "$outputs/complaints")"
    { printf 'smtpcheck%s\n' "$(printf ' %q' "$@")" && tail -n +2 "$outputs/complaints"; } | sed 's/^/    /'
  fi
  if [[ -n ${INTEROP_KEEP:-} ]]; then keep "$name" "$@"; fi
}

# Whether the case was asked for.
wanted() {
  # shellcheck disable=SC2053 # a glob is meant
  [[ $1 == $pattern ]]
}

pass() {
  passed=$((passed + 1))
  printf 'ok %s\n' "$1"
}

fail() {
  failed=$((failed + 1))
  printf 'FAILED %s: %s\n' "$1" "$2"
}

# run_binary FORMAT ARGUMENT…: with no environment but PATH, HOME and $extra. `timeout` kills with 137.
run_binary() {
  local format=$1 outcome=0
  shift
  env -i "PATH=$PATH" HOME=/nonexistent LC_ALL=C.UTF-8 "${extra[@]}" \
    timeout -s KILL 40 "$SMTPCHECK" --no-input "$@" \
    <"${input:-/dev/null}" >"$outputs/$format" 2>"$outputs/$format.errors" || outcome=$?
  printf '%d' "$outcome" >"$outputs/$format.exit"
}

keep() {
  local target=$INTEROP_KEEP/${1//\//_}
  shift
  mkdir -p "$target"
  cp -r "$outputs"/. "$target"
  printf '%q ' smtpcheck "$@" >"$target/command"
  tail -c "+$((log_start + 1))" "$directory/log/postfix" >"$target/postfix.log"
}

skip() { skipped+=("$1: $2"); }

summarise() {
  local line
  for line in "${skipped[@]}"; do printf 'not covered %s\n' "$line"; done
  printf 'interop: %d passed, %d failed\n' "$passed" "$failed"
  [[ $failed -eq 0 ]]
}

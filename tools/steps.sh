# Words for progress and failure, shared by run, test and tools/*. Sourced, never run.
# shellcheck shell=bash

# Colour only for a person at a terminal: logs and CI get plain text.
if [ -t 2 ]; then bold=$'\033[1m' red=$'\033[1;31m' plain=$'\033[0m'; else bold='' red='' plain=''; fi

# One line of progress. Goes to stderr, so that a script's stdout stays its answer.
say() { printf '%s==>%s %s\n' "$bold" "$plain" "$*" >&2; }

# Says what went wrong and what to do, then ends the script.
die() {
    printf '%serror:%s %s\n' "$red" "$plain" "$1" >&2
    shift
    for line in "$@"; do printf '       %s\n' "$line" >&2; done
    exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# Tools that cargo installed are found even in a shell that never read cargo's env file.
PATH="$PATH:${CARGO_HOME:-$HOME/.cargo}/bin"
export PATH

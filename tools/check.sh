#!/usr/bin/env bash
# Everything that CI runs, step by step. A step that fails does not stop the others; the exit code tells.
set -uo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
names=() results=() failed=0

step() {
    local name=$1 start=$SECONDS result=ok
    shift
    printf '\n=== %s\n' "$name"
    "$@" 2>&1 | tee "$logs/$name" || { result=FAILED failed=1; }
    names+=("$name") results+=("$result, $((SECONDS - start)) s")
}

step format ruff format --check .
step lint ruff check .
step types mypy
step floors lint-imports
step messages python manage.py compile_messages
step migrations python manage.py makemigrations --check --dry-run
step tests pytest -q -n 2 --dist loadfile -m "not journey and not soak"
step journeys pytest -q -m "journey and not soak"

printf '\n=== result\n'
for i in "${!names[@]}"; do printf '%-12s%s\n' "${names[$i]}" "${results[$i]}"; done
for name in tests journeys; do
    grep -E '^(FAILED|ERROR) ' "$logs/$name"
    printf '%-12s%s\n' "$name" "$(tail -n 1 "$logs/$name")"
done
exit $failed

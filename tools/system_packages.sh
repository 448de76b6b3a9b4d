#!/usr/bin/env bash
# Installs what has to come from the system, where it is missing and where it may; else says what to install.
# Usage: tools/system_packages.sh pdf|browser|venv
set -euo pipefail

has_library() {
    case "$(uname)" in
        Darwin) ls /opt/homebrew/lib/"$1"* /usr/local/lib/"$1"* >/dev/null 2>&1 ;;
        *) [[ $(PATH=$PATH:/sbin ldconfig -p) == *"$1"* ]] ;;
    esac
}

has_fonts() { [ "$(uname)" = Darwin ] || [ -n "$(find /usr/share/fonts -name '*.[to]tf' -print -quit 2>/dev/null)" ]; }

case "$1" in
    pdf)
        what="Pango, which draws the PDFs"
        apt=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core) brew=(pango)
        present() { has_library libpango-1.0 && has_library libpangoft2-1.0 && has_library libharfbuzz-subset && has_fonts; }
        ;;
    browser)
        what="Chromium, which the browser tests drive"
        apt=(chromium) brew=(--cask chromium)
        present() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
        ;;
    venv)
        what="Python's venv module"
        apt=(python3-venv) brew=(python)
        present() { false; }
        ;;
    *)
        echo "Usage: $0 pdf|browser|venv" >&2
        exit 2
        ;;
esac

present >/dev/null && exit 0
echo "Installing $what …"
if command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then
    as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }
    export DEBIAN_FRONTEND=noninteractive
    as_root apt-get update -qq
    as_root apt-get install -y -qq --no-install-recommends "${apt[@]}" >/dev/null
elif command -v brew >/dev/null; then
    brew install --quiet "${brew[@]}"
else
    echo "Please install $what. On Debian and Ubuntu: sudo apt-get install ${apt[*]}. On macOS: brew install ${brew[*]}." >&2
    exit 1
fi

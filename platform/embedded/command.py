"""Runs one command with the embedded servers up: `python -m embedded.command make checks`."""

import os
import signal
import subprocess
import sys

from embedded import servers


def main(command: list[str]) -> int:
    """The command's exit code; the servers are stopped after it unless another process uses them."""
    # Ctrl-C reaches the command too; what remains here is to wait for it.
    signal.signal(signal.SIGINT, lambda *_: None)
    process = subprocess.Popen(command, env=os.environ | servers.environment())
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    code = process.wait()
    servers.leave()
    return 128 - code if code < 0 else code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`python -m bot.probe`: whether the Klik beside it is alive, for containers, which have no curl.

Imports nothing of Klik: it runs every few seconds. Asks the port for figures if there is one, since Socket Mode has no
other, else the main one. Ends with 0 when it is well, with 1 when not.
"""

import os
import sys
from http.client import HTTPConnection, HTTPException


def main(path: str = "/healthz") -> int:
    figures = int(os.environ.get("KLIK_METRICS_PORT", "0"))
    port = figures or int(os.environ.get("PORT", "3000"))
    host = os.environ.get("KLIK_METRICS_HOST" if figures else "HOST", "127.0.0.1")
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}
    connection = HTTPConnection(everywhere.get(host, host), port, timeout=3)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        sys.stdout.write(answer.read().decode() + "\n")
        return 0 if answer.status == 200 else 1
    except (OSError, HTTPException) as error:
        sys.stdout.write(f"nobody answers on port {port} ({type(error).__name__})\n")
        return 1
    finally:
        connection.close()


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:2]))

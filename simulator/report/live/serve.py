"""Web server of the live page, reachable from this machine only."""

import socket
import threading
import time
import urllib.request
import webbrowser
from pathlib import Path
from urllib.parse import urlencode

APP = Path(__file__).with_name("script.py")
HOST, PORT, TRIED = "localhost", 8501, 100
FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
SETTINGS = {
    "server.address": HOST,
    "server.headless": True,  # `live` prints the address and opens it
    "server.fileWatcherType": "none",
    "server.runOnSave": False,
    "browser.gatherUsageStats": False,
    "browser.serverAddress": HOST,
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "logger.hideWelcomeMessage": True,
    "logger.level": "error",
    "theme.base": "light",
    "theme.font": FONT,
    "theme.primaryColor": "#0060a3",
    "theme.backgroundColor": "#ffffff",
    "theme.secondaryBackgroundColor": "#f6f7f9",
    "theme.textColor": "#1b1f24",
}


def address(port, query=()):
    """Address of the page with a query."""
    return f"http://{HOST}:{port}/" + (f"?{urlencode(query)}" if query else "")


def free_port(wanted=None):
    """The wanted port if it is free, or the first free port from the default on; None where there
    is none."""
    return next(filter(_free, [wanted] if wanted else range(PORT, PORT + TRIED)), None)


def _free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
    return True


def serve(port, url, browser):
    """Serve the page until interrupted."""
    from streamlit.web import bootstrap

    settings = {**SETTINGS, "server.port": port}
    bootstrap.load_config_options(settings)
    if browser:
        threading.Thread(target=_open, args=(port, url), daemon=True).start()
    bootstrap.run(str(APP), False, [], settings)


def _open(port, url):
    """Open the page in a browser once the server answers."""
    for _ in range(200):
        try:
            urllib.request.urlopen(f"{address(port)}_stcore/health", timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    webbrowser.open(url)

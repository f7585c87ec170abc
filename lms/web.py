"""How gunicorn serves in production; ``gunicorn --config python:lms.web``. Sizes come from the environment."""

import gc
import os
from pathlib import Path
from typing import Any

wsgi_app = "lms.wsgi:application"
bind = f"{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or 8000}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS") or 2)
threads = int(os.environ.get("WEB_THREADS") or 4)
preload_app = True
control_socket_disable = True  # it would open one in the home folder
graceful_timeout = 20
# Longer than a proxy keeps a connection to us (nginx: 60 s): whoever closes first must not be the server, or a request
# sent at that very moment is lost. An idle connection costs no thread.
keepalive = 75
loglevel = "warning"
# The heartbeat is a file: on a slow disk it would stop the worker it watches.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  # nosec B108
forwarded_allow_ips = "127.0.0.1"


def pre_fork(_server: Any, _worker: Any) -> None:
    """What was loaded so far is never collected: the collector would touch, and so copy, every page of it."""
    gc.freeze()

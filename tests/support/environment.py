"""What tests need to stand beside whatever else runs on this machine."""

import socket

from local.pointing import pointed_at

__all__ = ["free_port", "pointed_at"]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]

"""What the sandbox says to a request, path by path: plain requests in, plain responses out, and no sockets."""

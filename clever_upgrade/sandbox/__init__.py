"""The local Clever: both versions of the API over one district, served over real HTTP on the loopback.

A request comes in through ``server`` and ``asgi``; ``app`` says who asks and what goes wrong on purpose; ``answers``
finds the words. They are about a ``district``, which ``generate`` makes up or ``load`` reads, and ``scenarios`` bring
into a situation.
"""

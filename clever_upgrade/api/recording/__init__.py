"""Records what the API answers, with every personal value replaced, and answers from such a recording.

``answers`` decides what stands in a recording instead of a value, ``files`` how it lies on disk; ``record`` and
``replay`` stand between the client and the network.
"""

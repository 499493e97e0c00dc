"""``scan``: reads an application's source and manifests, and names every place that the move to v1.2 touches."""

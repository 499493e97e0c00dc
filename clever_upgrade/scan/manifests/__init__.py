"""What a project depends on: dependency manifests and lock files, and what the official clients' versions mean."""

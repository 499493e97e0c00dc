"""Readers of the events feed: what asks for it, through which client, and where its cursor is kept."""

"""Turns result models into what people and machines read; never fetches."""

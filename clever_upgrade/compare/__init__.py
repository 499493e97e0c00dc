"""Compares the same records through two versions: align, walk, judge, settle drift, check schools."""

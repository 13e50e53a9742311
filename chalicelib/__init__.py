"""Inferno Bank: contexts outside, layers inside. docs/architecture.md is the map."""

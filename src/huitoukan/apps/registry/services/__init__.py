"""Changing the registry: `imports` of workbooks, and frozen `snapshots`."""

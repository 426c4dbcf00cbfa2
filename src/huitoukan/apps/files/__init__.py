"""Stored files by their hash, and the accounting of rows that every intake keeps."""

"""One module per kind of rule; each turns a Question into the FROM and WHERE of its hits."""

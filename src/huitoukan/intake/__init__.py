"""Department files of any form to one checked, keyed and profiled Parquet table; no database."""

"""Department data sets as versioned deliveries: checked, keyed, kept as Parquet."""

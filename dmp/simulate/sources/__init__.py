"""One module per exporting system: from the world to its raw rows, still without faults."""

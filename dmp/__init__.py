"""The importable package of the data management platform `dmp`."""

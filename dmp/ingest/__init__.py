"""Landing: new files of a folder or a bucket, each exactly once, where the sources of both engines read them."""

from dmp.ingest.job import Landing, land_deliveries
from dmp.ingest.tables import LandedTable

__all__ = ["LandedTable", "Landing", "land_deliveries"]

"""Landing: new files and new rows of a database, each exactly once, where the sources of both engines read them."""

from dmp.ingest.database import pull_of
from dmp.ingest.job import Landing, land_deliveries
from dmp.ingest.tables import LandedTable

__all__ = ["LandedTable", "Landing", "land_deliveries", "pull_of"]

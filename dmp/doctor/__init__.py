"""What is wrong with the inputs of a dataset, before anything is built of them."""

from dmp.doctor.examination import examine
from dmp.doctor.finding import Finding

__all__ = ["Finding", "examine"]

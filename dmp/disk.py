"""What a power cut must not take: files and folders, forced to the disk."""

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Force a file, or the names in a folder, to the disk.

    A rename is durable only once the folder that holds the name has been synced (fsync(2)).
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

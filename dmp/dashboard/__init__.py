"""The published marts as pages for people: static, of this machine alone, without a server or a script."""

from dmp.dashboard.write import DASHBOARD_FOLDER, write_dashboard

__all__ = ["DASHBOARD_FOLDER", "write_dashboard"]

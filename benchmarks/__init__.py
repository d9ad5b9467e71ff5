"""Measurements of the whole house, run by hand; what each one does is in README.md."""

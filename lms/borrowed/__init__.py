"""Words the installed packages lack in Spanish."""

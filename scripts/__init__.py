"""Tools of the workshop, called by the Makefile."""

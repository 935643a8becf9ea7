"""Finding a mentor who really fits.

query: what is asked for and what is found. allowed: who may be asked. engine: the search itself. needs: what was not
found.
"""

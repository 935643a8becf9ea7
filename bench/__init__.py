"""Measured claims: each a module with a `main()`, all of them run by `make bench`."""

"""Action plans as spreadsheets: reading what providers keep, and writing one that comes back as it went.

Everything here is pure: bytes and rows in, a `plans.drafted.Drafted` and sentences out. The database is read by
`plans.queries.exporting`, and written by `plans.domain.imports`.
"""

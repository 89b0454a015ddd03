"""公示: what the public sees of a record, from which day and until which day, and why.

Windows are computed from the record, its marks and the law of its day, in one pure function (`windows`). `PublicRecord` is
derived from it for the city-wide lists and can be made anew at any time.
"""

"""报送: from a department's file to records: reading, cleaning, validation, matching, the receipt; then review and release.

Nothing personal outlives the reading: people's columns are dropped, rows about people refused, before anything is kept.
"""

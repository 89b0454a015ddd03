"""主体: the organisations of the place, by every code and name they have or had.

An `Organisation` is a lasting identity; what is known of it stands in facts that are only added (models.py). Sole
proprietors are kept as businesses only, and no natural person has a place here.
"""

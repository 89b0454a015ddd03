"""存证: batches of facts, the hash-chained ledger that seals them, and the operation ids that stop the second click.

Every write of Xinheng goes through an `action` (actions.py). Its last statement appends a ledger entry, whose number is
the batch's `knowledge_no`: the order of entries is the order of commits, and so the order in which things became known.
"""

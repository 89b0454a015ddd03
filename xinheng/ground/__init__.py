"""What everything stands on: codes, working days, law as data, departments, rights, the ledger, events."""

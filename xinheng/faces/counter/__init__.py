"""企业: the counter: an organisation's agent sees its own file, what is about to happen to it, and what can be done now."""

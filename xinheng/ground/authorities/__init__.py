"""部门: the authorities that report, decide and supervise, as a tree, with their former names and successors."""

"""自愿申报: what organisations declare of themselves, through the door of every file."""

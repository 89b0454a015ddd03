"""What is known: organisations 主体, and later the catalogue, submissions, records, publicity and evaluation."""

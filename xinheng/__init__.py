"""信衡 Xinheng: a city's credit-based regulation of organisations."""

"""Django settings, URLs and WSGI; nothing imports it."""

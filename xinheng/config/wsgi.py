"""WSGI entry point of the server."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinheng.config.settings")
application = get_wsgi_application()

# Every page and what it imports, before the first visitor; all of it stays, so that the collector need not look through
# it again and again: each time would hold up whoever is being answered for 50 ms.
get_resolver().url_patterns  # noqa: B018
gc.collect()
gc.freeze()

"""接收上传: where the bytes of a form rest while they come in, and how many there may be."""

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from xinheng.faces.desk import spool

LARGEST = 200 * 1024 * 1024  # bytes; the registry of a whole city in CSV is a third of it
BEYOND_TALK = 2 * LARGEST  # what is still read to its end, so that the page can say what is the matter


class IntoSpool(TemporaryFileUploadHandler):
    """暂存接收: files of any size go into the private spool at once, never into memory or a shared temporary folder."""

    def handle_raw_input(self, *given):
        content_length = given[2]  # after the input and its headers
        if content_length > BEYOND_TALK:
            raise RequestDataTooBig(f"an upload of {content_length} bytes")

    def new_file(self, *args, **kwargs):
        spool.root()
        super().new_file(*args, **kwargs)

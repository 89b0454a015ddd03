"""第一版接口: what `/api/v1/` is made of. Parts are added, never taken away."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.renderers import BaseRenderer
from pydantic_core import to_json

from xinheng.faces.api import codes, organisations, problems, records
from xinheng.ground.refusal import Refused


class Json(BaseRenderer):
    """JSON in UTF-8, dates as 2026-11-21; quicker than the standard library's by far."""

    media_type = "application/json"

    def render(self, request, data, *, response_status) -> bytes:  # noqa: ARG002  (ninja passes them)
        return to_json(data)


api = NinjaAPI(
    title="Xinheng 信衡",
    version="1",
    description=_("只涉及组织，不涉及任何自然人。无须凭据；每个地址的请求次数有限，见响应头 RateLimit。"),
    urls_namespace="api:v1",
    openapi_url=None,  # the document is ours, see `document`
    docs_url=None,
    renderer=Json(),
)
api.add_exception_handler(Refused, problems.refused)
api.add_exception_handler(ValidationError, problems.parameters)
api.add_router("/organisations", organisations.router)
api.add_router("/records", records.router)
api.add_router("/codes", codes.router)


def document() -> dict:
    """The OpenAPI document of this version: problems under their own media type, and HEAD left to be understood."""
    schema = api.get_openapi_schema()
    for path in schema["paths"].values():
        path.pop("head", None)
        for operation in path.values():
            for status, response in operation["responses"].items():
                if status >= HTTPStatus.BAD_REQUEST:
                    response["content"] = {problems.MEDIA_TYPE: response["content"][Json.media_type]}
    return schema

"""How the page about the API writes the types of its OpenAPI document. `{% load api %}`"""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

BOUNDS = (("minimum", "≥"), ("maximum", "≤"), ("maxLength", "≤"))


@register.filter
def type_name(schema: dict) -> SafeString:
    """类型: `string`, `integer ≥ 1 ≤ 100`, `[Hit]`, `Named | null`; one of the document's own leads to its table."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return format_html('<a href="#{}"><code>{}</code></a>', name, name)
    if "anyOf" in schema:
        return format_html_join(" | ", "{}", ((type_name(each),) for each in schema["anyOf"]))
    if schema.get("type") == "array":
        inner = schema.get("items") or {"anyOf": schema["prefixItems"]}
        return format_html("[{}]", type_name(inner))
    bounds = "".join(f" {sign} {schema[key]}" for key, sign in BOUNDS if key in schema)
    said = " | ".join(schema["enum"]) if "enum" in schema else schema.get("format") or schema["type"]
    return format_html("<code>{}</code>{}", said, bounds)

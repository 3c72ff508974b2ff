"""The OpenAPI document, flattened for a page that people read."""

from jiangxin.api.views.v1 import API

WHERE = {"path": "地址里", "query": "参数"}


def operations():
    """[{path, summary, description, parameters, answers}]: the last is [(name, fields)]."""
    document = API.get_openapi_schema()
    schemas = document["components"]["schemas"]
    for path, methods in document["paths"].items():
        told = methods["get"]
        yield {
            "path": path,
            "summary": told["summary"],
            "description": told["description"],
            "parameters": [parameter(one) for one in told["parameters"]],
            "fields": list(fields(answer(told), schemas)),
        }


def parameter(one):
    schema = one["schema"]
    return {
        "name": one["name"],
        "where": WHERE[one["in"]],
        "values": "、".join(schema.get("enum", ())),
        "description": one.get("description", schema.get("description", "")),
    }


def answer(told):
    return told["responses"][200]["content"]["application/json"]["schema"]


def fields(schema, schemas, prefix=""):
    """(name, description) of each field, with those of the parts inside it."""
    for name, inner in schemas.get(named(schema), {}).get("properties", {}).items():
        here = f"{prefix}{name}"
        if described := inner.get("description"):
            yield here, described
        yield from fields(inner, schemas, f"{here}.")


def named(schema):
    """The name of the schema that this one refers to, itself or as a list of it; or None."""
    reference = schema.get("$ref") or schema.get("items", {}).get("$ref", "")
    return reference.rpartition("/")[2] or None

"""Requests that a route takes for well formed, made from its own description."""

import re
from typing import Any

from fastapi import FastAPI

Schema = dict[str, Any]


class Examples:
    """Makes the least that a route below `pages` asks for: ids, queries, forms and files."""

    def __init__(self, pages: FastAPI) -> None:
        described = pages.openapi()
        self.paths: dict[str, Schema] = described["paths"]
        self.schemas: dict[str, Schema] = described.get("components", {}).get("schemas", {})

    def make(self, method: str, path: str, known: dict[str, str]) -> dict[str, Any]:
        """Return `url`, `params`, `data` and `files`; ids that are `known` are used as they are."""
        path = re.sub(r":\w+}", "}", path)  # {path:path}: a description names it alone
        route = self.paths[path][method.lower()]
        named = {one["name"]: one for one in route.get("parameters", ())}

        def fill(found: re.Match[str]) -> str:
            name = found[1]
            return known.get(name) or str(self.value(named[name]["schema"]))

        params = {
            name: self.value(one["schema"])
            for name, one in named.items()
            if one["in"] == "query" and one.get("required")
        }
        return {"url": re.sub(r"{(\w+)}", fill, path), "params": params} | self.body(route)

    def body(self, route: Schema) -> dict[str, Any]:
        content = route.get("requestBody", {}).get("content", {})
        if not content:
            return {}
        schema = self.resolve(next(iter(content.values()))["schema"])
        fields = {name: schema["properties"][name] for name in schema.get("required", ())}
        files = {name for name, one in fields.items() if is_file(one)}
        return {
            "data": {name: self.value(fields[name]) for name in fields.keys() - files},
            "files": dict.fromkeys(files, ("x.csv", b"x")),
        }

    def resolve(self, schema: Schema) -> Schema:
        if "$ref" in schema:
            return self.schemas[schema["$ref"].rsplit("/", 1)[1]]
        return schema

    def value(self, schema: Schema) -> Any:
        schema = self.resolve(schema)
        if "enum" in schema:
            return schema["enum"][0]
        if "const" in schema:
            return schema["const"]
        if schema.get("type") == "integer":
            return max(1, schema.get("minimum", 1))
        if schema.get("type") == "boolean":
            return "true"
        lengths = (max(1, schema.get("minLength", 1)), 16, 32, 64)
        words = ["1" * length for length in lengths]
        return next((one for one in words if re.search(schema.get("pattern", ""), one)), words[0])


def is_file(schema: Schema) -> bool:
    return schema.get("format") == "binary" or "contentMediaType" in schema

"""Asks the server on a port for its OpenRPC document, and validates that against the meta-schema and its examples against its schemas.

usage: check_openrpc.py PORT

openrpc_meta_schema.json is https://github.com/open-rpc/meta-schema (Apache-2.0), with the versions that its releases list. Its schemas
of schemas, at https://meta.json-schema.tools, are those of JSON Schema's draft 7.
"""

import json
import pathlib
import sys
import urllib.request

from jsonschema import Draft7Validator, Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

META = pathlib.Path(__file__).with_name("openrpc_meta_schema.json")


def schema_of_schemas():
    schema = dict(Draft7Validator.META_SCHEMA)
    reference = {"$ref": {"type": "string"}}
    schema["definitions"] = schema["definitions"] | {"JSONSchemaObject": {"properties": reference}}
    return Resource.from_contents(schema, default_specification=DRAFT7)


def complaints(document):
    registry = Registry().with_resource("https://meta.json-schema.tools", schema_of_schemas())
    registry = registry.with_resource("https://meta.json-schema.tools/", schema_of_schemas())
    validator = Draft7Validator(json.loads(META.read_text()), registry=registry)
    for error in validator.iter_errors(document):
        yield f"{'/'.join(map(str, error.path))}: {error.message[:300]}"


def example_complaints(document):
    components = {"components": document["components"]}
    for method in document["methods"]:
        parameters = {parameter["name"]: parameter for parameter in method["params"]}
        needed = {name for name, parameter in parameters.items() if parameter["required"]}
        for example in method["examples"]:
            given = {value["name"]: value["value"] for value in example["params"]}
            place = f"{method['name']}: {example['name']}"
            if needed - set(given):
                yield f"{place}: {needed - set(given)} missing"
            pairs = [(parameters[name]["schema"], value) for name, value in given.items()]
            for schema, value in [*pairs, (method["result"]["schema"], example["result"]["value"])]:
                for error in Draft202012Validator({**components, **schema}).iter_errors(value):
                    yield f"{place}: {error.message[:300]}"


def discovered(port):
    call = {"jsonrpc": "2.0", "id": 1, "method": "rpc.discover"}
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/rpc", json.dumps(call).encode()) as answer:
        return json.load(answer)["result"]


document = discovered(int(sys.argv[1]))
found = [*complaints(document), *example_complaints(document)]
print("\n".join(found[:20]))
sys.exit(1 if found else 0)

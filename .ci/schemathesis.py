"""What the schema of a body cannot exclude, and ingest refuses on purpose."""

import schemathesis


@schemathesis.hook
def filter_body(context, body):
    return not is_beyond_the_schema(body)


def is_beyond_the_schema(value):
    # JSON Schema counts it as an integer. Ingest keeps the digits as they were written, and so it is no decimal id.
    if isinstance(value, float):
        return value.is_integer() and abs(value) >= 1e14
    if isinstance(value, list):
        return any(map(is_beyond_the_schema, value))
    if isinstance(value, dict):
        # A member of this name, at any depth, would get lost in JavaScript objects.
        return "__proto__" in value or any(map(is_beyond_the_schema, value.values()))
    return False

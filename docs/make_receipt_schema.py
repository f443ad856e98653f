"""Makes receipt-1.schema.json from the model of a receipt: python docs/make_receipt_schema.py"""

import json
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
SCHEMA = Path(__file__).with_name("receipt-1.schema.json")


def made() -> str:
    """The JSON Schema as its file holds it."""
    from screening.core.receipt import Receipt

    held = Receipt.model_json_schema(by_alias=True, mode="serialization")
    # What a receipt may gain, an older schema must let pass.
    for one in (held, *held["$defs"].values()):
        one.pop("additionalProperties", None)
        for key in one["properties"].values():
            key.pop("title", None)
    held = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "description": "See receipt.md.",
        **{key: value for key, value in held.items() if key != "description"},
    }
    return json.dumps(held, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    sys.path.insert(0, str(HOME))
    SCHEMA.write_text(made(), "utf-8")

//! What a value of a schema may look like: its example, or something made of its parts.

use serde_json::{Map, Value, json};

/// How deep parts within parts are gone into.
const DEPTH_MOST: usize = 6;

/// A value of this schema.
pub(super) fn of(document: &Value, schema: &Value) -> Value {
    within(document, schema, 0)
}

fn within(document: &Value, schema: &Value, depth: usize) -> Value {
    if depth > DEPTH_MOST {
        return Value::Null;
    }
    if let Some(sample) = schema.get("example") {
        return sample.clone();
    }
    if let Some(place) = schema["$ref"].as_str().and_then(|place| place.strip_prefix('#')) {
        return document.pointer(place).map_or(Value::Null, |schema| within(document, schema, depth + 1));
    }
    for choice in ["oneOf", "anyOf", "allOf"] {
        let mut choices = schema[choice].as_array().into_iter().flatten();
        if let Some(first) = choices.find(|schema| schema["type"] != "null") {
            return within(document, first, depth + 1);
        }
    }
    match kind(&schema["type"]) {
        "object" => object(document, schema, depth),
        "array" => Value::Array(vec![within(document, &schema["items"], depth + 1)]),
        "integer" | "number" => schema.get("minimum").cloned().unwrap_or(json!(1)),
        "boolean" => json!(false),
        "string" => schema["enum"].get(0).cloned().unwrap_or_else(|| json!(word(&schema["format"]))),
        _ => Value::Null,
    }
}

/// Only what must be there, unless nothing must: then all of it.
fn object(document: &Value, schema: &Value, depth: usize) -> Value {
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let fields = schema["properties"].as_object().into_iter().flatten();
    let shown = fields.filter(|(name, _)| required.is_empty() || required.contains(&name.as_str()));
    let object: Map<String, Value> =
        shown.map(|(name, schema)| (name.clone(), within(document, schema, depth + 1))).collect();
    Value::Object(object)
}

/// The type, which may be a list with null in it.
fn kind(value: &Value) -> &str {
    let first = value.as_array().into_iter().flatten().filter_map(Value::as_str).find(|word| *word != "null");
    value.as_str().or(first).unwrap_or_default()
}

fn word(format: &Value) -> &'static str {
    match format.as_str() {
        Some("date") => "2026-11-25",
        Some("date-time") => "2026-11-25T20:31:35Z",
        Some(_) | None => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_made_of_what_must_be_there() {
        let document = json!({ "components": { "schemas": {
            "Wish": { "type": "object", "required": ["title", "labels"], "properties": {
                "title": { "type": "string" }, "labels": { "type": "array", "items": { "type": "string", "example": "bug" } },
                "note": { "type": ["string", "null"] }, "self": { "$ref": "#/components/schemas/Wish" } } },
            "Loop": { "type": "object", "properties": { "loop": { "$ref": "#/components/schemas/Loop" } } } } } });
        let wish = of(&document, &json!({ "$ref": "#/components/schemas/Wish" }));
        assert_eq!(wish, json!({ "title": "", "labels": ["bug"] }));
        assert!(of(&document, &json!({ "$ref": "#/components/schemas/Loop" })).is_object());
        assert_eq!(of(&document, &json!({ "type": ["integer", "null"], "minimum": 0 })), json!(0));
        assert_eq!(of(&document, &json!({ "oneOf": [{ "type": "null" }, { "type": "boolean" }] })), json!(false));
    }
}

//! A call as the page shows it.

use serde_json::Value;

use super::{example, text};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// A call.
#[derive(Clone)]
pub(super) struct Call {
    /// Its name in the document, and where the page has it.
    pub id: String,
    pub tag: String,
    pub method: String,
    pub path: String,
    pub summary: String,
    pub description: String,
    /// What opens it, in words.
    pub opened_by: String,
    pub fields: Vec<Field>,
    /// What a body may look like, if it takes one.
    pub body: Option<String>,
    pub answers: Vec<Answer>,
}

/// Something that is filled in.
#[derive(Clone)]
pub(super) struct Field {
    pub name: String,
    /// `path`, `query` or `header`.
    pub place: String,
    pub is_required: bool,
    pub description: String,
}

/// What may come back.
#[derive(Clone)]
pub(super) struct Answer {
    pub status: String,
    pub description: String,
}

impl Call {
    /// Every call of a document, by path.
    pub fn all(document: &Value) -> Vec<Call> {
        let paths = document["paths"].as_object().into_iter().flatten();
        let calls = paths.flat_map(|(path, item)| {
            METHODS.iter().filter_map(move |method| Some(Call::read(document, (method, path), item.get(*method)?)))
        });
        calls.collect()
    }

    fn read(document: &Value, (method, path): (&str, &str), call: &Value) -> Call {
        let fields = call["parameters"].as_array().into_iter().flatten().map(|field| Field {
            name: text(&field["name"]),
            place: text(&field["in"]),
            is_required: field["required"] == true,
            description: text(&field["description"]),
        });
        let answers = call["responses"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(status, answer)| Answer { status: status.clone(), description: text(&answer["description"]) });
        let schema = &call["requestBody"]["content"]["application/json"]["schema"];
        let sample = schema.is_object().then(|| example::of(document, schema));
        Call {
            id: text(&call["operationId"]),
            tag: text(&call["tags"][0]),
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: text(&call["summary"]),
            description: text(&call["description"]),
            opened_by: opened_by(&call["security"]),
            fields: fields.collect(),
            body: sample.and_then(|sample| serde_json::to_string_pretty(&sample).ok()),
            answers: answers.collect(),
        }
    }
}

fn opened_by(ways: &Value) -> String {
    let ways = ways.as_array().map(Vec::as_slice).unwrap_or_default();
    let scope = ways.iter().find_map(|way| way["token"][0].as_str());
    match scope {
        Some(scope) => format!("a token with the scope {scope}, or signing in"),
        None if ways.is_empty() => "nothing".to_owned(),
        None => "signing in; no personal token".to_owned(),
    }
}

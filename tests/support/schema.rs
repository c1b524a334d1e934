//! Checks JSON against the part of JSON Schema that our schemas use, and refuses schemas that use more.

use serde_json::Value;

/// Returns what does not fit, each with its path; empty when the value fits.
pub(crate) fn misfits(schema: &Value, value: &Value) -> Vec<String> {
    let mut out = Vec::new();
    check(schema, schema, value, "$", &mut out);
    out
}

fn check(root: &Value, schema: &Value, value: &Value, path: &str, out: &mut Vec<String>) {
    let rules = schema.as_object().unwrap_or_else(|| panic!("{path}: the schema is no object: {schema}"));
    for (rule, wanted) in rules {
        match rule.as_str() {
            "$schema" | "title" | "description" | "$defs" => {}
            "$ref" => {
                let pointer = wanted.as_str().and_then(|at| at.strip_prefix('#')).expect("a reference into the schema");
                let target = root.pointer(pointer).unwrap_or_else(|| panic!("{path}: no {pointer} in the schema"));
                check(root, target, value, path, out);
            }
            "type" => {
                if !has_type(value, wanted.as_str().expect("one type")) {
                    out.push(format!("{path}: {value} is no {wanted}"));
                }
            }
            "const" => {
                if value != wanted {
                    out.push(format!("{path}: {value} is not {wanted}"));
                }
            }
            "enum" => {
                if !wanted.as_array().expect("a list").contains(value) {
                    out.push(format!("{path}: {value} is none of {wanted}"));
                }
            }
            "minimum" => {
                if value.as_i64() < wanted.as_i64() {
                    out.push(format!("{path}: {value} is below {wanted}"));
                }
            }
            "anyOf" => {
                let fits = |option: &Value| {
                    let mut misfits = Vec::new();
                    check(root, option, value, path, &mut misfits);
                    misfits.is_empty()
                };
                if !wanted.as_array().expect("a list").iter().any(fits) {
                    out.push(format!("{path}: {value} fits no option"));
                }
            }
            "required" => {
                for key in wanted.as_array().expect("a list") {
                    if value.get(key.as_str().expect("a name")).is_none() {
                        out.push(format!("{path}: {key} is missing"));
                    }
                }
            }
            "properties" => {
                for (key, inner) in value.as_object().into_iter().flatten() {
                    if let Some(schema) = wanted.get(key) {
                        check(root, schema, inner, &format!("{path}.{key}"), out);
                    }
                }
            }
            "additionalProperties" => {
                assert_eq!(wanted, &Value::Bool(false), "{path}: only false is supported");
                for key in value.as_object().into_iter().flatten().map(|(key, _)| key) {
                    if rules.get("properties").is_none_or(|known| known.get(key).is_none()) {
                        out.push(format!("{path}: {key} is not in the schema"));
                    }
                }
            }
            "items" => {
                for (at, inner) in value.as_array().into_iter().flatten().enumerate() {
                    check(root, wanted, inner, &format!("{path}[{at}]"), out);
                }
            }
            other => panic!("{path}: `{other}` is not supported; teach tests/support/schema.rs"),
        }
    }
}

fn has_type(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("no such type: {other}"),
    }
}

//! Holds JSON against the shipped schema. It knows the keywords that the schema uses and fails on any other, so that none is
//! passed over.

use serde_json::Value;

pub(crate) struct Schema(Value);

impl Schema {
    pub(crate) fn shipped() -> Self {
        Self(serde_json::from_str(include_str!("../../schema/report.schema.json")).unwrap())
    }

    /// Fails unless `value` is as the schema at `reference` says.
    pub(crate) fn check(&self, reference: &str, value: &Value) {
        if let Err(fault) = self.fault(self.resolve(reference), value) {
            panic!("{fault}");
        }
    }

    fn resolve(&self, reference: &str) -> &Value {
        self.0.pointer(reference.trim_start_matches('#')).unwrap_or_else(|| panic!("nothing at {reference}"))
    }

    fn fault(&self, schema: &Value, value: &Value) -> Result<(), String> {
        for (keyword, wanted) in schema.as_object().unwrap() {
            let good = match keyword.as_str() {
                "$schema" | "$id" | "$defs" | "title" | "description" => true,
                "$ref" => return self.fault(self.resolve(wanted.as_str().unwrap()), value),
                "anyOf" => wanted.as_array().unwrap().iter().any(|one| self.fault(one, value).is_ok()),
                "const" => wanted == value,
                "enum" => wanted.as_array().unwrap().contains(value),
                "type" => match wanted {
                    Value::Array(types) => types.iter().any(|one| is(one, value)),
                    one => is(one, value),
                },
                "minimum" => value.as_i64() >= wanted.as_i64(),
                "pattern" => {
                    assert_eq!(wanted, "^[A-Z]{3}[0-9]{3}$");
                    let id = value.as_str().unwrap().as_bytes();
                    id.len() == 6 && id[..3].iter().all(u8::is_ascii_uppercase) && id[3..].iter().all(u8::is_ascii_digit)
                }
                "required" => wanted.as_array().unwrap().iter().all(|key| value.get(key.as_str().unwrap()).is_some()),
                "additionalProperties" => {
                    assert_eq!(wanted, false);
                    value.as_object().unwrap().keys().all(|key| schema["properties"].get(key).is_some())
                }
                "properties" => {
                    for (key, inner) in wanted.as_object().unwrap() {
                        value.get(key).map_or(Ok(()), |value| self.fault(inner, value)).map_err(|fault| format!("{key}: {fault}"))?;
                    }
                    true
                }
                "items" => {
                    for (index, inner) in value.as_array().unwrap().iter().enumerate() {
                        self.fault(wanted, inner).map_err(|fault| format!("{index}: {fault}"))?;
                    }
                    true
                }
                other => panic!("this test does not know `{other}`"),
            };
            if !good {
                return Err(format!("{value} is not as `{keyword}: {wanted}` says"));
            }
        }
        Ok(())
    }
}

fn is(name: &Value, value: &Value) -> bool {
    match name.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "null" => value.is_null(),
        other => panic!("this test does not know the type `{other}`"),
    }
}

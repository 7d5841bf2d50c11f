//! Values that stand in a column as JSON.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::StoreError;

pub fn write<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Internal(format!("a value cannot be written: {error}")))
}

pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Internal(format!("a stored value cannot be read: {error}")))
}

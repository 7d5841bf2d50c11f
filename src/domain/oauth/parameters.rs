//! What a program or a browser sends to an endpoint of the protocol (RFC 6749, sections 3.1 and 3.2).

use std::fmt;

/// Decoded names and values, each name once. One without a value is as good as not sent.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Parameters(Vec<(String, String)>);

/// Their names: among the values are secrets, codes and tokens.
impl fmt::Debug for Parameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

/// A parameter was sent more than once, so nobody can tell which is meant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("A parameter was sent more than once.")]
pub struct Repeated {
    pub name: String,
    /// Who asks, unless that is what was repeated.
    pub client_id: Option<String>,
}

impl Parameters {
    pub fn new(pairs: Vec<(String, String)>) -> Result<Self, Repeated> {
        let count = |name: &str| pairs.iter().filter(|(found, _)| found == name).count();
        let mut names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        let twice = names.windows(2).find_map(|pair| match pair {
            [one, other] if one == other => Some((*one).to_owned()),
            _ => None,
        });
        if let Some(name) = twice {
            let client_id = pairs.iter().find(|(found, _)| found == "client_id" && count("client_id") == 1);
            return Err(Repeated { name, client_id: client_id.map(|(_, value)| value.clone()) });
        }
        Ok(Self(pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect()))
    }

    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
        of.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn an_empty_parameter_is_absent_and_a_repeated_one_is_refused_also_when_it_is_empty() {
        let read = Parameters::new(pairs(&[("state", ""), ("scope", "openid"), ("x", "y")])).unwrap();
        assert_eq!((read.get("state"), read.get("scope"), read.has("nonce")), (None, Some("openid"), false));
        let twice = Parameters::new(pairs(&[("client_id", "a"), ("scope", ""), ("scope", "openid")])).unwrap_err();
        assert_eq!((twice.name.as_str(), twice.client_id.as_deref()), ("scope", Some("a")));
        let twice = Parameters::new(pairs(&[("client_id", "a"), ("client_id", "b")])).unwrap_err();
        assert_eq!((twice.name.as_str(), twice.client_id), ("client_id", None));
    }

    #[test]
    fn no_value_is_shown_when_debugged() {
        let read = Parameters::new(pairs(&[("client_secret", "nic_s_x"), ("code", "nic_c_x")])).unwrap();
        assert_eq!(format!("{read:?}"), r#"["client_secret", "code"]"#);
    }

    proptest! {
        #[test]
        fn whatever_is_sent_it_is_refused_exactly_when_a_name_comes_twice(
            sent in proptest::collection::vec(("[a-c]{0,2}", "[xy]?"), 0..6),
        ) {
            let names: std::collections::BTreeSet<&String> = sent.iter().map(|(name, _)| name).collect();
            let is_once = names.len() == sent.len();
            match Parameters::new(sent.clone()) {
                Ok(read) => {
                    prop_assert!(is_once);
                    for (name, value) in &sent {
                        prop_assert_eq!(read.get(name), Some(value.as_str()).filter(|value| !value.is_empty()));
                    }
                }
                Err(_) => prop_assert!(!is_once),
            }
        }
    }
}

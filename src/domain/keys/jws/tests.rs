use proptest::prelude::*;

use super::*;
use crate::domain::keys::Algorithm;

struct Keys(Vec<(String, SigningKey, VerifyingKey)>);

fn keys() -> Keys {
    let make = |algorithm: &Algorithm| {
        let key = SigningKey::generate(*algorithm).unwrap().0;
        let public = key.public().unwrap();
        let jwk = serde_json::from_str(&public.jwk).unwrap();
        let verifying = VerifyingKey::read(&public.kid, *algorithm, &jwk).unwrap();
        (public.kid, key, verifying)
    };
    Keys(Algorithm::ALL.iter().map(make).collect())
}

impl Keys {
    fn find(&self, kid: &str) -> Option<&VerifyingKey> {
        self.0.iter().find(|(own, ..)| own == kid).map(|(.., key)| key)
    }

    fn read(&self, token: &str, typ: &str) -> Option<Value> {
        verified(token, typ, |kid| self.find(kid)).map(Value::Object)
    }
}

fn encoded(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

#[test]
fn a_token_is_read_back_as_its_own_type_alone_with_every_algorithm() {
    let keys = keys();
    for (kid, key, _) in &keys.0 {
        let claims = json!({ "sub": "somebody" });
        let token = sign((kid, key), "at+jwt", &claims).unwrap();
        assert_eq!(keys.read(&token, "at+jwt"), Some(claims));
        for other in ["JWT", "AT+JWT", "application/at+jwt", ""] {
            assert_eq!(keys.read(&token, other), None, "{other}");
        }
    }
}

/// S:T2. What a token says of itself never chooses how it is verified.
#[test]
fn a_token_that_names_another_algorithm_another_key_or_none_is_refused() {
    let keys = keys();
    let claims = json!({ "sub": "somebody" });
    for (kid, key, _) in &keys.0 {
        for header in [
            json!({ "alg": "none", "kid": kid, "typ": "JWT" }),
            json!({ "alg": "HS256", "kid": kid, "typ": "JWT" }),
            json!({ "alg": key.algorithm().token().to_lowercase(), "kid": kid, "typ": "JWT" }),
            json!({ "alg": key.algorithm().token(), "typ": "JWT" }),
            json!({ "alg": key.algorithm().token(), "kid": "else", "typ": "JWT" }),
            json!({ "alg": key.algorithm().token(), "kid": kid }),
            json!({ "alg": key.algorithm().token(), "kid": kid, "typ": "JWT", "crit": ["exp"], "exp": 1 }),
            json!({ "alg": key.algorithm().token(), "typ": "JWT", "jwk": {}, "jku": "https://evil.example" }),
        ] {
            let signed = format!("{}.{}", encoded(&header), encoded(&claims));
            let signature = URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes()).unwrap());
            assert_eq!(keys.read(&format!("{signed}.{signature}"), "JWT"), None, "{header}");
            assert_eq!(keys.read(&format!("{signed}."), "JWT"), None, "{header}");
        }
        // Signed by one key in the name of another.
        for (other_kid, other, _) in keys.0.iter().filter(|(other, ..)| other != kid) {
            for algorithm in [key.algorithm(), other.algorithm()] {
                let header = json!({ "alg": algorithm.token(), "kid": other_kid, "typ": "JWT" });
                let signed = format!("{}.{}", encoded(&header), encoded(&claims));
                let signature = URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes()).unwrap());
                assert_eq!(keys.read(&format!("{signed}.{signature}"), "JWT"), None, "{header}");
            }
        }
    }
}

#[test]
fn a_token_that_was_changed_anywhere_is_refused() {
    let keys = keys();
    for (kid, key, _) in &keys.0 {
        let token = sign((kid, key), "JWT", &json!({ "sub": "somebody" })).unwrap();
        for at in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(keys.read(&String::from_utf8(changed).unwrap(), "JWT"), None, "{at}");
        }
        for bad in [format!("{token}."), format!("{token}.{token}"), format!("{token}="), token[1..].to_owned()] {
            assert_eq!(keys.read(&bad, "JWT"), None);
        }
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "[a-zA-Z0-9_.{}\" -]{0,80}") {
        let _any = verified(&text, "JWT", |_| None);
    }
}

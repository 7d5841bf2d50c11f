use serde_json::{Value, json};

use super::*;

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn rsa(kid: &str, bits: usize) -> Value {
    let mut modulus = vec![0xc3; bits / 8];
    modulus[0] |= 0x80;
    json!({"kty": "RSA", "kid": kid, "n": text(&modulus), "e": "AQAB"})
}

fn ec(kid: &str) -> Value {
    json!({"kty": "EC", "kid": kid, "crv": "P-256", "x": text(&[1; 32]), "y": text(&[2; 32]), "alg": "ES256", "use": "sig"})
}

fn ed25519(kid: &str) -> Value {
    json!({"kty": "OKP", "kid": kid, "crv": "Ed25519", "x": text(&[3; 32])})
}

fn with(mut key: Value, name: &str, value: Value) -> Value {
    key[name] = value;
    key
}

fn parse(keys: &[Value]) -> Result<JwkSet, JwkSetError> {
    JwkSet::parse(&json!({ "keys": keys }).to_string())
}

#[test]
fn public_keys_are_kept_with_their_public_members_alone_and_read_again_as_the_same() {
    let pasted = with(rsa("a", 2_048), "canary", json!("9f8e7d"));
    let set = parse(&[pasted, ec("b"), ed25519("c")]).unwrap();
    assert!(!set.as_str().contains("canary") && !set.as_str().contains("9f8e7d"));
    assert_eq!(JwkSet::parse(set.as_str()), Ok(set.clone()));
    assert_eq!(words(&json!(set.as_str())), "3 keys: a (RSA), b (EC), c (OKP)");
    assert_eq!(format!("{set:?}"), "JwkSet(..)");
    let nameless = json!({"kty": "OKP", "crv": "Ed25519", "x": text(&[3; 32])});
    assert_eq!(words(&json!(parse(&[nameless]).unwrap().as_str())), "1 key: without a name (OKP)");
}

#[test]
fn every_member_that_is_not_public_is_refused_wherever_it_stands_and_never_repeated() {
    const CANARY: &str = "canary-9f8e7d6c5b4a";
    for name in PRIVATE {
        for key in [rsa("a", 2_048), ec("b"), ed25519("c")] {
            let private = with(key, name, json!(CANARY));
            for pasted in
                [json!({"keys": [private]}), private.clone(), json!([private]), json!({"keys": [], "x": private})]
            {
                let error = JwkSet::parse(&pasted.to_string()).unwrap_err();
                assert_eq!(error, JwkSetError::Private, "{name}");
                assert!(!format!("{error} {error:?}").contains(CANARY));
            }
        }
    }
    for pasted in [
        json!({"keys": [{"kty": "oct", "kid": "a"}]}).to_string(),
        json!({"keys": [], "pem": format!("-----BEGIN PRIVATE KEY-----{CANARY}")}).to_string(),
    ] {
        assert_eq!(JwkSet::parse(&pasted), Err(JwkSetError::Private));
    }
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{CANARY}");
    assert!(!JwkSet::parse(&pem).unwrap_err().to_string().contains(CANARY));
}

#[test]
fn weak_unknown_and_ambiguous_keys_are_refused() {
    let without = |key: Value, name: &str| {
        let mut key = key;
        key.as_object_mut().unwrap().remove(name);
        key
    };
    let eleven: Vec<Value> = (0..11).map(|n| ed25519(&n.to_string())).collect();
    assert!(parse(&eleven[..10]).is_ok());
    for (keys, error) in [
        (vec![], JwkSetError::Count),
        (eleven, JwkSetError::Count),
        (vec![rsa("a", 1_024)], JwkSetError::Bits),
        (vec![rsa("a", 2_040)], JwkSetError::Bits),
        (vec![rsa("a", 8_200)], JwkSetError::Bits),
        (vec![with(rsa("a", 2_048), "n", json!(text(&[[0; 200], [0xff; 200]].concat())))], JwkSetError::Bits),
        (vec![with(rsa("a", 2_048), "e", json!("AQ"))], JwkSetError::Member),
        (vec![with(rsa("a", 2_048), "e", json!("Ag"))], JwkSetError::Member),
        (vec![with(rsa("a", 2_048), "n", json!("not base64!"))], JwkSetError::Member),
        (vec![without(rsa("a", 2_048), "n")], JwkSetError::Member),
        (vec![with(ec("a"), "crv", json!("P-384"))], JwkSetError::Curve),
        (vec![with(ec("a"), "crv", json!("secp256k1"))], JwkSetError::Curve),
        (vec![with(ed25519("a"), "crv", json!("X25519"))], JwkSetError::Curve),
        (vec![with(ec("a"), "x", json!(text(&[1; 31])))], JwkSetError::Member),
        (vec![without(ec("a"), "y")], JwkSetError::Member),
        (vec![with(ec("a"), "kty", json!("AKP"))], JwkSetError::Type),
        (vec![without(ec("a"), "kty")], JwkSetError::Type),
        (vec![with(ec("a"), "alg", json!("none"))], JwkSetError::Use),
        (vec![with(rsa("a", 2_048), "alg", json!("HS256"))], JwkSetError::Use),
        (vec![with(ec("a"), "use", json!("enc"))], JwkSetError::Use),
        (vec![ec("a"), ed25519("a")], JwkSetError::Kid),
        (vec![ec("a"), without(ed25519("b"), "kid")], JwkSetError::Kid),
        (vec![with(ec("a"), "kid", json!("\n"))], JwkSetError::Kid),
        (vec![with(ec("a"), "kid", json!(7))], JwkSetError::Kid),
        (vec![json!("text")], JwkSetError::NotASet),
    ] {
        assert_eq!(parse(&keys), Err(error), "{keys:?}");
    }
    let deep = "[".repeat(10_000);
    for raw in ["", "x", "null", "[]", "{}", r#"{"keys":{}}"#, r#"{"keys":[]"#, &deep] {
        assert!(JwkSet::parse(raw).is_err(), "{raw:.20}");
    }
    assert_eq!(JwkSet::parse(&" ".repeat(1_000_000)), Err(JwkSetError::TooLong));
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,60}") {
        let _any = JwkSet::parse(&text);
    }
}

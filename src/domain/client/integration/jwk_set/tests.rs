use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
use proptest::prelude::{Just, Strategy, any};
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
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let (x, y) = pair.public_key().as_ref()[1..].split_at(COORDINATE);
    json!({"kty": "EC", "kid": kid, "crv": "P-256", "x": text(x), "y": text(y), "alg": "ES256", "use": "sig"})
}

fn ed25519(kid: &str) -> Value {
    let pair = Ed25519KeyPair::generate().unwrap();
    json!({"kty": "OKP", "kid": kid, "crv": "Ed25519", "x": text(pair.public_key().as_ref())})
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
    for (key, foreign) in [(rsa("a", 2_048), "crv x y"), (ec("a"), "e n"), (ed25519("a"), "e n y")] {
        let strange = foreign.split(' ').fold(key.clone(), |key, name| with(key, name, json!({ "canary": [name] })));
        assert_eq!(parse(&[strange]), parse(&[key]), "{foreign}");
    }
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
fn a_private_key_is_found_behind_a_repeated_name_and_in_texts_that_are_json() {
    const CANARY: &str = "canary-9f8e7d6c5b4a";
    let public = ed25519("a").to_string();
    let private = with(ed25519("a"), "d", json!(CANARY));
    let (text, newer) = (private.to_string(), with(ed25519("a"), "priv", json!(CANARY)));
    let twice = json!(text).to_string();
    for pasted in [
        format!(r#"{{"keys":[{text}],"keys":[{public}]}}"#),
        format!(r#"{{"keys":[{public}],"keys":[{text}]}}"#),
        format!(r#"{{"keys":[{{"x":{text},"x":1}}]}}"#),
        format!(r#"{{"keys":[{{"x":[1,{text}],"x":"AQ","x":"AQ"}}]}}"#),
        format!(r#"{{"a":{{"b":{text},"b":1}},"keys":[{public}]}}"#),
        json!({ "keys": [newer] }).to_string(),
        json!({"keys": [], "note": text}).to_string(),
        json!({"keys": [with(ed25519("a"), "note", json!({"of": [twice]}))]}).to_string(),
        json!({"keys": [with(ed25519("a"), "kid", json!(json!({"d": CANARY}).to_string()))]}).to_string(),
        twice,
    ] {
        let error = JwkSet::parse(&pasted).unwrap_err();
        assert_eq!(error, JwkSetError::Private, "{pasted}");
        assert!(!format!("{error} {error:?}").contains(CANARY));
    }
}

#[test]
fn a_member_that_is_named_twice_is_refused_wherever_it_stands() {
    let key = ed25519("a").to_string();
    let with_first = |members: &str| key.replacen('{', &format!("{{{members},"), 1);
    assert!(JwkSet::parse(&format!(r#"{{"keys":[{key}]}}"#)).is_ok());
    for pasted in [
        format!(r#"{{"keys":[{key}],"keys":[{key}]}}"#),
        format!(r#"{{"keys":[],"keys":[{key}]}}"#),
        format!(r#"{{"keys":[{}]}}"#, with_first(r#""kid":"b""#)),
        format!(r#"{{"keys":[{}]}}"#, with_first(r#""kty":"OKP""#)),
        format!(r#"{{"keys":[{}]}}"#, with_first(r#""\u006bid":"a""#)),
        format!(r#"{{"keys":[{}]}}"#, with_first(r#""ext":true,"ext":true"#)),
        format!(r#"{{"keys":[{}]}}"#, with_first(r#""note":[{"a":{"b":1,"b":1}}]"#)),
        format!(r#"{{"a":1,"a":1,"keys":[{key}]}}"#),
    ] {
        assert_eq!(JwkSet::parse(&pasted), Err(JwkSetError::Repeated), "{pasted}");
    }
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
        (vec![with(ec("a"), "x", ec("b")["x"].clone())], JwkSetError::Point),
        (vec![with(ec("a"), "y", json!(text(&[2; 32])))], JwkSetError::Point),
        (vec![with(with(ec("a"), "x", json!(text(&[0; 32]))), "y", json!(text(&[0; 32])))], JwkSetError::Point),
        (vec![with(ec("a"), "kty", json!("AKP"))], JwkSetError::Type),
        (vec![without(ec("a"), "kty")], JwkSetError::Type),
        (vec![with(ec("a"), "alg", json!("none"))], JwkSetError::Use),
        (vec![with(rsa("a", 2_048), "alg", json!("HS256"))], JwkSetError::Use),
        (vec![with(ec("a"), "use", json!("enc"))], JwkSetError::Use),
        (vec![ec("a"), ed25519("a")], JwkSetError::Kid),
        (vec![ec("a"), without(ed25519("b"), "kid")], JwkSetError::Kid),
        (vec![with(ec("a"), "kid", json!("\n"))], JwkSetError::Kid),
        (vec![with(ec("a"), "kid", json!(7))], JwkSetError::Kid),
        (vec![with(ec("a"), "kid", json!("a\u{202e}b"))], JwkSetError::Kid),
        (vec![with(ec("a"), "kid", json!("a\u{200b}"))], JwkSetError::Kid),
        (vec![with(ec("a"), "kid", json!("\u{2066}a"))], JwkSetError::Kid),
        (vec![with(ec("a"), "kid", json!("a\u{3164}"))], JwkSetError::Kid),
        (vec![with(ec("a"), "kid", json!("a\u{2028}"))], JwkSetError::Kid),
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

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = proptest::prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,5}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 20, 4, |inner| {
        let object = proptest::collection::btree_map("[a-c]", inner.clone(), 0..4);
        let object = object.prop_map(|members| Value::Object(members.into_iter().collect()));
        proptest::prop_oneof![proptest::collection::vec(inner, 0..4).prop_map(Value::from), object]
    })
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,60}") {
        let _any = JwkSet::parse(&text);
    }

    #[test]
    fn json_is_read_as_the_library_reads_it(text in r#"[ "\[\]{}:,.0-9a-z\\u-]{0,30}"#, list in any_json()) {
        for text in [text, list.to_string()] {
            let read = json::read(&text).map(|read| read.value);
            proptest::prop_assert_eq!(read, serde_json::from_str(&text).ok());
        }
    }
}

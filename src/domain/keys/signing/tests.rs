use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};

use serde_json::Value;

use super::*;

/// Whether a signature is one of the key that a JSON Web Key describes, read by its members alone.
fn verifies(jwk: &Value, message: &[u8], signature: &[u8]) -> bool {
    let member = |name: &str| URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap()).unwrap();
    match jwk["kty"].as_str().unwrap() {
        "RSA" => RsaPublicKeyComponents { n: member("n"), e: member("e") }
            .verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
            .is_ok(),
        "EC" => {
            let point = [vec![4], member("x"), member("y")].concat();
            UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature).is_ok()
        }
        _ => UnparsedPublicKey::new(&ED25519, member("x")).verify(message, signature).is_ok(),
    }
}

#[test]
fn what_a_key_signs_verifies_with_its_public_half_also_after_it_was_stored() {
    for algorithm in Algorithm::ALL.iter().copied() {
        let (key, pkcs8) = SigningKey::generate(algorithm).unwrap();
        let stored = SigningKey::from_pkcs8(algorithm, &pkcs8).unwrap();
        let public = key.public().unwrap();
        assert_eq!(stored.public().unwrap(), public);
        let jwk: Value = serde_json::from_str(&public.jwk).unwrap();
        assert_eq!((stored.algorithm(), jwk["alg"].as_str()), (algorithm, Some(algorithm.token())));
        assert_eq!((jwk["use"].as_str(), jwk["kid"].as_str()), (Some("sig"), Some(&*public.kid)));
        let signature = stored.sign(b"a message").unwrap();
        assert!(verifies(&jwk, b"a message", &signature), "{algorithm:?}");
        assert!(!verifies(&jwk, b"another message", &signature), "{algorithm:?}");
        for other in Algorithm::ALL.iter().copied().filter(|other| *other != algorithm) {
            assert!(SigningKey::from_pkcs8(other, &pkcs8).is_none(), "{algorithm:?} read as {other:?}");
        }
        let shown = format!("{stored:?}");
        assert_eq!(shown, format!("SigningKey({}, …)", algorithm.token()));
    }
}

#[test]
fn a_public_half_has_no_private_member() {
    for (algorithm, expected) in [
        (Algorithm::Rs256, &["alg", "e", "kid", "kty", "n", "use"][..]),
        (Algorithm::Es256, &["alg", "crv", "kid", "kty", "use", "x", "y"]),
        (Algorithm::EdDsa, &["alg", "crv", "kid", "kty", "use", "x"]),
    ] {
        let public = SigningKey::generate(algorithm).unwrap().0.public().unwrap();
        let jwk: Value = serde_json::from_str(&public.jwk).unwrap();
        let mut members: Vec<&String> = jwk.as_object().unwrap().keys().collect();
        members.sort();
        assert_eq!(members, expected);
    }
}

/// RFC 7638, section 3.1, and RFC 8037, appendix A.3.
#[test]
fn thumbprints_are_those_of_the_standards() {
    let n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCi\
        FV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d\
        0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-cs\
        FCur-kEgU8awapJzKnqDKgw";
    let rsa = [("kty", "RSA"), ("n", n), ("e", "AQAB")].map(|(name, value)| (name, value.to_owned()));
    assert_eq!(thumbprint(&rsa.into()).unwrap(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    let ed = [("kty", "OKP"), ("crv", "Ed25519"), ("x", x)].map(|(name, value)| (name, value.to_owned()));
    assert_eq!(thumbprint(&ed.into()).unwrap(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
}

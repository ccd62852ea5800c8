//! Keys, signatures and rings: our own, and minisign's.

use std::fs;

use super::*;

/// Made by minisign 0.12 of the text `a policy`: a key without a password, a signature of today, one of old.
const PUBLIC: &str = "RWQmKUyoTmSZCTpPg5hNfEAioQdCxXtuz+T1cziaeAwSLPKHgZks0cA1";
const SECRET: &str = "untrusted comment: minisign encrypted secret key\n\
    RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAJilMqE5kmQlXY/8ZkMp7DnvlENoaqNi3zxQJ9IFF2bbbYZ4/Rsi/uTpPg5hNfEAioQdCxXtuz+T1cziaeAwSLPKHgZks0cA1AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
const SIGNATURE: &str = "untrusted comment: signature from minisign secret key\n\
    RUQmKUyoTmSZCf/45fDIfKVVzSQA4sEhFt2EkrPoLag/DSp3LEj6tGqsn8SJgPuZFl6ZJ0POt8kcwj8AiBBAZ3B9zmSEfqQPJQ0=\n\
    trusted comment: made for a test\n\
    3J8bgqYLicX+CxKU/DmKAQ9NtjQqm2OlkMovJ6xPZ0rXVMy+45QYJU/usF5srdHDr34R5oOb6LQlXgcOIHSRBQ==\n";
const OF_OLD: &str = "untrusted comment: signature from minisign secret key\n\
    RWQmKUyoTmSZCfY19/t3yuIxwEMm0RxIpJPREPU8Q6IAg7snk22vr8h+42muZznMjG4TMoYnqD8lnnbvkwLE1OmuxskGR5isHwU=\n\
    trusted comment: made for a test\n\
    irQ9Z/cS2IRHM3HidL3FelKnwGyfC1awWfGwOOOt19oH7+k1mgcPinE0r8FTRSNx47guXQmnW+VsYkdokXeSDA==\n";
const SIGNED: &[u8] = b"a policy";

fn public() -> PublicKey {
    PUBLIC.parse().expect("is a key")
}

fn signature(text: &str) -> Signature {
    text.parse().expect("is a signature")
}

#[test]
fn what_minisign_made_is_understood() {
    assert_eq!(public().id().to_string(), "999644EA84C2926");
    assert_eq!(format!("untrusted comment: minisign public key 999644EA84C2926\n{PUBLIC}\n"), public().text());
    let secret: SecretKey = SECRET.parse().expect("is a key");
    assert_eq!(secret.public(), public());
    for text in [SIGNATURE, OF_OLD] {
        let signature = signature(text);
        assert_eq!((signature.key(), signature.comment()), (public().id(), "made for a test"));
        assert_eq!(signature.verify(&public(), SIGNED), Ok(()));
        assert_eq!(signature.verify(&public(), b"a policy "), Err(SignatureError::Content));
    }
    // The algorithm is deterministic: the same key signs the same bytes alike.
    let ours = Signature::sign(&secret, SIGNED, "made for a test").text();
    assert_eq!(ours.lines().skip(1).collect::<Vec<_>>(), SIGNATURE.lines().skip(1).collect::<Vec<_>>());
}

#[test]
fn what_is_written_is_read_again() {
    let secret = SecretKey::generate().expect("there is randomness");
    let again: SecretKey = secret.text().parse().expect("is a key");
    assert_eq!((again.id(), again.public()), (secret.id(), secret.public()));
    assert_eq!(secret.public().text().parse(), Ok(secret.public()));
    let signed = Signature::sign(&again, SIGNED, "two\nlines");
    assert_eq!((signed.comment(), signed.text().parse()), ("two", Ok(signed.clone())));
    assert_eq!(signed.verify(&secret.public(), SIGNED), Ok(()));
    assert!(!format!("{secret:?}").contains(&armor::encode(&secret.key.to_bytes())[..8]));
}

#[test]
fn every_changed_byte_of_a_signature_is_found() {
    let secret = SecretKey::generate().expect("there is randomness");
    let text = Signature::sign(&secret, SIGNED, "comment").text();
    let first = text.find('\n').expect("has lines") + 1;
    for place in first..text.len() {
        let mut changed = text.clone().into_bytes();
        changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
        let read = String::from_utf8(changed).expect("ascii").parse::<Signature>();
        let holds = read.and_then(|signature| signature.verify(&secret.public(), SIGNED));
        assert!(holds.is_err(), "byte {place} of {text}");
    }
}

#[test]
fn a_key_with_the_id_of_another_does_not_sign_for_it() {
    let (mine, other) = (SecretKey::generate().expect("random"), SecretKey::generate().expect("random"));
    let text = Signature::sign(&other, SIGNED, "").text();
    let line = armor::payload(&text).next().expect("has lines").to_owned();
    let mut bytes: [u8; 74] = armor::decode(&line).expect("is base64");
    bytes[2..10].copy_from_slice(&mine.id().0);
    let stolen = signature(&text.replace(&line, &armor::encode(&bytes)));
    assert_eq!(stolen.key(), mine.id());
    assert_eq!(stolen.verify(&mine.public(), SIGNED), Err(SignatureError::Content));
    assert_eq!(stolen.verify(&other.public(), SIGNED), Err(SignatureError::Content));
}

#[test]
fn what_is_no_key_or_signature_is_said_to_be_none() {
    for text in ["", "RWQ", "untrusted comment: x\n", SIGNATURE, SECRET] {
        assert_eq!(text.parse::<PublicKey>(), Err(KeyError::Text("public")), "{text}");
    }
    for text in ["", PUBLIC, SIGNATURE] {
        assert_eq!(text.parse::<SecretKey>().map(drop), Err(KeyError::Text("secret")), "{text}");
    }
    for text in
        ["", PUBLIC, "untrusted comment: x\n\n", &SIGNATURE[..200], &SIGNATURE.replace("trusted comment", "comment")]
    {
        assert_eq!(text.parse::<Signature>().map(drop), Err(SignatureError::Text), "{text}");
    }
    // The neutral point: everything is signed by it.
    let weak = armor::encode(&[&b"Ed"[..], &[0; 8], &[1], &[0; 31]].concat());
    assert_eq!(weak.parse::<PublicKey>(), Err(KeyError::Weak));
    let locked = SECRET.replace("RWQAAEIy", "RWRTY0Iy");
    assert_eq!(locked.parse::<SecretKey>().map(drop), Err(KeyError::Locked));
    let damaged = SECRET.replace("JilMqE5kmQlXY", "JilMqE5kmQlXZ");
    assert_eq!(damaged.parse::<SecretKey>().map(drop), Err(KeyError::Damaged));
}

fn ring(trust: &str) -> Result<Trust, String> {
    serde_yaml::from_str(trust).map_err(|error| error.to_string())
}

#[test]
fn a_ring_is_read_from_the_configuration() {
    assert_eq!(ring("{}"), Ok(Trust::default()));
    assert_eq!(ring(&format!("{{keys: [{PUBLIC}], require: true}}")), Ok(Trust::new(vec![public()], true)));
    for (text, told) in [
        ("{require: true}", "requires signatures and names no keys"),
        ("{keys: [RWQx]}", "\"RWQx\" is no public key; expected the line of base64"),
        ("{key: x}", "unknown field `key`"),
        ("{keys: x}", "expected a sequence"),
    ] {
        let found = ring(text).expect_err(text);
        assert!(found.contains(told), "{text}: {found}");
    }
}

#[test]
fn a_ring_decides_by_the_signature_beside_the_component() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let component = folder.path().join("policy.wasm");
    let beside = signature_path(&component);
    let other = SecretKey::generate().expect("random");
    let check = |trust: &Trust, bytes: &[u8]| {
        let signer = trust.check(&component, bytes).map_err(|error| error.to_string());
        signer.map(|signer| signer.map(|signer| signer.key))
    };
    let (needs, knows) = (Trust::new(vec![public()], true), Trust::new(vec![public()], false));

    assert_eq!(check(&Trust::default(), SIGNED), Ok(None));
    assert_eq!(check(&knows, SIGNED), Ok(None));
    let told = check(&needs, SIGNED).expect_err("is not signed");
    let expected =
        format!("has no signature: {} is not there; policies.trust requires one by 999644EA84C2926", beside.display());
    assert_eq!(told, expected);

    fs::write(&beside, SIGNATURE).expect("written");
    for trust in [&needs, &knows] {
        assert_eq!(check(trust, SIGNED), Ok(Some(public().id())));
        let told = check(trust, b"another policy").expect_err("is another");
        assert!(
            told.starts_with("is not what key 999644EA84C2926 signed: ") && told.ends_with("by another key"),
            "{told}"
        );
    }
    let told = check(&Trust::new(vec![other.public()], false), SIGNED).expect_err("is by an unknown key");
    let expected =
        format!("is signed by key 999644EA84C2926, which policies.trust does not know; it knows {}", other.id());
    assert_eq!(told, expected);

    fs::write(&beside, SIGNATURE.replace("made for a test", "made for another test")).expect("written");
    assert!(check(&knows, SIGNED).expect_err("is changed").ends_with("trusted comment was changed"));
    for garbage in ["", "x", &"x".repeat(100_000)] {
        fs::write(&beside, garbage).expect("written");
        assert!(check(&knows, SIGNED).expect_err("is garbage").starts_with("has a signature that cannot be read: "));
    }
}

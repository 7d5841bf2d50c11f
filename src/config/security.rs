//! The settings of `security.txt`.

use jiff::Timestamp;
use url::Url;

use super::BadSetting;

const CONTACT: (&str, &str) = ("--security-contact", "NIC_SECURITY_CONTACT");
const EXPIRES: (&str, &str) = ("--security-expires", "NIC_SECURITY_EXPIRES");

/// Whom to tell about a weakness of this installation, and until when that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Security {
    /// A mailto:, https: or tel: URI.
    pub contact: String,
    pub expires: Timestamp,
}

/// Both settings, or neither.
pub(super) fn parse(contact: Option<&str>, expires: Option<&str>) -> Result<Option<Security>, BadSetting> {
    let malformed = |(flag, variable), value: &str, wanted| BadSetting::Malformed {
        flag,
        variable,
        value: value.to_owned(),
        wanted,
    };
    let alone = |(given, _), (missing, variable)| BadSetting::Alone { given, missing, variable };
    let (contact, expires) = match (contact, expires) {
        (None, None) => return Ok(None),
        (Some(_), None) => return Err(alone(CONTACT, EXPIRES)),
        (None, Some(_)) => return Err(alone(EXPIRES, CONTACT)),
        (Some(contact), Some(expires)) => (contact, expires),
    };
    let wanted = "mailto:, https: or tel: address, such as mailto:security@example.com";
    let contact = parse_contact(contact).ok_or_else(|| malformed(CONTACT, contact, wanted))?;
    let wanted = "time with its zone, such as 2027-01-31T00:00:00Z";
    let expires = expires.parse().map_err(|_| malformed(EXPIRES, expires, wanted))?;
    Ok(Some(Security { contact, expires }))
}

fn parse_contact(text: &str) -> Option<String> {
    // A parser of addresses leaves line ends out, which would hide that they were there.
    let is_one_word = text.bytes().all(|byte| byte.is_ascii_graphic());
    let url = Url::parse(text).ok().filter(|_| is_one_word)?;
    let names_somebody = match url.scheme() {
        "https" => url.has_host(),
        "mailto" => url.path().split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty()),
        "tel" => url.path().bytes().any(|byte| byte.is_ascii_digit()),
        _ => false,
    };
    names_somebody.then(|| url.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_is_an_address_that_somebody_can_write_to_or_call() {
        for good in ["mailto:security@example.com", "https://example.com/security", "tel:+1-201-555-0123"] {
            assert_eq!(parse_contact(good).as_deref(), Some(good));
        }
        for bad in [
            "",
            "security@example.com",
            "mailto:",
            "mailto:@example.com",
            "tel:",
            "http://example.com",
            "https:",
            "javascript:alert(1)",
            "mailto:a@example.com\nContact: mailto:b@example.com",
            "mailto:a@example.com b",
        ] {
            assert_eq!(parse_contact(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn an_expiry_is_a_point_in_time() {
        let parse = |expires| parse(Some("tel:+1"), Some(expires));
        let same = ["2027-01-31T00:00:00Z", "2027-01-31T01:00:00+01:00"].map(|text| parse(text).unwrap().unwrap());
        assert_eq!(same[0], same[1]);
        for bad in ["", "2027-01-31", "2027-01-31T00:00:00", "2027-02-30T00:00:00Z", "tomorrow"] {
            assert!(parse(bad).unwrap_err().to_string().contains("--security-expires"), "{bad}");
        }
    }
}

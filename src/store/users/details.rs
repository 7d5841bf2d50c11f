//! The columns of `users` that hold profile fields.

use diesel::prelude::*;

use crate::domain::client::ProfileField;
use crate::domain::user::Details;
use crate::store::schema::users;

type Text = Option<String>;
/// As [`COLUMNS`] reads them.
pub type Columns = (Text, Text, Text, Text, Text, Text);

/// The fields that are columns, in their order; the second contact is an identifier.
pub const FIELDS: [ProfileField; 6] = [
    ProfileField::GivenName,
    ProfileField::FamilyName,
    ProfileField::DisplayName,
    ProfileField::Birthdate,
    ProfileField::Address,
    ProfileField::Locale,
];

type Selected =
    (users::given_name, users::family_name, users::display_name, users::birthdate, users::address, users::locale);
pub const COLUMNS: Selected =
    (users::given_name, users::family_name, users::display_name, users::birthdate, users::address, users::locale);

#[must_use]
pub fn read((given_name, family_name, display_name, birthdate, address, locale): Columns) -> Details {
    let values = [given_name, family_name, display_name, birthdate, address, locale];
    let mut details = Details::default();
    for (field, value) in FIELDS.into_iter().zip(values) {
        details.set(field, value.as_deref().unwrap_or_default());
    }
    details
}

#[diesel::dsl::auto_type]
#[must_use]
pub fn values<'a>(details: &'a Details) -> _ {
    let given_name: Option<&'a str> = details.get(ProfileField::GivenName);
    let family_name: Option<&'a str> = details.get(ProfileField::FamilyName);
    let display_name: Option<&'a str> = details.get(ProfileField::DisplayName);
    let birthdate: Option<&'a str> = details.get(ProfileField::Birthdate);
    let address: Option<&'a str> = details.get(ProfileField::Address);
    let locale: Option<&'a str> = details.get(ProfileField::Locale);
    (
        users::given_name.eq(given_name),
        users::family_name.eq(family_name),
        users::display_name.eq(display_name),
        users::birthdate.eq(birthdate),
        users::address.eq(address),
        users::locale.eq(locale),
    )
}

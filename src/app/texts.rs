//! What the settings of text messages become.

use crate::config::{self, BadSetting, Settings};
use crate::domain::phone::Region;
use crate::work::text::{self, Gateway};

/// The country whose numbers need no country code.
pub fn region(settings: &Settings) -> Result<Option<Region>, BadSetting> {
    let (flag, variable) = config::REGION;
    let bad =
        |value: &String| BadSetting::Malformed { flag, variable, value: value.clone(), wanted: config::WANTED_REGION };
    settings.texts.default_region.as_ref().map(|text| Region::parse(text).ok_or_else(|| bad(text))).transpose()
}

/// The way to the gateway, where there is one.
pub fn gateway(settings: &Settings) -> Option<Gateway> {
    let gateway = settings.texts.gateway.as_ref()?;
    Some(Gateway::new(gateway.url.as_str(), gateway.token.as_deref(), text::PATIENCE))
}

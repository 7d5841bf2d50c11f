//! What every page needs to be drawn: where its static files are, and light or dark.

use std::sync::Arc;
use std::time::Duration;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::assets::Assets;
use super::cookies::Cookie;

const COOKIE: Cookie = Cookie { name: "nic_theme", age: Duration::from_hours(24 * 365) };

/// Light, dark, or as the system says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the operating system says.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// The three, in the order of the switch.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The theme's name in forms, cookies and the page's root element.
    #[must_use]
    pub fn token(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme's name for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::System => "System",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }

    /// The theme with this name.
    #[must_use]
    pub fn parse(token: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.token() == token)
    }

    /// Keeps the choice for a year.
    pub fn keep(self, request: &HttpRequest, response: &mut HttpResponse) {
        COOKIE.set(request, response, self.token());
    }
}

/// What every page needs to be drawn.
#[derive(Clone, Debug)]
pub struct Appearance {
    /// The address under which the static files of this build are.
    pub assets: Arc<str>,
    /// Light or dark.
    pub theme: Theme,
    /// The page's own address, to come back to.
    pub here: String,
}

/// What surrounds a page outside the console: nothing but the look.
#[derive(Clone, Debug)]
pub struct BareShell {
    /// The look.
    pub appearance: Appearance,
}

impl BareShell {
    /// The surroundings of a page that needs no session.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Self {
        Self { appearance: Appearance::of(request) }
    }
}

impl Appearance {
    /// Reads the look of a request's answer.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Self {
        let assets = request.app_data::<Data<Assets>>().map_or_else(|| "/static".into(), |assets| assets.url.clone());
        let theme = COOKIE.read(request).and_then(Theme::parse).unwrap_or_default();
        let here = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
        Self { assets, theme, here }
    }
}

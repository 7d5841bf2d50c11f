//! What every page needs to be drawn: where its static files are, and light or dark.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::web::Data;

use super::assets::Assets;
use super::cookies;

const COOKIE: &str = "nic_theme";

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

    /// The cookie that keeps the choice for a year.
    #[must_use]
    pub fn cookie(self) -> Cookie<'static> {
        Cookie::build(COOKIE, self.token())
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .max_age(Duration::days(365))
            .finish()
    }
}

/// What every page needs to be drawn.
#[derive(Clone, Debug)]
pub struct Look {
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
    pub look: Look,
}

impl BareShell {
    /// The surroundings of a page that needs no session.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Self {
        Self { look: Look::of(request) }
    }
}

impl Look {
    /// Reads the look of a request's answer.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Self {
        let assets = request.app_data::<Data<Assets>>().map_or_else(|| "/static".into(), |assets| assets.url.clone());
        let theme = cookies::value(request, COOKIE).and_then(Theme::parse).unwrap_or_default();
        let here = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
        Self { assets, theme, here }
    }
}

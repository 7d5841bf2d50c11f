//! What every page needs to be drawn: whose page it is, where its static files are, and light or dark.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::web::Data;

use super::assets::Assets;
use super::cookies::Cookie;
use super::escaping::Escaped;
use super::problem::Fault;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    System,
    Light,
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

    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::System => "System",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }

    #[must_use]
    pub fn parse(token: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.token() == token)
    }
}

/// What the pages of a door have in common.
#[derive(Clone, Copy, Debug)]
pub struct Pages {
    /// In titles and beside the mark.
    pub name: &'static str,
    /// What the pages are, in a sentence for search engines and previews of links.
    pub description: &'static str,
    pub home: &'static str,
    /// The words of a link that leads there.
    pub home_link: &'static str,
    /// Where the switch between light and dark is sent.
    pub theme_switch: &'static str,
    /// Keeps that choice.
    pub theme: Cookie,
    pub fault: fn(Fault) -> &'static str,
    /// What is said to somebody who came by another address than the configured one, beside where to go.
    pub misaddressed: &'static str,
    /// The name of fields into which a private key may be pasted by mistake.
    pub keys: &'static str,
}

static UNMARKED: Pages = Pages {
    name: "",
    description: "",
    home: "/",
    home_link: "Go to the start",
    theme_switch: "",
    theme: Cookie { name: "theme", age: Duration::ZERO },
    fault: |_| "Try again later.",
    misaddressed: "",
    keys: "",
};

impl Pages {
    #[must_use]
    pub fn of_request(request: &HttpRequest) -> &'static Self {
        request.app_data::<&'static Self>().copied().unwrap_or(&UNMARKED)
    }
}

#[derive(Clone, Debug)]
pub struct Appearance {
    /// In the title and beside the mark: the door's name unless the page has another.
    pub name: Cow<'static, str>,
    pub description: &'static str,
    pub home: &'static str,
    pub theme_switch: &'static str,
    /// The address under which the static files of this build are.
    pub assets: Escaped<Arc<str>>,
    pub theme: Theme,
    /// The page's own address, to come back to.
    pub here: String,
}

/// What surrounds a page without a menu.
#[derive(Clone, Debug)]
pub struct BareShell {
    pub appearance: Appearance,
}

impl BareShell {
    #[must_use]
    pub fn of_request(request: &HttpRequest) -> Self {
        Self { appearance: Appearance::of_request(request) }
    }
}

impl Appearance {
    /// Of a page that explains a failure: there may be nothing to come back to at an address that only takes forms.
    #[must_use]
    pub fn of_failed(request: &HttpRequest) -> Self {
        let shown = Self::of_request(request);
        if request.method().is_safe() { shown } else { Self { here: shown.home.to_owned(), ..shown } }
    }

    #[must_use]
    pub fn of_request(request: &HttpRequest) -> Self {
        let pages = Pages::of_request(request);
        let assets = request.app_data::<Data<Assets>>().map_or_else(|| "/static".into(), |assets| assets.url.clone());
        let theme = pages.theme.read(request).and_then(Theme::parse).unwrap_or_default();
        let here = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let Pages { name, description, home, theme_switch, .. } = *pages;
        Self { name: name.into(), description, home, theme_switch, assets: Escaped(assets), theme, here }
    }
}

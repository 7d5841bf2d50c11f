//! What every client has that can be gone to: cards, settings, and the other pages.

use std::sync::LazyLock;

use super::fit::{Fit, fit};
use crate::console::cards::PAGES;
use crate::console::cards::page::{CardPage, Part};
use crate::console::clients::header::TABS;
use crate::console::controls::Control;
use crate::console::paths;
use crate::domain::client::{ClientKey, Settings};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    Card,
    Setting,
    Page,
}

#[derive(Clone, Debug)]
pub struct Target {
    pub sort: Sort,
    pub label: &'static str,
    /// The card that a setting belongs to.
    pub card: &'static str,
    /// What else it is called, and the words of what it belongs to.
    names: Vec<&'static str>,
    context: [&'static str; 2],
    /// How its page's address ends, behind the client's.
    ending: String,
    field: Option<String>,
    /// Where on the client's page it is shown to those who cannot edit it.
    shown: Option<String>,
}

impl Target {
    fn page(label: &'static str, address: &str) -> Self {
        let ending = address.strip_prefix(paths::CLIENT).unwrap_or_default().to_owned();
        let (names, context) = (Vec::new(), [""; 2]);
        Self { sort: Sort::Page, label, card: "", names, context, ending, field: None, shown: None }
    }

    fn card(page: &'static CardPage) -> Self {
        let shown = Some(format!("card-{}", page.card.name));
        Self { sort: Sort::Card, shown, ..Self::page(page.card.label, page.path) }
    }

    /// `None` for a control that has no setting.
    fn setting(
        (page, part, control): (&'static CardPage, &'static Part, &'static Control),
        unchosen: &Settings,
    ) -> Option<Self> {
        let setting = page.card.setting(control.path)?;
        let field = Some(control.name());
        let context = [page.card.label, part.heading];
        let names = vec![control.label_in(unchosen)];
        let card = page.card.label;
        Some(Self { sort: Sort::Setting, label: setting.label, card, names, context, field, ..Self::card(page) })
    }

    pub fn href(&self, key: ClientKey, may_edit: bool) -> String {
        match (&self.shown, &self.field) {
            (Some(shown), _) if !may_edit => format!("{}#{shown}", paths::client(key)),
            (_, Some(field)) => format!("{}{}#{field}", paths::client(key), self.ending),
            _ => paths::client(key) + &self.ending,
        }
    }

    fn fit(&self, wanted: &[&str]) -> Option<Fit> {
        std::iter::once(&self.label).chain(&self.names).filter_map(|name| fit(wanted, name, &self.context)).min()
    }
}

/// Every target, in the order of the client's pages.
static ALL: LazyLock<Vec<Target>> = LazyLock::new(|| {
    let unchosen = Settings::unchosen();
    let settings = |page: &'static CardPage| {
        let controls =
            page.parts.iter().flat_map(move |part| part.controls.iter().map(move |control| (page, part, control)));
        controls.filter_map(|control| Target::setting(control, &unchosen))
    };
    let pages = PAGES.iter().flat_map(|page| {
        let more = page.more.map(|(label, ending)| Target::page(label, &format!("{}/{ending}", paths::CLIENT)));
        std::iter::once(Target::card(page)).chain(settings(page)).chain(more)
    });
    let credentials = Target { sort: Sort::Card, ..Target::page("Credentials", paths::CREDENTIALS) };
    let tabs = TABS.iter().map(|(label, pattern)| Target::page(label, pattern));
    pages.chain([credentials]).chain(tabs).collect()
});

/// What fits folded words, best first.
pub fn fitting(wanted: &[&str]) -> Vec<(Fit, &'static Target)> {
    let mut found: Vec<_> = ALL.iter().filter_map(|target| target.fit(wanted).map(|fit| (fit, target))).collect();
    found.sort_by_key(|(fit, target)| (*fit, target.sort));
    found
}

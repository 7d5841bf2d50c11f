//! A menu of views of a list, each of which differs from the present one in one thing.

use std::borrow::Cow;

use super::order::Order;
use super::view::View;
use crate::web::escaping::Escaped;
use crate::web::number::grouped;

#[derive(Clone)]
pub struct Menu {
    pub label: &'static str,
    pub chosen: Option<Escaped<Cow<'static, str>>>,
    /// Whether a choice hides rows, which the menu then says by its color.
    pub is_filter: bool,
    /// Whether several can be chosen, so that a click on one of them leaves the others as they are.
    pub takes_several: bool,
    pub links: Vec<Link>,
}

#[derive(Clone)]
pub struct Link {
    pub label: Escaped<Cow<'static, str>>,
    /// How many rows it leads to, where that is known.
    pub count: Option<Escaped<String>>,
    pub href: Escaped<String>,
    pub is_current: bool,
}

impl Menu {
    pub fn filter<V: AsRef<str>, L: Into<Cow<'static, str>>>(
        view: &View,
        label: &'static str,
        name: &str,
        choices: impl IntoIterator<Item = (V, L)>,
    ) -> Self {
        let current = view.get(name);
        let link = |value: &str, label| {
            let href = Escaped(view.href_with(&[(name, value)]));
            Link { label: Escaped(label), count: None, href, is_current: value == current }
        };
        let choices: Vec<Link> = choices.into_iter().map(|(value, label)| link(value.as_ref(), label.into())).collect();
        let chosen = chosen(&choices).or_else(|| (!current.is_empty()).then_some(Escaped("unknown".into())));
        let links = std::iter::once(link("", "Any".into())).chain(choices).collect();
        Self { label, chosen, is_filter: true, takes_several: false, links }
    }

    /// Says what each value leads to, in their order; any value leads to all of them. Without counts it says nothing.
    pub fn count(&mut self, counts: &[i64]) {
        if counts.is_empty() {
            return;
        }
        let any = counts.iter().sum();
        for (link, count) in self.links.iter_mut().zip(std::iter::once(&any).chain(counts)) {
            link.count = Some(Escaped(grouped(*count)));
        }
    }

    #[must_use]
    pub fn orders(view: &View, current: Order, orders: &[(&'static str, Order)]) -> Self {
        let link = |(label, order): &(&'static str, Order)| Link {
            label: Escaped((*label).into()),
            count: None,
            href: Escaped(order.href(view)),
            is_current: *order == current,
        };
        let links: Vec<Link> = orders.iter().map(link).collect();
        Self { label: "Sort", chosen: chosen(&links), is_filter: false, takes_several: false, links }
    }

    /// A filter of several values, which the address holds in the order of the choices with spaces between them. Each link
    /// adds its own or takes it away.
    #[must_use]
    pub fn several(
        view: &View,
        label: &'static str,
        name: &str,
        choices: &[(&'static str, &'static str)],
        current: &[&str],
    ) -> Self {
        let link = |(value, label): &(&'static str, &'static str)| {
            let is_current = current.contains(value);
            let is_left = |other: &&str| if other == value { !is_current } else { current.contains(other) };
            let values: Vec<&str> = if current.is_empty() {
                vec![*value]
            } else {
                choices.iter().map(|(value, _)| *value).filter(is_left).collect()
            };
            let href = Escaped(view.href_with(&[(name, &values.join(" "))]));
            Link { label: Escaped((*label).into()), count: None, href, is_current }
        };
        let choices: Vec<Link> = choices.iter().map(link).collect();
        let labels: Vec<&str> =
            choices.iter().filter(|link| link.is_current).map(|link| link.label.0.as_ref()).collect();
        let chosen = match labels.as_slice() {
            [] => None,
            [one] => Some((*one).to_owned()),
            [one, other] => Some(format!("{one}, {other}")),
            [first, rest @ ..] => Some(format!("{first} and {} more", rest.len())),
        };
        let chosen = chosen.map(|words| Escaped(Cow::Owned(words)));
        let any = Link {
            label: Escaped("Any".into()),
            count: None,
            href: Escaped(view.href_without(name)),
            is_current: chosen.is_none(),
        };
        Self {
            label,
            chosen,
            is_filter: true,
            takes_several: true,
            links: std::iter::once(any).chain(choices).collect(),
        }
    }
}

fn chosen(links: &[Link]) -> Option<Escaped<Cow<'static, str>>> {
    links.iter().find(|link| link.is_current).map(|link| link.label.clone())
}

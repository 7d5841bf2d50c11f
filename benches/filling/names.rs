//! Names and descriptions such as companies give to their applications, in several languages.

use super::dice::Dice;

const BEGINNINGS: [&str; 64] = [
    "Alpen", "Amber", "Aqua", "Arbor", "Astra", "Atlas", "Baltic", "Bergen", "Blau", "Bright", "Cedar", "Cobalt",
    "Coral", "Delta", "Dorn", "Echo", "Elm", "Ember", "Fern", "Fjord", "Forge", "Garnet", "Gold", "Green", "Harbor",
    "Hazel", "Helio", "Indigo", "Iron", "Jade", "Kestrel", "Kraft", "Lark", "Linden", "Lumen", "Maple", "Marin",
    "Meridian", "Mistral", "Nord", "Nova", "Oak", "Onyx", "Opal", "Orchid", "Pacific", "Pine", "Polar", "Quartz",
    "Raven", "Rhein", "River", "Sable", "Silver", "Solar", "Sterling", "Summit", "Terra", "Tidal", "Ultra", "Vista",
    "West", "Willow", "Zephyr",
];
const ENDINGS: [&str; 32] = [
    "bank", "berg", "bridge", "care", "craft", "data", "energy", "feld", "field", "flow", "foods", "gate", "haus",
    "health", "labs", "line", "link", "logic", "mart", "media", "motion", "net", "pharma", "point", "soft", "stone",
    "tech", "trade", "ware", "wave", "works", "yard",
];
const PRODUCTS: [&str; 80] = [
    "Customer Portal",
    "Partner Portal",
    "Supplier Portal",
    "Employee Portal",
    "Online Shop",
    "Web Shop",
    "Mobile App",
    "Loyalty App",
    "Driver App",
    "Field Service App",
    "Booking",
    "Ticketing",
    "Newsroom",
    "Intranet",
    "Checkout",
    "Payments",
    "Invoicing",
    "Claims",
    "Onboarding",
    "Help Desk",
    "Community",
    "Academy",
    "Careers",
    "Warehouse",
    "Fleet Tracker",
    "Smart Meter",
    "Patient Records",
    "Appointment Planner",
    "Gift Cards",
    "Subscriptions",
    "Reporting",
    "Admin Console",
    "Kundenportal",
    "Händlerportal",
    "Mein Konto",
    "Bestellsystem",
    "Zählerstände",
    "Schadenmeldung",
    "Gehaltsabrechnung",
    "Espace Client",
    "Boutique en ligne",
    "Réservations",
    "Mon Compte",
    "Déclaration de sinistre",
    "Portal de clientes",
    "Tienda en línea",
    "Banca Móvil",
    "Gestión de citas",
    "Área do Cliente",
    "Loja Virtual",
    "Agendamento Médico",
    "Portale Clienti",
    "Negozio online",
    "Prenotazioni",
    "Klantportaal",
    "Mijn Account",
    "Kundportal",
    "Mina sidor",
    "Asiakasportaali",
    "Portal Klienta",
    "Sklep internetowy",
    "Zákaznický portál",
    "Ügyfélkapu",
    "Portalul clienților",
    "Müşteri Portalı",
    "Çevrimiçi Mağaza",
    "Πύλη Πελατών",
    "Ηλεκτρονικό Κατάστημα",
    "Личный кабинет",
    "Интернет-магазин",
    "Портал поставщиков",
    "Особистий кабінет",
    "お客様ポータル",
    "オンラインショップ",
    "会員ページ",
    "客户门户",
    "在线商城",
    "고객 포털",
    "بوابة العملاء",
    "Cổng khách hàng",
];
const VARIANTS: [&str; 8] = ["", "EU", "Staging", "US", "2", "(legacy)", "Asia-Pacific", "Pilot"];

const PURPOSES: [&str; 10] = [
    "Sign-in for private customers",
    "Where partners place and follow their orders",
    "Internal tool of the sales team",
    "Für Mitarbeitende im Außendienst",
    "Pour les clients professionnels",
    "Self-service for contracts and invoices",
    "Used by the call centre",
    "Replaces the old extranet",
    "Para clientes en América Latina",
    "お客様向けサービス",
];
const OWNERS: [&str; 8] = [
    "Digital Channels",
    "Team Blue",
    "Platform Engineering",
    "Retail IT",
    "Customer Care",
    "Finance Systems",
    "Mobile Squad",
    "Operations",
];

/// The name of a client; no two numbers give the same name.
pub fn name(number: usize, seed: u64) -> String {
    let places = BEGINNINGS.len() * ENDINGS.len() * PRODUCTS.len() * VARIANTS.len();
    // A stride that shares no factor with the places visits each of them once.
    let start = usize::try_from(seed % 1_000_003).unwrap_or(0);
    let place = (start + number % places * 611_953) % places;
    let (variant, place) = (VARIANTS[place % 8], place / 8);
    let (beginning, place) = (BEGINNINGS[place % 64], place / 64);
    let (ending, product) = (ENDINGS[place % 32], PRODUCTS[place / 32]);
    let mut name = format!("{beginning}{ending} {product} {variant}").trim_end().to_owned();
    if number >= places {
        name = format!("{name} {}", number / places + 1);
    }
    name
}

/// What a client is for, as somebody wrote it.
pub fn description(dice: &mut Dice) -> String {
    match dice.below(10) {
        0..3 => String::new(),
        3..7 => format!("{}.", dice.of(&PURPOSES)),
        _ => format!("{}. Owned by {}.", dice.of(&PURPOSES), dice.of(&OWNERS)),
    }
}

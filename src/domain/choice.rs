//! A closed set of named values: the token that is stored and sent, and the label that people read.

/// One of a fixed list of values.
pub trait Choice: Copy + PartialEq + 'static {
    /// Every value, in the order in which it is offered.
    const ALL: &'static [Self];

    /// The stable text that forms send and the database keeps.
    fn token(self) -> &'static str;

    /// The words that people see.
    fn label(self) -> &'static str;

    /// The value that a token stands for, or `None` for any other text.
    fn parse(token: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|choice| choice.token() == token)
    }
}

/// Declares an enum together with its [`Choice`] implementation.
macro_rules! choices {
    ($(#[$meta:meta])* $vis:vis enum $name:ident {
        $($(#[$variant_meta:meta])* $variant:ident = $token:literal, $label:literal;)+
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        $vis enum $name { $($(#[$variant_meta])* $variant,)+ }

        impl $crate::domain::choice::Choice for $name {
            const ALL: &'static [Self] = &[$(Self::$variant,)+];

            fn token(self) -> &'static str {
                match self { $(Self::$variant => $token,)+ }
            }

            fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str($crate::domain::choice::Choice::token(*self))
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let token = <String as serde::Deserialize>::deserialize(deserializer)?;
                $crate::domain::choice::read(&token).map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use choices;

/// The value that a token of a document stands for. An error names the known tokens.
pub fn read<C: Choice>(token: &str) -> Result<C, String> {
    let tokens = || C::ALL.iter().map(|choice| choice.token()).collect::<Vec<_>>().join(", ");
    C::parse(token).ok_or_else(|| format!("“{token}” is none of {}", tokens()))
}

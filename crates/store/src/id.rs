//! Ids: numbers that cannot be mistaken for each other.

/// Defines an id: a 64-bit number of one table.
///
/// ```
/// store::id!(
///     /// The number of a thing.
///     ThingId
/// );
/// assert_eq!(ThingId(7).raw(), 7);
/// ```
#[macro_export]
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl $name {
            /// The number itself.
            pub fn raw(self) -> i64 {
                self.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }

        impl From<$name> for $crate::Param<'_> {
            fn from(id: $name) -> Self {
                $crate::Param::Integer(id.0)
            }
        }

        impl $crate::FromColumn for $name {
            fn from_column(value: $crate::Value<'_>) -> Option<Self> {
                i64::from_column(value).map($name)
            }
        }
    };
}

//! The language as a whole: what is read, what is refused, and what holds for every query.
//! Tables of texts and what they mean or which sentence they get; trees made up at random; and the page for users, each of
//! whose examples has to be a query.

mod days;
mod generate;
mod moment;
mod page;
mod properties;
mod reading;
mod refusing;

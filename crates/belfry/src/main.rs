//! belfry
fn main() {}

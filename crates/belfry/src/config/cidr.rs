//! A block of addresses: `10.0.0.0/8`, `fd00::/8`, or a single address.

use std::fmt;
use std::net::IpAddr;

/// A block of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cidr {
    base: IpAddr,
    bits: u8,
}

impl Cidr {
    /// Reads `ADDRESS` or `ADDRESS/BITS`.
    ///
    /// # Errors
    /// With a text that says what to write.
    pub fn parse(text: &str) -> Result<Cidr, String> {
        let wrong = || format!("{text:?} is no address block; write it like 10.0.0.0/8 or 192.0.2.7");
        let (base, bits) = text.split_once('/').map_or((text, None), |(base, bits)| (base, Some(bits)));
        let base: IpAddr = base.parse().map_err(|_| wrong())?;
        let most = if base.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), |bits| bits.parse().map_err(|_| wrong()))?;
        if bits > most { Err(wrong()) } else { Ok(Cidr { base, bits }) }
    }

    /// Whether the block holds this address. An IPv4 address written in IPv6 (`::ffff:192.0.2.7`) counts as IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.base, address.to_canonical()) {
            (IpAddr::V4(base), IpAddr::V4(address)) => {
                same_prefix(u32::from(base).into(), u32::from(address).into(), 32 - self.bits)
            }
            (IpAddr::V6(base), IpAddr::V6(address)) => same_prefix(base.into(), address.into(), 128 - self.bits),
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.base, self.bits)
    }
}

/// Whether two numbers are the same but for their last `free` bits.
fn same_prefix(one: u128, other: u128, free: u8) -> bool {
    let prefix = |number: u128| number.checked_shr(free.into()).unwrap_or(0);
    prefix(one) == prefix(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_holds_what_shares_its_prefix() {
        for (block, address, is_in) in [
            ("10.0.0.0/8", "10.255.0.1", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("10.0.0.0/8", "::ffff:10.1.2.3", true),
            ("192.0.2.7", "192.0.2.7", true),
            ("192.0.2.7", "192.0.2.6", false),
            ("0.0.0.0/0", "203.0.113.9", true),
            ("0.0.0.0/0", "::1", false),
            ("fd00::/8", "fdff::1", true),
            ("::/0", "fe80::1", true),
        ] {
            assert_eq!(Cidr::parse(block).unwrap().contains(address.parse().unwrap()), is_in, "{block} {address}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "10.0.0.0/33", "::/129", "10.0.0/8", "10.0.0.0/", "10.0.0.0/-1", "localhost"] {
            assert!(Cidr::parse(text).unwrap_err().contains("write it like"), "{text}");
        }
    }
}

//! An address that cannot be listened on, and what to do about it.

use std::io::{self, ErrorKind};

/// What somebody can do about this failure.
pub(super) fn what_to_do(error: &anyhow::Error) -> &'static str {
    match error.chain().find_map(|cause| cause.downcast_ref::<io::Error>()).map(io::Error::kind) {
        Some(ErrorKind::AddrInUse) => {
            "another program is there, a Belfry that still runs perhaps (`ss -ltnp` names it): stop it, or choose another address with \
             --listen"
        }
        Some(ErrorKind::AddrNotAvailable) => {
            "this machine has no such address. Choose one of its own with --listen, or 0.0.0.0 or [::] for all of them"
        }
        Some(ErrorKind::PermissionDenied) => {
            "ports below 1024 are for root, or for a program that has CAP_NET_BIND_SERVICE. Choose another with --listen"
        }
        _ => "choose another with --listen",
    }
}

#[cfg(test)]
mod tests {
    use anyhow::Context;

    use super::*;

    #[test]
    fn each_reason_has_its_own_advice() {
        for (kind, advice) in [
            (ErrorKind::AddrInUse, "another program"),
            (ErrorKind::AddrNotAvailable, "no such address"),
            (ErrorKind::PermissionDenied, "for root"),
            (ErrorKind::Unsupported, "choose another"),
        ] {
            let error = Err::<(), _>(io::Error::from(kind)).context("listening on 192.0.2.1:80").unwrap_err();
            assert!(what_to_do(&error).contains(advice), "{kind}");
        }
    }
}

//! What a proxy is to do with a single request: its size, who sent it.

use anyhow::Result;

use super::front::Front;
use crate::people::People;
use crate::server;

const MIB: usize = 1024 * 1024;

/// Checks it. Returns whether all was as it should be.
///
/// # Errors
/// If there is no answer.
pub fn check(front: &Front, people: &People) -> Result<bool> {
    let mut is_well = true;
    let mut expect = |what: &str, answered: u16, wanted: u16| {
        let word = if answered == wanted { "as it should" } else { "WRONG" };
        println!("{}: {what}: {answered}, {word}", front.name());
        is_well &= answered == wanted;
    };
    // A body that is no JSON is Belfry's to refuse; one that is too large, the proxy's.
    expect("a body of a MiB less 100 bytes reaches a node", post(front, people, MIB - 100)?, 400);
    expect("a body of a MiB and a byte is refused", post(front, people, MIB + 1)?, 413);
    expect("numbers are shown to this machine", metrics(&front.url(), None)?, 200);
    match front.url_from_outside() {
        Some(url) => {
            expect("numbers are not shown to others", metrics(&url, None)?, 403);
            expect("nor to who says that they are this machine", metrics(&url, Some("127.0.0.1"))?, 403);
        }
        None => println!("NOT TRIED: this machine has no address but loopback, so nobody calls from outside"),
    }
    Ok(is_well)
}

fn post(front: &Front, people: &People, bytes: usize) -> Result<u16> {
    let post = server::client().post(format!("{}/issue/", front.url()));
    let post = post.header("Authorization", &people.get(0).authorization).header("Content-Type", "application/json");
    Ok(post.send("x".repeat(bytes))?.status().as_u16())
}

fn metrics(url: &str, forwarded: Option<&str>) -> Result<u16> {
    let mut get = server::client().get(format!("{url}/metrics"));
    if let Some(forwarded) = forwarded {
        get = get.header("X-Forwarded-For", forwarded);
    }
    Ok(get.call()?.status().as_u16())
}

//! One rule for addresses: whatever can be registered can be mailed.

use outbox::transport::Transport;
use proptest::prelude::*;
use serde_json::json;
use testrelay::Relay;

use super::received::settings;
use crate::world::{ASSIGN_DELAY, Wish, World};

/// Whatever could pass for an address, and much that could not.
fn address() -> impl Strategy<Value = String> {
    let local = prop_oneof!["[a-z]{1,3}[!-~]{0,6}", "[!-~]{1,8}", "\"[!-~]{1,8}\"", "\"[ -~]{1,8}\""];
    let domain = prop_oneof!["[a-z][a-z0-9-]{0,6}\\.example", "[A-Za-z0-9.-]{1,12}", "[!-~]{1,8}"];
    (local, domain).prop_map(|(local, domain)| format!("{local}@{domain}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn whoever_can_register_gets_their_mail(addresses in prop::collection::vec(address(), 24)) {
        let relay = Relay::start();
        let transport = Some(Transport::smtp(settings(&relay)).unwrap());
        let world = World::with(Wish { transport, ..Wish::default() });
        let mut registered = Vec::new();
        for (number, email) in addresses.iter().enumerate() {
            let username = format!("person{number}");
            let who = json!({ "email": email, "username": username, "password": "bell", "first_name": "X" });
            let answer = world.post("/register", &who);
            prop_assert!(answer.status == 201 || answer.status == 400, "{email}: {answer:?}");
            if answer.status == 201 {
                let body = json!({ "title": "One", "description": "Two", "assigned_to": email });
                prop_assert_eq!(world.ada.posts(&world, "/issue/", &body).status, 201, "{}", email);
                registered.push(vec![email.clone()]);
            }
        }
        world.advance(ASSIGN_DELAY);
        let mut mailed: Vec<Vec<String>> = relay.mails().into_iter().map(|mail| mail.to).collect();
        mailed.sort();
        registered.sort();
        prop_assert_eq!(mailed, registered);
    }
}

//! Something that would run if it were taken for markup, typed into every field of every form.

use anyhow::Result;
use belfry_browser::pages::PAGES;
use belfry_browser::{Driver, Look, Stand, Window, cast, scene};
use serde_json::Value;

const CANARY: &str = r#""'><img src=x onerror=window.sang=1>"#;
/// Whether it is on the page as markup, or ran.
const SANG: &str = "window.sang === 1 || document.querySelector('img[src=x]') !== null";

/// What is left alone: it would end the session, or take away what the other forms are about.
const NOT: [&str; 3] = ["/sign-out", "/settings/sessions", "/delete"];

/// Fills in the form of this number, and sends it as a browser without scripts does, with its first button. Returns where to,
/// or `null` if there is no such form.
fn sending(number: usize) -> String {
    format!(
        "(() => {{
           const form = document.forms[{number}];
           if (!form) return null;
           const to = form.getAttribute('action') ?? location.pathname;
           if ({NOT:?}.some((not) => to.includes(not))) return 'left alone';
           const typed = 'textarea, input:not([type]), input[type=text], input[type=search], input[type=url]';
           for (const field of form.elements) if (field.matches(typed)) field.value = {CANARY:?};
           const button = [...form.elements].find((field) => field.matches('button[name]'));
           if (button) form.insertAdjacentHTML('beforeend', '<input type=hidden>');
           if (button) Object.assign(form.lastElementChild, {{ name: button.name, value: button.value }});
           window.isOld = true;
           HTMLFormElement.prototype.submit.call(form);
           return to;
         }})()"
    )
}

/// Waits for the page that answers.
async fn arrives(window: &Window) -> Result<()> {
    // While one page makes room for the next, no script can be run in either.
    for _ in 0..5 {
        if window.until("!window.isOld && document.readyState === 'complete'").await.is_ok() {
            return Ok(());
        }
    }
    anyhow::bail!("no page came")
}

#[tokio::test]
async fn what_is_typed_is_never_taken_for_markup() -> Result<()> {
    let (driver, house) = (Driver::start()?, scene::begin(&Stand::default())?);
    let mut window = Window::open(&driver, &house.origin, Look::DESK).await?;
    // What a refused form is answered with is called an error by the browser itself.
    window.expects("status of 4");
    window.sign_in(cast::ANA).await?;
    let mut sent = 0;
    for page in PAGES.iter().filter(|page| page.is_inside) {
        for number in 0.. {
            window.go(page.path).await?;
            let Value::String(to) = window.ask(&sending(number)).await? else { break };
            if to != "left alone" {
                arrives(&window).await?;
                sent += 1;
            }
            let at = format!("form {number} of {} to {to}", page.path);
            assert_eq!(window.ask(SANG).await?, false, "{at}");
        }
    }
    assert!(sent > 10, "{sent} forms were found");
    for page in PAGES {
        window.go(page.path).await?;
        assert_eq!(window.ask(SANG).await?, false, "{}", page.path);
        assert!(!window.text("body").await?.trim().is_empty(), "{}", page.path);
    }
    assert_eq!(window.complaints().await?, [""; 0]);
    window.close().await
}

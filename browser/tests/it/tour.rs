//! The product tour: what a team does in its first half hour, from setting up to reading how it went.

use std::time::Duration;

use anyhow::Result;
use belfry_browser::cast::{BEN, PRIYA, Person};
use belfry_browser::{CONTROL, Driver, ENTER, House, Look, RIGHT, Stand, Window, scene};
use store::ground::Ground;

/// How long a mail may take to arrive after it was ordered. Only a failure takes so long.
const MAIL_WITHIN: Duration = Duration::from_secs(90);
/// Long enough to reassign an issue by hand, and short enough to wait for.
const DELAYS: [&str; 4] = ["--assign-delay", "20s", "--update-delay", "2s"];

fn stand() -> Stand {
    Stand { settings: DELAYS.map(str::to_owned).to_vec(), ..Stand::default() }
}

/// Ana makes herself the first admin by the printed link; then her colleagues have accounts.
async fn set_up(window: &Window, house: &House) -> Result<()> {
    scene::set_up(window, house).await?;
    [BEN, PRIYA].into_iter().try_for_each(|person| scene::add(house, person, None))
}

/// Opens an issue for Ben, in the form with all its menus.
async fn open_for_ben(window: &Window) -> Result<()> {
    window.go("/issues/new?project=BEL").await?;
    window.fill("[name=title]", "The bell rings twice").await?;
    window.fill("[name=text]", "It should ring **once**.\n\n- [ ] oil the rope").await?;
    window.click("details.menu:has([name=assignee]) > summary").await?;
    window.click("label:has([name=assignee][value=ben])").await?;
    window.click("footer button.primary").await?;
    window.find_soon("#bell").await.map(drop)
}

/// Picks a value of a property of the issue that is shown.
async fn pick(window: &Window, name: &str, value: &str) -> Result<()> {
    window.click(&format!("#p-{name} summary")).await?;
    window.click(&format!("#p-{name} button[value={value}]")).await
}

/// Waits until this person was mailed. Returns everybody who was by then.
fn mailed(house: &House, person: Person) -> Vec<String> {
    for count in 1..10 {
        let mails = house.relay.wait_for(count, MAIL_WITHIN);
        let to: Vec<String> = mails.iter().map(|mail| mail.header("To").unwrap_or_default().to_owned()).collect();
        if to.iter().any(|to| to.contains(person.email)) {
            return to;
        }
    }
    panic!("{} was not mailed", person.username)
}

#[tokio::test]
async fn a_team_sets_up_assigns_changes_its_mind_talks_closes_and_reads_how_it_went() -> Result<()> {
    let house = House::start(&stand())?;
    first_half_hour(&house, &house.origin).await
}

#[tokio::test]
async fn so_does_a_team_whose_people_are_at_two_nodes_over_postgresql() -> Result<()> {
    let Some(ground) = Ground::shared() else { return Ok(()) };
    let stand = Stand { database: Some(ground.url().to_owned()), ..stand() };
    let house = House::start(&stand)?;
    let other = house.beside(&stand)?;
    first_half_hour(&house, &other.origin).await
}

/// Ana's at this node, and Priya's at that one.
async fn first_half_hour(house: &House, priyas: &str) -> Result<()> {
    let driver = Driver::start()?;
    let ana = Window::open(&driver, &house.origin, Look::DESK).await?;
    set_up(&ana, house).await?;
    open_for_ben(&ana).await?;
    // The bell ticks.
    ana.until_shown("#bell", "Ben Okafor").await?;
    let left = ana.text("#bell time").await?;
    ana.until(&format!("document.querySelector('#bell time').innerText !== {left:?}")).await?;
    // Another mind: Ben is relieved before it rang, and Priya is to be mailed instead.
    pick(&ana, "assignee", "priya").await?;
    ana.until_shown("#p-assignee", "Priya Nair").await?;
    ana.until("[...document.querySelectorAll('.bell')].some((one) => one.innerText.includes('Priya Nair'))").await?;
    // Priya, at her own desk, answers; Ana sees it without lifting a finger.
    let priya = Window::open(&driver, priyas, Look::DESK).await?;
    priya.sign_in(PRIYA).await?;
    priya.go("/BEL-1").await?;
    priya.fill("#c-text", "It was the clapper, @ana.").await?;
    priya.press_with(CONTROL, ENTER).await?;
    ana.until_shown("#log", "It was the clapper").await?;
    // The mail comes to Priya, and none to Ben.
    let to = mailed(house, PRIYA);
    assert!(to.iter().all(|to| !to.contains(BEN.email)), "{to:?}");
    ana.until_shown("#log", "Mailed").await?;
    // Closed from the board, by keyboard: its card is lifted, carried past two columns and put down in the third.
    ana.go("/board").await?;
    ana.press("j").await?;
    ana.until("document.activeElement.closest('.card').id === 'card-BEL-1'").await?;
    ana.press(&format!(" {RIGHT}{RIGHT}{RIGHT} ")).await?;
    ana.until("document.querySelector('.flash') && document.querySelector('.col[data-status=done] #card-BEL-1')")
        .await?;
    priya.until_shown("#p-status", "Done").await?;
    // Found again, by a word of what was said.
    ana.go("/issues?q=clapper+is:closed").await?;
    ana.until("document.querySelectorAll('li.row').length === 1").await?;
    ana.press("j").await?;
    ana.press(&ENTER.to_string()).await?;
    ana.until("location.pathname === '/BEL-1' && document.readyState === 'complete'").await?;
    ana.until_shown("#p-status", "Done").await?;
    // How it went.
    ana.go("/insights").await?;
    assert!(ana.text("main").await?.contains("1 closed"), "{}", ana.text("main").await?);
    for window in [ana, priya] {
        assert_eq!(window.complaints().await?, [""; 0]);
        window.close().await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_same_can_be_done_where_no_script_runs() -> Result<()> {
    let (driver, house) = (Driver::start()?, House::start(&stand())?);
    let look = Look::DESK.without_scripts();
    let ana = Window::open(&driver, &house.origin, look).await?;
    set_up(&ana, &house).await?;
    open_for_ben(&ana).await?;
    assert!(ana.text("#bell").await?.contains("Ben Okafor"));
    pick(&ana, "assignee", "priya").await?;
    ana.find_soon(".flash").await?;
    assert!(ana.text("#p-assignee").await?.contains("Priya Nair"));
    let priya = Window::open(&driver, &house.origin, look).await?;
    priya.sign_in(PRIYA).await?;
    priya.go("/BEL-1").await?;
    priya.fill("#c-text", "It was the clapper, @ana.").await?;
    priya.click("#reply button.primary").await?;
    priya.find_soon(".flash").await?;
    let to = mailed(&house, PRIYA);
    assert!(to.iter().all(|to| !to.contains(BEN.email)), "{to:?}");
    ana.go("/issues?q=clapper+is:open").await?;
    assert_eq!(ana.count("li.row").await?, 1);
    ana.click("li.row a.row-title").await?;
    pick(&ana, "status", "done").await?;
    ana.find_soon(".flash").await?;
    ana.go("/insights").await?;
    assert!(ana.text("main").await?.contains("1 closed"), "{}", ana.text("main").await?);
    for window in [ana, priya] {
        assert_eq!(window.complaints().await?, [""; 0]);
        window.close().await?;
    }
    Ok(())
}

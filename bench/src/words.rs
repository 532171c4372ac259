//! What people write into issue trackers, made up from a seed: the same for the same number on every machine.

const VERBS: [&str; 16] = [
    "Mend",
    "Speed up",
    "Document",
    "Remove",
    "Explain",
    "Test",
    "Move",
    "Rename",
    "Split",
    "Translate",
    "Cache",
    "Retry",
    "Log",
    "Show",
    "Hide",
    "Count",
];
const WHATS: [&str; 20] = [
    "the login form",
    "search results",
    "the nightly export",
    "error messages",
    "the import of contacts",
    "invoices",
    "the PDF preview",
    "time zones",
    "the settings page",
    "avatars",
    "webhooks",
    "the mobile menu",
    "password reset",
    "the backup script",
    "sorting by date",
    "the audit log",
    "rate limits",
    "the changelog",
    "drag and drop",
    "dark mode",
];
const WHENS: [&str; 12] = [
    "after the upgrade",
    "on slow networks",
    "in Safari",
    "for new customers",
    "when the disk is full",
    "on Mondays",
    "for right-to-left text – لوحة",
    "before the release",
    "in the staging cluster",
    "for guests",
    "with two tabs open",
    "under load",
];
const SENTENCES: [&str; 16] = [
    "It worked until last week, and nobody touched that part since.",
    "Steps: open the page, wait for a minute, press *Save* twice.",
    "Expected: one entry. Seen: two, the second without its date.",
    "Three customers wrote about it this morning; the ticket numbers are in the thread.",
    "I could reproduce it with a fresh account, but only after the second login.",
    "The log says `connection reset by peer` at the same second.",
    "A workaround is to clear the cache, which is hardly something to ask people for.",
    "Please keep the old behaviour behind the setting until the next release.",
    "This is the smaller half of what we discussed; the rest gets an issue of its own.",
    "Measured on the staging machine: 4.2 s before, should be well under one.",
    "The text on the button is “Übernehmen” in German, and it is cut off.",
    "- check the index\n- check the limit\n- write a test that fails first",
    "```\nthread 'main' panicked at src/export.rs:118:\nindex out of bounds: the len is 12 but the index is 12\n```",
    "Not urgent, but it comes up in every demo.",
    "See the screenshot in the wiki, second page from the top.",
    "Whoever takes this: talk to me first, there is some history here.",
];
const FIRST: [&str; 20] = [
    "Ada", "Ben", "Cleo", "Dov", "Eve", "Farid", "Grete", "Hanh", "Ivo", "Jun", "Kofi", "Lena", "Mio", "Nadia", "Olu",
    "Pia", "Qing", "Rosa", "Sami", "Tove",
];
const LAST: [&str; 15] = [
    "Abara",
    "Berg",
    "Costa",
    "Duarte",
    "Eriksen",
    "Fontaine",
    "Gruber",
    "Haddad",
    "Ito",
    "Jansen",
    "Kowalski",
    "Lindqvist",
    "Moreau",
    "Novak",
    "O’Brien",
];

/// Numbers that look random (splitmix64), the same from the same seed.
pub struct Dice(u64);

impl Dice {
    /// Dice of this seed.
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    /// A number from 0 up to but without `sides`.
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides.max(1)
    }

    fn pick<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        let sides = u64::try_from(texts.len()).unwrap_or(u64::MAX);
        usize::try_from(self.roll(sides)).ok().and_then(|index| texts.get(index)).copied().unwrap_or_default()
    }
}

/// A title of a few words.
pub fn title(dice: &mut Dice) -> String {
    format!("{} {} {}", dice.pick(&VERBS), dice.pick(&WHATS), dice.pick(&WHENS))
}

/// A description of two to eight sentences or blocks, in paragraphs.
pub fn description(dice: &mut Dice) -> String {
    let count = 2 + dice.roll(7);
    let mut text = String::new();
    for index in 0..count {
        if index > 0 {
            text.push_str(if dice.roll(3) == 0 { "\n\n" } else { " " });
        }
        text.push_str(dice.pick(&SENTENCES));
    }
    text
}

/// First and last name of the person of this number.
pub fn name(number: usize) -> (&'static str, &'static str) {
    (FIRST[number % FIRST.len()], LAST[number / FIRST.len() % LAST.len()])
}

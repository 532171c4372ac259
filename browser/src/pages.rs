//! Every page that pictures are taken of and tests look at, by name and path, as [`crate::scene`] fills them.

/// A page.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// What its pictures are called.
    pub name: &'static str,
    /// Where it is.
    pub path: &'static str,
    /// Whether somebody is signed in (Ana, who is an admin).
    pub is_inside: bool,
}

const fn outside(name: &'static str, path: &'static str) -> Place {
    Place { name, path, is_inside: false }
}

const fn inside(name: &'static str, path: &'static str) -> Place {
    Place { name, path, is_inside: true }
}

/// All of them.
pub const PAGES: &[Place] = &[
    outside("sign-in", "/sign-in"),
    outside("forgotten", "/sign-in/forgot"),
    outside("register", "/register"),
    inside("issue", "/BEL-1"),
    inside("issue-edit", "/BEL-3/edit"),
    inside("issues", "/issues"),
    inside("issues-found", "/issues?q=is:open+label:bug+digest"),
    inside("issues-wrong", "/issues?q=is:open+priority:loud"),
    inside("issues-empty", "/issues?q=nothing+of+the+kind"),
    inside("project-issues", "/p/BEL/issues"),
    inside("my-work", "/my"),
    inside("outbox", "/outbox"),
    inside("insights", "/insights"),
    inside("board", "/board"),
    inside("inbox", "/inbox"),
    inside("new-issue", "/issues/new?project=BEL&title=The%20relay%20hangs%20up%20and%20mail%20goes%20out%20twice"),
    inside("projects", "/projects"),
    inside("project-settings", "/p/BEL/settings"),
    inside("members", "/p/BEL/settings/members"),
    inside("labels", "/p/BEL/settings/labels"),
    inside("statuses", "/p/BEL/settings/statuses"),
    inside("notifications", "/settings/notifications"),
    inside("profile", "/settings/profile"),
    inside("tokens", "/settings/tokens"),
    inside("sessions", "/settings/sessions"),
    inside("admin-users", "/admin/users"),
    inside("admin-mail", "/admin/mail"),
    inside("mail-assigned", "/preview/mail/assigned"),
    inside("mail-updated", "/preview/mail/updated"),
    inside("mail-digest", "/preview/mail/digest"),
    inside("suppressions", "/admin/suppressions"),
    inside("audit", "/admin/audit"),
    inside("keyboard", "/settings/keyboard"),
    inside("shortcuts", "/keys"),
    inside("palette", "/go?q=mail&on=%2FBEL-1"),
    inside("palette-empty", "/go?q=nothing+of+the+kind"),
    inside("not-found", "/nowhere"),
];

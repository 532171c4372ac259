//! What a token is good for.

/// A part of what people do. A token does what its scopes say and nothing more; what its owner may not do, it may not
/// either.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Look at what its owner sees: projects, issues, comments, people.
    Read,
    /// Open, change and delete issues, comment, and keep views.
    IssuesWrite,
    /// Open and change projects: members, labels, what they are called.
    ProjectsWrite,
    /// The inbox of its owner, what they watch, and what they are told of.
    Inbox,
    /// Mail that waits: look at it, send it now, take it back.
    Outbox,
    /// What only admins do. Without it a token of an admin is one of somebody who is no admin.
    Admin,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Scope; 6] =
        [Scope::Read, Scope::IssuesWrite, Scope::ProjectsWrite, Scope::Inbox, Scope::Outbox, Scope::Admin];

    /// The word in the API and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Scope::Read => "read",
            Scope::IssuesWrite => "issues:write",
            Scope::ProjectsWrite => "projects:write",
            Scope::Inbox => "inbox",
            Scope::Outbox => "outbox",
            Scope::Admin => "admin",
        }
    }

    /// The scope of that word.
    pub fn parse(word: &str) -> Option<Scope> {
        Scope::ALL.into_iter().find(|scope| scope.as_str() == word)
    }
}

/// Some scopes: at least one, each once, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scopes(Vec<Scope>);

impl Scopes {
    /// The scopes of these words. The error says what to put right.
    pub fn parse<'w>(words: impl IntoIterator<Item = &'w str>) -> Result<Scopes, String> {
        let mut scopes = Vec::new();
        for word in words {
            scopes.push(Scope::parse(word).ok_or_else(|| format!("There is no scope {word:?}: {}.", all()))?);
        }
        scopes.sort();
        scopes.dedup();
        if scopes.is_empty() { Err(format!("Name at least one scope: {}.", all())) } else { Ok(Scopes(scopes)) }
    }

    /// Those in the database; what nobody knows any more is good for nothing.
    pub(super) fn read(text: &str) -> Scopes {
        Scopes(text.split(' ').filter_map(Scope::parse).collect())
    }

    /// Whether this is one of them.
    pub fn has(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    /// Each of them.
    pub fn words(&self) -> Vec<&'static str> {
        self.0.iter().map(|scope| scope.as_str()).collect()
    }
}

fn all() -> String {
    Scope::ALL.map(Scope::as_str).join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_kept_once_each_and_read_back() {
        let scopes = Scopes::parse(["admin", "read", "admin"]).unwrap();
        assert_eq!(scopes.words(), ["read", "admin"]);
        assert_eq!(Scopes::read(&scopes.words().join(" ")), scopes);
        assert!(scopes.has(Scope::Read) && !scopes.has(Scope::IssuesWrite));
        assert!(Scopes::parse([]).is_err() && Scopes::parse(["write"]).unwrap_err().contains("issues:write"));
        assert_eq!(Scopes::read("read gone").words(), ["read"]);
    }
}

//! How far back to look.

/// So many weeks, the one that is not over among them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Range {
    /// A month.
    Four,
    /// A quarter.
    #[default]
    Twelve,
    /// Half a year.
    TwentySix,
    /// A year.
    FiftyTwo,
}

impl Range {
    /// Every range, the shortest first.
    pub const ALL: [Range; 4] = [Range::Four, Range::Twelve, Range::TwentySix, Range::FiftyTwo];

    /// The word in addresses and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Range::Four => "4w",
            Range::Twelve => "12w",
            Range::TwentySix => "26w",
            Range::FiftyTwo => "52w",
        }
    }

    /// How many weeks it is.
    pub fn weeks(self) -> usize {
        match self {
            Range::Four => 4,
            Range::Twelve => 12,
            Range::TwentySix => 26,
            Range::FiftyTwo => 52,
        }
    }

    /// The range of that word. The error says what to put right.
    pub fn parse(word: &str) -> Result<Range, String> {
        let known = Range::ALL.into_iter().find(|range| range.as_str() == word.trim());
        known.ok_or_else(|| "A range is 4w, 12w, 26w or 52w.".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_parses_back_and_says_how_many_weeks() {
        for range in Range::ALL {
            assert_eq!(Range::parse(range.as_str()), Ok(range));
            assert_eq!(format!("{}w", range.weeks()), range.as_str());
        }
        assert!(Range::parse("13w").is_err());
    }
}

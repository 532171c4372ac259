//! The migrations, built into the binary. What is in them: `migrations/README.md`.

use store::Migration;

/// Every migration, in the order in which they are applied.
pub const MIGRATIONS: &[Migration] = &[
    Migration { number: 1, name: "foundation", sql: include_str!("../../../migrations/0001_foundation.sql") },
    Migration { number: 2, name: "outbox", sql: include_str!("../../../migrations/0002_outbox.sql") },
    Migration { number: 3, name: "nodes", sql: include_str!("../../../migrations/0003_nodes.sql") },
    Migration { number: 4, name: "token_keys", sql: include_str!("../../../migrations/0004_token_keys.sql") },
    Migration { number: 5, name: "tracker", sql: include_str!("../../../migrations/0005_tracker.sql") },
    Migration { number: 6, name: "tell", sql: include_str!("../../../migrations/0006_tell.sql") },
    Migration { number: 7, name: "accounts", sql: include_str!("../../../migrations/0007_accounts.sql") },
    Migration { number: 8, name: "find", sql: include_str!("../../../migrations/0008_find.sql") },
    Migration { number: 9, name: "settings", sql: include_str!("../../../migrations/0009_settings.sql") },
    Migration { number: 10, name: "idempotency", sql: include_str!("../../../migrations/0010_idempotency.sql") },
    Migration { number: 11, name: "digests_ahead", sql: include_str!("../../../migrations/0011_digests_ahead.sql") },
    Migration { number: 12, name: "insights", sql: include_str!("../../../migrations/0012_insights.sql") },
    Migration { number: 13, name: "outbox_lists", sql: include_str!("../../../migrations/0013_outbox_lists.sql") },
    Migration { number: 14, name: "lists", sql: include_str!("../../../migrations/0014_lists.sql") },
    Migration { number: 15, name: "limits", sql: include_str!("../../../migrations/0015_limits.sql") },
    Migration { number: 16, name: "dismissed", sql: include_str!("../../../migrations/0016_dismissed.sql") },
    Migration { number: 17, name: "counts", sql: include_str!("../../../migrations/0017_counts.sql") },
];

//! Reading text into a tree, within bounds.

use std::cell::Cell;

use comrak::nodes::Node;
use comrak::{Arena, Options, arena_tree::NodeEdge, try_parse_document};

/// How deeply nested what is rendered may be, in nodes of the tree: a list in a list takes two for each.
const DEPTH_MOST: usize = 100;
/// How many nodes a tree may have. 64 KiB of one-letter lines have 65,537; a table can be made to have more.
const NODES_MOST: usize = 80_000;
/// How often the reader may ask whether to go on; it does so every 256 steps. What is written without malice needs
/// fewer steps than it has bytes.
const ASKS_MOST: u32 = 2_000;

/// Calls `use_it` with the tree of `text`; with `None` if reading it, or what was read, is beyond bounds.
pub(super) fn with_tree<T>(text: &str, use_it: impl FnOnce(Option<Node<'_>>) -> T) -> T {
    let (arena, asks) = (Arena::new(), Cell::new(0));
    let is_enough = || {
        asks.set(asks.get() + 1);
        asks.get() > ASKS_MOST
    };
    let tree = try_parse_document(&arena, text, &options(), &is_enough);
    use_it(tree.ok().filter(|root| is_within_bounds(root)))
}

/// The dialect; `read` and `render` share it.
pub(super) fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.autolink = true;
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.tasklist = true;
    // So that `\@ada` is told from `@ada`.
    options.parse.escaped_char_spans = true;
    options.render.escape = true;
    options.render.hardbreaks = true;
    options
}

fn is_within_bounds(root: Node<'_>) -> bool {
    let (mut depth, mut nodes) = (0usize, 0usize);
    root.traverse().all(|edge| {
        match edge {
            NodeEdge::Start(_) => (depth, nodes) = (depth + 1, nodes + 1),
            NodeEdge::End(_) => depth -= 1,
        }
        depth <= DEPTH_MOST && nodes <= NODES_MOST
    })
}

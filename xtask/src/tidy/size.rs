//! Short files, short functions, short templates: what keeps the tail short.

use super::finding::Finding;
use super::tree::Tree;

const FILE_LINES: usize = 350;
const FUNCTION_LINES: usize = 60;
const TEMPLATE_LINES: usize = 120;

/// No file, function or template over its ceiling.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found: Vec<Finding> = tree.files().filter_map(|(path, text)| file(path, text)).collect();
    for rust in tree.rust() {
        let long = rust.functions().into_iter().filter(|function| function.lines > FUNCTION_LINES);
        found.extend(long.map(|function| {
            let message =
                format!("`{}` has {} lines; at most {FUNCTION_LINES}: split it", function.name, function.lines);
            Finding { amount: function.lines, ..Finding::new(&rust.path, function.line, message) }
        }));
    }
    found
}

fn file(path: &str, text: &str) -> Option<Finding> {
    let is_template = path.contains("/src/") && (path.ends_with(".html") || path.ends_with(".txt"));
    let most = match path.rsplit('.').next()? {
        _ if path.ends_with("golden.txt") => return None,
        _ if is_template => TEMPLATE_LINES,
        "rs" | "py" | "sh" | "js" | "sql" => FILE_LINES,
        _ => return None,
    };
    let lines = text.lines().count();
    let message = format!("{lines} lines; at most {most}: split it by verb or by idea");
    (lines > most).then(|| Finding { amount: lines, ..Finding::new(path, 0, message) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<(usize, usize)> {
        check(&Tree::one(path, text)).iter().map(|finding| (finding.line, finding.amount)).collect()
    }

    #[test]
    fn a_file_may_have_its_ceiling_and_no_line_more() {
        assert!(found("crates/a/src/b.rs", &"\n".repeat(350)).is_empty());
        assert_eq!(found("crates/a/src/b.rs", &"\n".repeat(351)), [(0, 351)]);
        assert!(found("docs/long.md", &"\n".repeat(999)).is_empty());
    }

    #[test]
    fn a_function_may_have_sixty_lines() {
        assert!(found("a.rs", &format!("\nfn a() {{{}}}\n", "\n".repeat(59))).is_empty());
        assert_eq!(found("a.rs", &format!("\nfn a() {{{}}}\n", "\n".repeat(60))), [(2, 61)]);
    }

    #[test]
    fn a_template_may_have_a_hundred_and_twenty() {
        assert_eq!(found("crates/a/src/mail/b/html.html", &"\n".repeat(121)), [(0, 121)]);
        assert!(found("crates/a/src/mail/b/golden.txt", &"\n".repeat(121)).is_empty());
    }
}

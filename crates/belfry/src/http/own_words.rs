//! The answers that the protocol's own code gives to what is no request, in our words: it sends them bare.
//!
//! They can be told from ours, each of which has a request id.

use serde_json::json;

use super::serve::HEAD_BYTES;

/// What to send instead of these bytes, if they are such an answer.
pub(super) fn instead_of(bytes: &[u8]) -> Option<Vec<u8>> {
    if !bytes.starts_with(b"HTTP/1.1 4") {
        return None;
    }
    let head = std::str::from_utf8(bytes).ok()?.to_ascii_lowercase();
    let is_bare = head.contains("\r\ncontent-length: 0\r\n") && !head.contains("\r\nx-request-id:");
    if !is_bare || !head.ends_with("\r\n\r\n") {
        return None;
    }
    let (status, said) = match head.get(9..12)? {
        "400" => ("400 Bad Request", "This is no HTTP request that can be understood.".to_owned()),
        "414" => ("414 URI Too Long", "The address of this request is too long.".to_owned()),
        "431" => {
            let said = format!("The head of this request is too large: at most {} KiB.", HEAD_BYTES / 1024);
            ("431 Request Header Fields Too Large", said)
        }
        _ => return None,
    };
    let body = json!({ "message": said }).to_string();
    let length = body.len();
    Some(
        format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
        )
        .into_bytes(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_bare_refusal_is_put_into_words() {
        let bare = b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\ndate: x\r\n\r\n";
        let said = String::from_utf8(instead_of(bare).unwrap()).unwrap();
        assert!(said.starts_with("HTTP/1.1 400 Bad Request\r\n") && said.ends_with("understood.\"}"), "{said}");
        for ours in [
            "HTTP/1.1 400 Bad Request\r\nx-request-id: 1-2\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 400 Bad Request\r\ncontent-length: 14\r\n\r\n{\"message\":\"\"}",
            "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
            "",
        ] {
            assert_eq!(instead_of(ours.as_bytes()), None, "{ours}");
        }
    }
}

//! The addresses of the protocol to paths on disk, and back.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use lsp_types::Uri;

/// Returns the path of a `file:` address; `None` for everything else.
pub(super) fn to_path(uri: &Uri) -> Option<PathBuf> {
    path_text(uri.as_str(), cfg!(windows)).map(PathBuf::from)
}

/// Returns the address of a file.
pub(super) fn of_path(path: &Path) -> Uri {
    let text = address(&path.to_string_lossy(), cfg!(windows));
    Uri::from_str(&text).expect("an address with every unusual byte escaped is well formed")
}

fn path_text(uri: &str, windows: bool) -> Option<String> {
    let rest = uri.strip_prefix("file://")?;
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    let (host, path) = rest.split_at(rest.find('/')?);
    let path = unescaped(path)?;
    if !windows {
        return matches!(host, "" | "localhost").then_some(path);
    }
    if !matches!(host, "" | "localhost") {
        return Some(format!("\\\\{host}{}", path.replace('/', "\\")));
    }
    let bytes = path.as_bytes();
    let drive = bytes.len() >= 3 && bytes[1].is_ascii_alphabetic() && bytes[2] == b':';
    Some(if drive { path[1..].replace('/', "\\") } else { path })
}

fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digit = |byte: Option<u8>| (byte? as char).to_digit(16);
                let (high, low) = (digit(rest.next())?, digit(rest.next())?);
                (high * 16 + low) as u8
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

fn address(path: &str, windows: bool) -> String {
    let (host, path) = match path.strip_prefix(r"\\?\").unwrap_or(path) {
        path if !windows => ("", path.to_owned()),
        path => match path.strip_prefix(r"\\") {
            Some(share) => {
                let (host, rest) = share.split_at(share.find('\\').unwrap_or(share.len()));
                (host, rest.replace('\\', "/"))
            }
            None => ("", format!("/{}", path.replace('\\', "/"))),
        },
    };
    let mut text = format!("file://{host}");
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => text.push(byte as char),
            other => text.push_str(&format!("%{other:02X}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_paths_are_one() {
        let cases = [
            (
                "/users/李/政策 1/青山.pol",
                "file:///users/%E6%9D%8E/%E6%94%BF%E7%AD%96%201/%E9%9D%92%E5%B1%B1.pol",
                false,
            ),
            (r"C:\政策\a.pol", "file:///C%3A/%E6%94%BF%E7%AD%96/a.pol", true),
            (r"\\nas\政策\a.pol", "file://nas/%E6%94%BF%E7%AD%96/a.pol", true),
        ];
        for (path, uri, windows) in cases {
            assert_eq!(address(path, windows), uri);
            assert_eq!(path_text(uri, windows).as_deref(), Some(path));
        }
        // As other editors write them.
        assert_eq!(path_text("file:///c:/a%20b.pol", true).as_deref(), Some(r"c:\a b.pol"));
        assert_eq!(path_text("file://localhost/a.pol", false).as_deref(), Some("/a.pol"));
        for odd in ["untitled:Untitled-1", "file:///%E6%9", "file:///a%00", "file://elsewhere/a.pol", "file:"] {
            assert_eq!(path_text(odd, false), None, "{odd}");
        }
    }
}

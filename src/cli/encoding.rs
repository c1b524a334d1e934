//! The bytes of a file to text, or what they are instead of UTF-8. Never guesses a text out of another encoding.

/// What a file that is no UTF-8 text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotUtf8 {
    Gb18030,
    Utf16 {
        little_endian: bool,
    },
    /// UTF-8 but for a byte at this place, and no other encoding either.
    Broken {
        at: usize,
    },
    /// No text at all.
    Binary,
}

/// Returns the text of UTF-8 bytes; a byte order mark stays in it.
pub(super) fn decode(bytes: Vec<u8>) -> Result<String, NotUtf8> {
    match bytes.as_slice() {
        [0xff, 0xfe, ..] => return Err(NotUtf8::Utf16 { little_endian: true }),
        [0xfe, 0xff, ..] => return Err(NotUtf8::Utf16 { little_endian: false }),
        _ => {}
    }
    if let Some(little_endian) = looks_like_utf16(&bytes) {
        return Err(NotUtf8::Utf16 { little_endian });
    }
    if bytes.contains(&0) {
        return Err(NotUtf8::Binary);
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        if is_gb18030(error.as_bytes()) { NotUtf8::Gb18030 } else { NotUtf8::Broken { at } }
    })
}

/// Whether blanks, digits and line ends stand in units of two bytes: then one half of them is zero.
fn looks_like_utf16(bytes: &[u8]) -> Option<bool> {
    let zeros = |first: usize| bytes.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let enough = bytes.len() / 100 + 1;
    match (even, odd) {
        (0, odd) if odd >= enough => Some(true),
        (even, 0) if even >= enough => Some(false),
        _ => None,
    }
}

/// Whether every byte has its place in GB18030 (and so in GBK, where characters have one or two bytes).
///
/// GB 18030-2022, section 5: one byte 00-7F; two bytes 81-FE, 40-7E or 80-FE; four bytes 81-FE, 30-39 twice.
fn is_gb18030(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    loop {
        rest = match rest {
            [] => return true,
            [0..=0x7f, tail @ ..] => tail,
            [0x81..=0xfe, 0x40..=0x7e | 0x80..=0xfe, tail @ ..] => tail,
            [0x81..=0xfe, 0x30..=0x39, 0x81..=0xfe, 0x30..=0x39, tail @ ..] => tail,
            _ => return false,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_told_apart() {
        let text = "县 青山县 代码 222401\n\n参数 a = 1元\n";
        assert_eq!(decode(text.as_bytes().to_vec()).as_deref(), Ok(text));
        let with_mark = format!("\u{feff}{text}");
        assert_eq!(decode(with_mark.as_bytes().to_vec()), Ok(with_mark));
        // 县 青山县 in GBK.
        let gbk = [0xcf, 0xd8, 0x20, 0xc7, 0xe0, 0xc9, 0xbd, 0xcf, 0xd8, 0x0a];
        assert_eq!(decode(gbk.to_vec()), Err(NotUtf8::Gb18030));
        let units: Vec<u16> = text.encode_utf16().collect();
        let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        assert_eq!(decode(little.clone()), Err(NotUtf8::Utf16 { little_endian: true }));
        let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        assert_eq!(decode(big), Err(NotUtf8::Utf16 { little_endian: false }));
        let marked: Vec<u8> = [0xff, 0xfe].into_iter().chain(little).collect();
        assert_eq!(decode(marked), Err(NotUtf8::Utf16 { little_endian: true }));
        assert_eq!(decode(vec![0x50, 0x4b, 0x03, 0x04, 0, 0, 0, 1, 2, 0xff]), Err(NotUtf8::Binary));
        assert_eq!(decode(b"ab\xff\n".to_vec()), Err(NotUtf8::Broken { at: 2 }));
    }
}

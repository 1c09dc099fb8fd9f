//! Looks along while websocket frames come in from Discord, without changing a byte.
//!
//! Only as much of <https://www.rfc-editor.org/rfc/rfc6455#section-5.2> as it takes to tell frames
//! apart; checking them is serenity's business.

/// A frame that came in whole.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Frame {
    opcode: u8,
    /// The first bytes of what is in it.
    payload: Vec<u8>,
}

/// Tells frames apart in a stream that arrives in pieces of any size.
#[derive(Debug, Default)]
pub(super) struct Frames {
    /// The bytes of a header that is not whole yet.
    header: Vec<u8>,
    /// The frame of which the payload comes in, and how much is still to come.
    current: Option<(Frame, u64)>,
}

const TEXT: u8 = 1;
const CLOSE: u8 = 8;
/// How much of a payload is kept; enough for the first message, which is the only one read.
const MAX_KEPT: usize = 1024;

impl Frame {
    /// Why the other side ends the connection, if that is what this frame says; 1005 stands for no
    /// reason, as in <https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1>.
    pub(super) fn close_code(&self) -> Option<u16> {
        match (self.opcode, self.payload.as_slice()) {
            (CLOSE, [high, low, ..]) => Some(u16::from_be_bytes([*high, *low])),
            (CLOSE, _) => Some(1005),
            _ => None,
        }
    }

    /// The text in the frame, as far as it was kept.
    pub(super) fn text(&self) -> Option<&[u8]> {
        (self.opcode == TEXT).then_some(&self.payload)
    }
}

impl Frames {
    /// The frames that these bytes make whole.
    pub(super) fn see(&mut self, mut bytes: &[u8]) -> Vec<Frame> {
        let mut whole = Vec::new();
        loop {
            let Some((mut frame, left)) = self.current.take() else {
                match bytes.split_first() {
                    Some((byte, rest)) => self.see_header(*byte, &mut bytes, rest),
                    None => return whole,
                }
                continue;
            };
            let n_here = usize::try_from(left).map_or(bytes.len(), |left| left.min(bytes.len()));
            let (here, rest) = bytes.split_at(n_here);
            let n_kept = here.len().min(MAX_KEPT - frame.payload.len());
            frame.payload.extend_from_slice(&here[..n_kept]);
            bytes = rest;
            match left - n_here as u64 {
                0 => whole.push(frame),
                left => {
                    self.current = Some((frame, left));
                    return whole;
                }
            }
        }
    }

    fn see_header<'a>(&mut self, byte: u8, bytes: &mut &'a [u8], rest: &'a [u8]) {
        self.header.push(byte);
        *bytes = rest;
        if let Some((opcode, length)) = read_header(&self.header) {
            self.header.clear();
            let payload = Vec::new();
            self.current = Some((Frame { opcode, payload }, length));
        }
    }
}

/// The kind of a frame and the length of its payload, once the header is whole.
fn read_header(header: &[u8]) -> Option<(u8, u64)> {
    let (first, second) = (header.first()?, header.get(1)?);
    let n_length_bytes = match second & 0x7f {
        126 => 2,
        127 => 8,
        _ => 0,
    };
    let n_mask_bytes = if second & 0x80 == 0 { 0 } else { 4 };
    if header.len() < 2 + n_length_bytes + n_mask_bytes {
        return None;
    }
    let big_endian = |bytes: &[u8]| bytes.iter().fold(0, |n, b| n << 8 | u64::from(*b));
    let length = match n_length_bytes {
        0 => u64::from(second & 0x7f),
        n => big_endian(&header[2..2 + n]),
    };
    Some((first & 0x0f, length))
}

#[cfg(test)]
mod tests {
    use super::{Frame, Frames};

    fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
        let length = match u16::try_from(payload.len()) {
            Ok(n @ 0..=125) => vec![n.to_be_bytes()[1]],
            Ok(n) => [&[126][..], &n.to_be_bytes()].concat(),
            Err(_) => [&[127][..], &(payload.len() as u64).to_be_bytes()].concat(),
        };
        [&[first][..], &length, payload].concat()
    }

    fn see_in_pieces(stream: &[u8], size: usize) -> Vec<Frame> {
        let mut frames = Frames::default();
        stream
            .chunks(size)
            .flat_map(|piece| frames.see(piece))
            .collect()
    }

    #[test]
    fn frames_are_told_apart_however_they_are_cut() {
        let stream = [
            frame(0x81, br#"{"op":10}"#),
            frame(0x82, &[7; 300]),
            frame(0x89, b""),
            frame(0x82, &[7; 70_000]),
            frame(0x88, &[0x0f, 0xa4, b'x']),
        ]
        .concat();
        for size in [1, 2, 3, 7, 1000, stream.len()] {
            let frames = see_in_pieces(&stream, size);
            assert_eq!(frames.len(), 5, "in pieces of {size}");
            assert_eq!(frames[0].text(), Some(&br#"{"op":10}"#[..]));
            assert_eq!(frames[4].close_code(), Some(4004));
            assert!(frames[..4].iter().all(|frame| frame.close_code().is_none()));
        }
    }

    #[test]
    fn a_close_without_a_reason_is_a_close() {
        let frames = see_in_pieces(&frame(0x88, b""), 1);
        assert_eq!(frames[0].close_code(), Some(1005));
    }
}

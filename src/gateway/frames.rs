//! Looks along while websocket frames pass between serenity and Discord, without changing a byte.
//!
//! Only as much of <https://www.rfc-editor.org/rfc/rfc6455#section-5.2> as it takes to tell frames
//! apart; checking them is serenity's business.

use serde::Deserialize;

/// A frame that passed in whole.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Frame {
    opcode: u8,
    /// With what the payload is masked, as all of it is that a client sends.
    mask: Option<[u8; 4]>,
    /// How long the payload is.
    length: u64,
    /// The first bytes of it.
    payload: Vec<u8>,
    /// Where it ends in the bytes last seen.
    pub(super) end: usize,
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
const BINARY: u8 = 2;
const CLOSE: u8 = 8;
/// How much of a payload is kept; enough for the first message, the longest that is read.
const MAX_KEPT: usize = 1024;
/// The longest a heartbeat or its acknowledgement is, with room to spare. Events are longer, and
/// not worth the time to read them twice.
const MAX_HEARTBEAT: u64 = 128;
/// Discord's numbers for these;
/// <https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-opcodes>.
const HEARTBEAT: u64 = 1;
const HEARTBEAT_ACK: u64 = 11;
/// An acknowledgement as Discord sends it, in its frame.
pub(super) const ACKNOWLEDGEMENT: &[u8] = b"\x81\x12{\"op\":11,\"d\":null}";

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

    /// Whether this is a heartbeat.
    pub(super) fn is_heartbeat(&self) -> bool {
        self.is_short() && self.gateway_opcode() == Some(HEARTBEAT)
    }

    /// Whether this acknowledges a heartbeat, or may do so: serenity lets Discord compress what it
    /// says, and no compressed event is as short.
    pub(super) fn is_acknowledgement(&self) -> bool {
        let is_it = || self.opcode == BINARY || self.gateway_opcode() == Some(HEARTBEAT_ACK);
        self.is_short() && is_it()
    }

    fn is_short(&self) -> bool {
        self.length <= MAX_HEARTBEAT
    }

    fn gateway_opcode(&self) -> Option<u64> {
        #[derive(Deserialize)]
        struct Message {
            op: u64,
        }
        let message: Message = serde_json::from_slice(self.text()?).ok()?;
        Some(message.op)
    }

    fn unmask(&mut self) {
        if let Some(mask) = self.mask {
            let bytes = self.payload.iter_mut().zip(mask.iter().cycle());
            bytes.for_each(|(byte, mask)| *byte ^= mask);
        }
    }
}

impl Frames {
    /// Whether the last frame is whole, so that another can follow.
    pub(super) fn is_between(&self) -> bool {
        self.header.is_empty() && self.current.is_none()
    }

    /// The frames that these bytes make whole.
    pub(super) fn see(&mut self, mut bytes: &[u8]) -> Vec<Frame> {
        let n_bytes = bytes.len();
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
                0 => {
                    frame.unmask();
                    frame.end = n_bytes - bytes.len();
                    whole.push(frame);
                }
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
        if let Some(frame) = read_header(&self.header) {
            self.header.clear();
            let length = frame.length;
            self.current = Some((frame, length));
        }
    }
}

/// The frame that a header announces, once the header is whole.
fn read_header(header: &[u8]) -> Option<Frame> {
    let (first, second) = (header.first()?, header.get(1)?);
    let n_length_bytes = match second & 0x7f {
        126 => 2,
        127 => 8,
        _ => 0,
    };
    let is_masked = second & 0x80 != 0;
    let (length, mask) = header.get(2..)?.split_at_checked(n_length_bytes)?;
    let mask = if is_masked {
        Some(*mask.first_chunk()?)
    } else {
        None
    };
    let big_endian = |bytes: &[u8]| bytes.iter().fold(0, |n, b| n << 8 | u64::from(*b));
    let length = match n_length_bytes {
        0 => u64::from(second & 0x7f),
        _ => big_endian(length),
    };
    Some(Frame {
        opcode: first & 0x0f,
        mask,
        length,
        payload: Vec::new(),
        end: 0,
    })
}

#[cfg(test)]
mod tests {
    use super::{ACKNOWLEDGEMENT, Frame, Frames};

    fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
        let length = match u16::try_from(payload.len()) {
            Ok(n @ 0..=125) => vec![n.to_be_bytes()[1]],
            Ok(n) => [&[126][..], &n.to_be_bytes()].concat(),
            Err(_) => [&[127][..], &(payload.len() as u64).to_be_bytes()].concat(),
        };
        [&[first][..], &length, payload].concat()
    }

    fn masked(payload: &[u8]) -> Vec<u8> {
        let mask = [0x12, 0x34, 0x56, 0x78];
        let mut bytes = frame(0x81, payload);
        let at = bytes.len() - payload.len();
        bytes[1] |= 0x80;
        bytes.truncate(at);
        bytes.extend(mask);
        let pairs = payload.iter().zip(mask.iter().cycle());
        bytes.extend(pairs.map(|(byte, mask)| byte ^ mask));
        bytes
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
            frame(0x82, &vec![7; 70_000]),
            frame(0x88, &[0x0f, 0xa4, b'x']),
        ]
        .concat();
        for size in [1, 2, 3, 7, 1000, stream.len()] {
            let frames = see_in_pieces(&stream, size);
            assert_eq!(frames.len(), 5, "in pieces of {size}");
            assert_eq!(frames[0].text(), Some(&br#"{"op":10}"#[..]));
            assert_eq!(frames[4].close_code(), Some(4004));
            assert_eq!(frames[4].end, (stream.len() - 1) % size + 1);
            assert!(frames[..4].iter().all(|frame| frame.close_code().is_none()));
        }
    }

    #[test]
    fn a_close_without_a_reason_is_a_close() {
        let frames = see_in_pieces(&frame(0x88, b""), 1);
        assert_eq!(frames[0].close_code(), Some(1005));
    }

    #[test]
    fn heartbeats_and_acknowledgements_are_known_from_events() {
        let event = format!(r#"{{"op":11,"d":"{}"}}"#, "x".repeat(128));
        let stream = [
            masked(br#"{"op":1,"d":251}"#),
            masked(br#"{"op":6,"d":{}}"#),
            frame(0x81, br#"{"t":null,"s":null,"op":11,"d":null}"#),
            frame(0x82, &[7; 40]),
            frame(0x81, event.as_bytes()),
            frame(0x81, br#"{"op":0,"s":1,"t":"RESUMED","d":{}}"#),
            frame(0x81, b"{\"op\""),
        ]
        .concat();
        for size in [1, 3, stream.len()] {
            let frames = see_in_pieces(&stream, size);
            let beats: Vec<bool> = frames.iter().map(Frame::is_heartbeat).collect();
            assert!(see_in_pieces(ACKNOWLEDGEMENT, size)[0].is_acknowledgement());
            let confirms: Vec<bool> = frames.iter().map(Frame::is_acknowledgement).collect();
            assert_eq!(beats, [true, false, false, false, false, false, false]);
            assert_eq!(confirms, [false, false, true, true, false, false, false]);
        }
    }
}

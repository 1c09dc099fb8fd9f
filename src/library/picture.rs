//! A picture that goes with an entry: the bytes of a file, and what its header tells. Knows no disk.

use bytes::Bytes;
use imagesize::ImageType;

/// The most bytes of one picture: more takes long on a telephone. Our own limit, below the 10 MiB that Discord
/// lets a bot send.
pub const MAX_PICTURE_BYTES: usize = 2 << 20;
/// The most bytes of all pictures together: twice so much, while new files are read, fits in the memory that
/// `deploy/` allows beside the texts.
pub const MAX_PICTURES_BYTES: usize = 16 << 20;
/// From this many bytes, pixels wide or pixels high on a picture comes slowly to a telephone.
pub const MANY_BYTES: usize = 500_000;
/// See [`MANY_BYTES`].
pub const MANY_PIXELS: usize = 2_000;

/// A picture as it was read. Clones share its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The name of its file, with an ending that says what kind it is.
    pub name: String,
    /// The file.
    pub bytes: Bytes,
    /// Its width and height in pixels, where the header tells.
    pub size: Option<(usize, usize)>,
}

impl Picture {
    /// The picture in a file of this name; nothing where its content is of no kind that Discord shows.
    pub fn new(name: &str, bytes: Bytes) -> Option<Self> {
        let endings: &[&str] = match imagesize::image_type(&bytes).ok()? {
            ImageType::Png => &["png"],
            ImageType::Jpeg => &["jpg", "jpeg"],
            ImageType::Webp => &["webp"],
            ImageType::Gif => &["gif"],

            _ => return None,
        };
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let is_right = endings.iter().any(|e| e.eq_ignore_ascii_case(ending));
        Some(Self {
            name: if is_right {
                name.to_owned()
            } else {
                format!("{stem}.{}", endings[0])
            },
            size: imagesize::blob_size(&bytes)
                .ok()
                .map(|size| (size.width, size.height)),
            bytes,
        })
    }
}

/// Whether the end of a picture is missing, as where a file is still being copied.
pub fn is_cut_off(bytes: &[u8]) -> bool {
    let lacks =
        |bytes: &[u8], end: &[u8]| !bytes.windows(end.len()).rev().any(|piece| piece == end);
    match imagesize::image_type(bytes) {
        Ok(ImageType::Png) => lacks(bytes, b"IEND"),
        Ok(ImageType::Jpeg) => scans(bytes).is_none_or(|scans| lacks(scans, b"\xff\xd9")),
        // Some programs fill a file up behind its end.
        Ok(ImageType::Gif) => bytes.iter().rev().find(|byte| **byte != 0) != Some(&b';'),
        Ok(ImageType::Webp) => {
            let size = bytes.get(4..8).and_then(|size| size.try_into().ok());
            size.is_none_or(|size| u32::from_le_bytes(size) as usize + 8 > bytes.len())
        }
        _ => false,
    }
}

/// What stands behind the header of a JPEG. Each part of the header tells its length, so that a small picture
/// inside one, which has an end of its own, is passed over.
fn scans(bytes: &[u8]) -> Option<&[u8]> {
    let mut rest = bytes.get(2..)?;
    loop {
        let marker = rest.iter().position(|byte| *byte == 0xff)?;
        rest = rest.get(marker + 1..)?;
        match *rest {
            // Before a marker may stand any number of these.
            [0xff, ..] => {}
            [marker, high, low, ..] => {
                rest = rest.get(1 + usize::from(u16::from_be_bytes([high, low]))..)?;
                if marker == 0xda {
                    return Some(rest);
                }
            }
            _ => return None,
        }
    }
}

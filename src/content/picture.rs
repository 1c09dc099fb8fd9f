//! The picture of an entry: whether its file can be used, and whether is said what is to be seen.

use crate::content::faults::Faults;
use crate::content::fields::Fields;
use crate::content::meant::{nearest, quoted};
use crate::diagnostic::fault::{ImageFault, KeyFault, Remark, ValueFault};
use crate::diagnostic::{PICTURES, Pictures, TextEdit};
use crate::library::Picture;
use crate::library::picture::{MANY_BYTES, MANY_PIXELS};

/// The picture of an entry, if it has one that can be used.
pub(crate) fn check(faults: &mut Faults<'_>, fields: &Fields) -> Option<Picture> {
    let (path, span) = (fields.text("image")?, fields.span("image")?);
    if !fields.has("image_alt") {
        faults.add(span.clone(), KeyFault::MissingAlt);
    }
    let pictures = faults.pictures?;
    let reason = match pictures.files.get(&path) {
        Some(Ok(picture)) => {
            let Picture { bytes, size, .. } = picture;
            let is_wide = size.is_some_and(|(width, height)| width.max(height) > MANY_PIXELS);
            if bytes.len() > MANY_BYTES || is_wide {
                let (bytes, size) = (bytes.len(), *size);
                faults.add(span, Remark::LargeImage { bytes, size });
            }
            return Some(picture.clone());
        }
        _ if pictures.may_lack => return None,
        Some(Err(reason)) => reason.clone(),
        None if Pictures::name(&path).is_some() => ImageFault::Missing,
        None => ImageFault::Elsewhere,
    };
    // Whoever names the file alone means the one in the folder.
    let named = format!("{PICTURES}/{}", path.rsplit(['/', '\\']).next()?);
    let usable = (pictures.files.iter()).filter(|(_, read)| read.is_ok());
    let mut usable = usable.map(|(path, _)| path.as_str());
    let suggestion = match reason {
        ImageFault::Elsewhere | ImageFault::Missing => {
            match usable.clone().find(|p| **p == named) {
                Some(same) => Some(same),
                None => nearest(&mut faults.comparisons, &path, &mut usable),
            }
        }
        _ => None,
    };
    let fault = ValueFault::BadImage {
        found: path,
        reason,
        suggestion: suggestion.map(str::to_owned),
    };
    let edit = suggestion.map(|path| TextEdit::new(span.clone(), quoted(path)));
    faults.add_mended(span, fault, edit);
    None
}

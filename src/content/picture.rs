//! The picture of an entry: whether its file can be used, and whether is said what is to be seen.

use crate::content::faults::Faults;
use crate::content::fields::Fields;
use crate::content::meant::{nearest, quoted};
use crate::diagnostic::fault::{ImageFault, KeyFault, Remark, ValueFault};
use crate::diagnostic::{PICTURES, Pictures, TextEdit};
use crate::library::Picture;
use crate::library::picture::{MANY_BYTES, MANY_PIXELS};
use crate::text::fold::fold;
use crate::text::limits::length;

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
    let suggestion = match reason {
        ImageFault::Elsewhere | ImageFault::Missing => meant(faults, pictures, &path),
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

/// The picture that a path most likely means, of those that can be used.
fn meant<'a>(faults: &mut Faults<'_>, pictures: &'a Pictures, path: &str) -> Option<&'a str> {
    let usable = pictures.files.iter().filter(|(_, read)| read.is_ok());
    let mut usable = usable.map(|(path, _)| path.as_str());
    // Whoever names the file alone means the one in the folder.
    let named = format!("{PICTURES}/{}", file_name(path));
    if let Some(same) = usable.clone().find(|path| **path == named) {
        return Some(same);
    }
    let found = stem(path);
    // Those of a row, whose names differ in a number, are other pictures.
    let alike = usable.clone().map(stem);
    let alike = alike.filter(|stem| digits(stem).eq(digits(found)));
    let near = nearest(&mut faults.comparisons, found, alike)?;
    let is_likely = length(found) > 2 || fold(found) == fold(near);
    usable.find(|path| is_likely && stem(path) == near)
}

/// The last part of a path, wherever it was written.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or_default()
}

/// The name of a file without its ending, which tells one picture from another.
fn stem(path: &str) -> &str {
    let name = file_name(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn digits(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(char::is_ascii_digit)
}

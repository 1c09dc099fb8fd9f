//! Pictures beside the response files: what is read of them, and what answers when they change.

use std::fs;
use std::path::Path;

use aandeslag::library::Picture;
use aandeslag::respond::previous_versions;
use aandeslag::store::live::Live;

use crate::support::folder::{Folder, file, file_with_picture, png};
use crate::support::news;

/// The picture that answers.
fn picture(live: &Live) -> Option<Picture> {
    let now = live.current();
    let alles = now.library.collection("alles").expect("it answers");
    alles.entry("koffie").unwrap().picture.clone()
}

fn said(live: &Live) -> String {
    let now = live.current();
    let told = now.diagnostics.iter();
    let told = told.map(|d| format!("{}: {}\n", d.fault.code(), d.fault.message()));
    told.collect()
}

/// A folder whose one text has the picture of this name, with this in it.
fn with(name: &str, content: &[u8]) -> Folder {
    let folder = Folder::new(&[("alles.toml", &file_with_picture(name))]);
    folder.write(&format!("beeld/{name}"), content);
    folder
}

/// A JPEG of one part of header and one scan.
const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x08JFIF\0\0\xff\xda\0\x02\x12\x34\x56\xff\xd9";

#[test]
fn a_picture_is_read_with_the_texts() {
    let folder = with("kop.png", &png(30, 20));
    let live = Live::load(folder.path(), None).unwrap();
    let read = picture(&live).expect("a picture");
    assert_eq!((&*read.name, read.size), ("kop.png", Some((30, 20))));
    assert_eq!(read.bytes, png(30, 20));
    assert!(live.current().diagnostics.is_empty(), "{}", said(&live));
}

#[test]
fn its_kind_is_that_of_its_content() {
    let gif = b"GIF89a\x02\0\x03\0\0\0\0;";
    let webp = b"RIFF\x14\0\0\0WEBPVP8L\x0d\0\0\0\x2f\0\0\0\0\0\0\0";
    let cases: [(&str, &[u8], Option<&str>); 8] = [
        ("kop.PNG", &png(1, 1), Some("kop.PNG")),
        ("kop.jpg", &png(1, 1), Some("kop.png")),
        ("kop", gif, Some("kop.gif")),
        ("kop.jpeg", JPEG, Some("kop.jpeg")),
        ("kop.webp", webp, Some("kop.webp")),
        ("kop.png", b"%PDF-1.7", None),
        (
            "kop.png",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
            None,
        ),
        ("kop.png", b"BM\x1a\0\0\0\0\0\0\0\x1a\0\0\0", None),
    ];
    for (name, content, expected) in cases {
        let live = Live::load(with(name, content).path(), None).unwrap();
        let found = live.current().library.collection("alles").is_some();
        let found = found.then(|| picture(&live).unwrap().name);
        assert_eq!(found.as_deref(), expected, "{name}");
        assert_eq!(said(&live).contains("bad-image"), expected.is_none());
    }
}

#[test]
fn what_answered_goes_on_while_its_picture_is_copied() {
    let with_small_one = [&JPEG[..2], b"\xff\xe1\0\x1bExif", JPEG, &JPEG[2..]].concat();
    let whole: [(&str, &[u8]); 5] = [
        ("kop.png", &png(30, 20)),
        ("foto.jpg", &with_small_one),
        (
            "kop.gif",
            b"GIF89a\x02\0\x03\0\0\0\0,\0\0\0\0\x02\0\x03\0\0\x02\x02L\x01\0;\0\0",
        ),
        ("kop.jpg", JPEG),
        (
            "kop.webp",
            b"RIFF\x14\0\0\0WEBPVP8L\x08\0\0\0\x2f\0\0\0\0\0\0\0",
        ),
    ];
    for (name, content) in whole {
        let folder = with(name, content);
        let live = Live::load(folder.path(), None).unwrap();
        assert!(picture(&live).is_some(), "{name}: {}", said(&live));
        folder.write(&format!("beeld/{name}"), &content[..content.len() - 5]);
        live.reload().unwrap();
        assert!(said(&live).contains("het laatste stuk ontbreekt"), "{name}");
        assert_eq!(picture(&live).unwrap().bytes, content, "{name}");
    }
}

#[test]
fn one_may_be_of_two_mebibytes() {
    for (size, reason) in [(2 << 20, ""), ((2 << 20) + 1, "is groter dan 2 MB")] {
        let mut content = png(1, 1);
        content.resize(size, 0);
        let live = Live::load(with("kop.png", &content).path(), None).unwrap();
        assert!(said(&live).contains(reason), "{}", said(&live));
        let answers = live.current().library.collection("alles").is_some();
        assert_eq!(answers, reason.is_empty());
        assert!(!answers || said(&live).contains("large-image"));
    }
}

#[test]
fn all_together_may_be_of_sixteen() {
    let folder = with("kop.png", &png(1, 1));
    let mut content = png(1, 1);
    content.resize(2 << 20, 0);
    for n in 0..8 {
        folder.write(&format!("beeld/{n}.png"), &content);
    }
    // What was changed last is left out.
    let kop = folder.path().join("beeld/kop.png");
    let later = fs::File::options().write(true).open(kop);
    let tomorrow = std::time::SystemTime::now() + std::time::Duration::from_hours(24);
    later.unwrap().set_modified(tomorrow).unwrap();
    let live = Live::load(folder.path(), None).unwrap();
    assert!(
        said(&live).contains("mogen hooguit 16 MB zijn"),
        "{}",
        said(&live)
    );
    folder.remove("beeld/3.png");
    live.reload().unwrap();
    assert!(picture(&live).is_some(), "{}", said(&live));
}

#[cfg(unix)]
#[test]
fn a_link_may_not_lead_out_of_the_folder() {
    use std::os::unix::fs::symlink;
    let outside = Folder::new(&[]);
    outside.write("geheim.png", png(1, 1));
    let folder = with("kop.png", &png(1, 1));
    let place = folder.path().join("beeld/kop.png");
    let link = |to: &Path| {
        fs::remove_file(&place).unwrap();
        symlink(to, &place).unwrap();
        Live::load(folder.path(), None).unwrap()
    };
    let live = link(&outside.path().join("geheim.png"));
    assert!(said(&live).contains("is geen afbeelding in de map beeld"));
    assert!(live.current().library.collection("alles").is_none());
    let live = link(Path::new("/dev/zero"));
    assert!(said(&live).contains("bad-image"), "{}", said(&live));
    let live = link(Path::new("weg.png"));
    assert!(
        said(&live).contains("kan de bot niet lezen"),
        "{}",
        said(&live)
    );
    // As a volume of Kubernetes has it.
    folder.write("..data/kop.png", png(3, 2));
    let live = link(Path::new("../..data/kop.png"));
    assert_eq!(picture(&live).unwrap().size, Some((3, 2)));
    // A folder that is a link is no better than its files.
    fs::remove_dir_all(folder.path().join("beeld")).unwrap();
    outside.write("kop.png", png(1, 1));
    symlink(outside.path(), folder.path().join("beeld")).unwrap();
    let live = Live::load(folder.path(), None).unwrap();
    assert!(said(&live).contains("is geen afbeelding in de map beeld"));
}

#[test]
fn what_answered_goes_on_with_a_picture_that_is_gone() {
    let state = tempfile::tempdir().unwrap();
    let folder = with("kop.png", &png(30, 20));
    let live = Live::load(folder.path(), Some(state.path())).unwrap();
    for spoil in ["weg", "leeg", "geen afbeelding"] {
        match spoil {
            "weg" => folder.remove("beeld/kop.png"),
            "leeg" => folder.write("beeld/kop.png", ""),
            _ => folder.write("beeld/kop.png", "geen afbeelding"),
        }
        live.reload().unwrap();
        assert_eq!(live.current().stale, ["alles"], "{spoil}");
        assert_eq!(picture(&live).unwrap().bytes, png(30, 20), "{spoil}");
        assert!(said(&live).contains("bad-image"), "{}", said(&live));
    }
    // The state folder keeps texts and no pictures, so after a restart the text answers without.
    let live = Live::load(folder.path(), Some(state.path())).unwrap();
    let now = live.current();
    assert_eq!(now.stale, ["alles"]);
    assert_eq!(picture(&live), None);
    let said = previous_versions(&now);
    assert!(said.contains("de afbeelding van `alles/koffie`"), "{said}");
    folder.write("beeld/kop.png", png(3, 2));
    live.reload().unwrap();
    assert!(live.current().stale.is_empty());
    assert_eq!(picture(&live).unwrap().size, Some((3, 2)));
}

#[test]
fn after_a_restart_what_answered_goes_on_with_the_picture_that_is_there() {
    let state = tempfile::tempdir().unwrap();
    let folder = with("kop.png", &png(30, 20));
    Live::load(folder.path(), Some(state.path())).unwrap();
    folder.write("alles.toml", "dit is geen TOML");
    let restarted = || Live::load(folder.path(), Some(state.path())).unwrap();
    let live = restarted();
    let now = live.current();
    assert_eq!(now.stale, ["alles"]);
    assert_eq!(picture(&live).unwrap().bytes, png(30, 20));
    assert!(!previous_versions(&now).contains("afbeelding"));
    // It is read as any picture is: within the limits, and not through a link that leads out.
    let mut large = png(1, 1);
    large.resize((2 << 20) + 1, 0);
    folder.write("beeld/kop.png", &large);
    let live = restarted();
    assert_eq!(picture(&live), None);
    assert!(previous_versions(&live.current()).contains("`alles/koffie`"));
    let heard = news(None, &live.current()).unwrap();
    let heard = heard.embed.unwrap().description;
    assert!(heard.contains("maar zonder afbeelding"), "{heard}");
    #[cfg(unix)]
    {
        let outside = Folder::new(&[]);
        outside.write("kop.png", png(30, 20));
        folder.remove("beeld/kop.png");
        let link = folder.path().join("beeld/kop.png");
        std::os::unix::fs::symlink(outside.path().join("kop.png"), link).unwrap();
        assert_eq!(picture(&restarted()), None);
    }
}

#[test]
fn texts_that_went_at_once_go_on_with_their_pictures() {
    let folder = with("kop.png", &png(30, 20));
    folder.write("meer.toml", file(&["a", "b", "c", "d", "e", "f"]));
    let live = Live::load(folder.path(), None).unwrap();
    folder.remove("alles.toml");
    folder.remove("meer.toml");
    folder.remove("beeld/kop.png");
    live.reload().unwrap();
    assert!(live.current().lost.is_some());
    assert_eq!(picture(&live).unwrap().bytes, png(30, 20));
}

#[test]
fn a_picture_that_did_not_change_takes_no_more_memory() {
    let folder = with("kop.png", &png(30, 20));
    let live = Live::load(folder.path(), None).unwrap();
    let before = picture(&live).unwrap();
    live.reload().unwrap();
    let after = picture(&live).unwrap();
    assert_eq!(before.bytes.as_ptr(), after.bytes.as_ptr());
}

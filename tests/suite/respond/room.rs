//! What is said where there is not room for all of it.

use aandeslag::respond::{RefusedCommand, refused_commands};
use aandeslag::text::limits::{MAX_TEXT, length};

use crate::support::callback::answer;
use crate::support::folder::{Folder, file};
use crate::support::payload::command_with;

#[test]
fn small_print_for_which_there_is_no_room_is_left_out() {
    let sections = format!(
        "[een.sections]\n\"A\" = \"{}\"\n\"B\" = \"{}\"\n",
        "a".repeat(1000),
        "b".repeat(970)
    );
    let text = file(&["een"]).replace("Tekst een", &"t".repeat(4000)) + "\n" + &sections;
    let folder = Folder::new(&[("alles.toml", &text)]);
    let shown = answer(&folder.bot(), command_with("alles", "een"));
    let footer = &shown["data"]["embeds"][0]["footer"]["text"];
    assert_eq!(footer, "1 van 1 · bron", "{shown:#}");
}

#[test]
fn many_refused_commands_leave_room_for_what_still_works() {
    for reason in 200..=256 {
        let refused = RefusedCommand {
            command: "/alles".into(),
            reason: "r".repeat(reason),
            earlier_stays: false,
        };
        let message = refused_commands(&vec![refused; 60]);
        let told = message.embed.unwrap().description;
        assert!(length(&told) <= MAX_TEXT, "{reason}: {}", length(&told));
        assert!(length(&told) > MAX_TEXT - 800);
        assert!(told.ends_with("iets aan het commando verandert."), "{told}");
    }
}

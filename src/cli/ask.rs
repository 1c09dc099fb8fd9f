//! `ask`: answers one command line in the terminal, through the same payloads as Discord. Knows no answer
//! but what stands in its payload.

use std::fmt::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

use serde_json::Value;

use crate::bot::build::Built;
use crate::bot::config::Config;
use crate::cli::outcome::{exit_code, report_errors};
use crate::cli::process;
use crate::diagnostic::PICTURES;
use crate::discord::{
    CommandOptionType, Data, Interaction, InteractionType, Member, OptionValue, Snowflake, User,
};
use crate::library::Library;
use crate::words;

/// The member that a name without digits stands for: nobody here knows the members.
const SOMEONE: &str = "2";

/// Shown below the help.
const EXAMPLES: &str = "Examples:
  aandeslag ask /tips
  aandeslag ask --json '/zoek vrijwilligers werven'";

/// What to answer, and how.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct AskArgs {
    /// Print the exact payload that Discord would get
    #[arg(long)]
    json: bool,
    /// The command line
    #[arg(required = true, num_args = 1.., value_name = "COMMAND LINE")]
    line: Vec<String>,
}

/// Answers the line, in words or as the payload that Discord would get.
///
/// # Errors
///
/// When the folder cannot be read or a setting is wrong.
pub fn run(config: &Config, args: &AskArgs) -> anyhow::Result<ExitCode> {
    let loaded = process::load(&config.responses.directory)?;
    let snapshot = loaded.current();
    let has_errors = report_errors(&snapshot);
    let moderation = config.moderation.as_ref();
    let mut interaction = interaction(&snapshot.library, &args.line.join(" "));
    interaction.guild_id = moderation.map(|moderation| moderation.guild);
    let built = Built::new(config, moderation, Arc::new(loaded), None);
    let callback = serde_json::to_value(built.bot.answer(&interaction))?;
    if args.json {
        anstream::println!("{}", serde_json::to_string_pretty(&callback)?);
    } else {
        anstream::print!("{}", readable(&callback));
    }
    Ok(exit_code(has_errors))
}

/// The interaction that Discord would send for a command line such as `/tips fototoestemming` or
/// `/tips tip:fototoestemming alleen_ik:true voor:@123`.
pub fn interaction(library: &Library, line: &str) -> Interaction {
    let line = line.trim();
    let line = line.strip_prefix('/').unwrap_or(line);
    let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let option = match library.collection(name) {
        Some(collection) => &collection.option,
        None if name == words::members::SEARCH_COMMAND => words::members::SEARCH_OPTION,
        None => "",
    };
    let user = User { id: Snowflake(1) };
    Interaction {
        id: Snowflake(1),
        kind: InteractionType::COMMAND,
        channel_id: Some(Snowflake(1)),
        member: Some(Member {
            user: Some(user),
            ..Member::default()
        }),
        data: Some(Data {
            name: name.into(),
            options: options(option, rest),
            ..Data::default()
        }),
        ..Interaction::default()
    }
}

/// Reads `value`, `option:value`, `alleen_ik:true` and `voor:someone`, in any order.
fn options(option: &str, rest: &str) -> Vec<OptionValue> {
    use words::PRIVATE_OPTION;
    use words::members::FOR_OPTION;
    let mut text = Vec::new();
    let mut private = false;
    let mut addressee = None;
    for word in rest.split_whitespace() {
        match word.split_once(':') {
            Some((name, value)) if name == PRIVATE_OPTION => private = value == "true",
            Some((name, value)) if name == FOR_OPTION => {
                let digits: String = value.chars().filter(char::is_ascii_digit).collect();
                addressee = Some(digits).filter(|_| !value.is_empty());
            }
            Some((name, value)) if name == option => text.push(value),
            _ => text.push(word),
        }
    }
    let given = |name: &str, kind, value| OptionValue {
        name: name.into(),
        kind: Some(kind),
        value,
        ..OptionValue::default()
    };
    let mut options = Vec::new();
    if !text.is_empty() {
        options.push(given(
            option,
            CommandOptionType::String,
            text.join(" ").into(),
        ));
    }
    if let Some(digits) = addressee {
        let someone = if digits.is_empty() { SOMEONE } else { &digits };
        options.push(given(FOR_OPTION, CommandOptionType::User, someone.into()));
    }
    if private {
        options.push(given(
            PRIVATE_OPTION,
            CommandOptionType::Boolean,
            true.into(),
        ));
    }
    options
}

const BOLD: anstyle::Style = anstyle::Style::new().bold();
const DIM: anstyle::Style = anstyle::Style::new().dimmed();
const LINK: anstyle::Style = anstyle::Style::new().underline();

/// A callback as a person reads it in a terminal.
pub fn readable(callback: &Value) -> String {
    let data = &callback["data"];
    let mut text = String::new();
    paragraph(&mut text, as_text(&data["content"]));
    for embed in items(&data["embeds"]) {
        let bar = bar_style(embed["color"].as_u64());
        let _ = writeln!(
            text,
            "{bar}▌{bar:#} {BOLD}{}{BOLD:#}\n",
            as_text(&embed["title"])
        );
        paragraph(&mut text, as_text(&embed["description"]));
        for field in items(&embed["fields"]) {
            let _ = writeln!(text, "{BOLD}{}{BOLD:#}", as_text(&field["name"]));
            paragraph(&mut text, as_text(&field["value"]));
        }
        let footer = as_text(&embed["footer"]["text"]);
        if !footer.is_empty() {
            let _ = writeln!(text, "{DIM}{footer}{DIM:#}\n");
        }
    }
    for file in items(&data["attachments"]) {
        let (name, seen) = (as_text(&file["filename"]), as_text(&file["description"]));
        let name = match seen {
            "" => name.to_owned(),
            seen => format!("{PICTURES}/{name}: {seen}"),
        };
        let _ = writeln!(text, "{DIM}{name}{DIM:#}\n");
    }
    for row in items(&data["components"]) {
        let components = items(&row["components"]);
        text.extend(components.iter().map(readable_component));
        let mut others = components.iter();
        if others.all(|c| c["options"].is_null() && c["url"].is_null()) {
            text.push('\n');
        }
    }
    text.trim_end().to_owned() + "\n"
}

fn readable_component(component: &Value) -> String {
    let label = as_text(&component["label"]);
    if let Some(url) = component["url"].as_str() {
        return format!("{label}: {LINK}{url}{LINK:#}\n");
    }
    let options = items(&component["options"]);
    let labels: Vec<&str> = options.iter().map(|o| as_text(&o["label"])).collect();
    let menu = as_text(&component["placeholder"]);
    match labels.as_slice() {
        [] if component["disabled"] == true => String::new(),
        [] => format!("[{label}] "),
        labels => format!("{menu}: {}\n", labels.join(", ")),
    }
}

fn paragraph(text: &mut String, markdown: &str) {
    if !markdown.is_empty() {
        let _ = writeln!(text, "{}\n", styled(markdown));
    }
}

/// Markdown with its bold parts bold; the rest reads well as it is.
fn styled(markdown: &str) -> String {
    let parts: Vec<&str> = markdown.split("**").collect();
    if parts.len().is_multiple_of(2) {
        return markdown.to_owned();
    }
    let style = |(n, part): (usize, &&str)| match n % 2 {
        0 => (*part).to_owned(),
        _ => format!("{BOLD}{part}{BOLD:#}"),
    };
    parts.iter().enumerate().map(style).collect()
}

fn bar_style(color: Option<u64>) -> anstyle::Style {
    let Some(color) = color.and_then(|color| u32::try_from(color).ok()) else {
        return anstyle::Style::new();
    };
    let [_, red, green, blue] = color.to_be_bytes();
    anstyle::Style::new().fg_color(Some(anstyle::RgbColor(red, green, blue).into()))
}

fn as_text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

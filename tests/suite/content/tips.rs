//! The tips of faults that no edit mends, over all broken files: whoever types what one says is rid of
//! its fault, and gets no other in its place.

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::sync::LazyLock;

use aandeslag::content::compile;
use aandeslag::diagnostic::{Content, Diagnostic, Sources};
use regex::Regex;

use crate::content::check::{cases, sources};
use crate::content::edits::{harm, with};

/// Tips that leave to whoever reads them what to type.
const LEAVE_IT: &[&str] = &[
    "^maak er een lijst van",
    "^zet de afbeelding in de map beeld, en schrijf haar naam bij image",
    "^schrijf hier wat leden moeten lezen",
    "^is het een opmerking\\?",
    "^zet alles samen tussen één paar aanhalingstekens",
    "^gebruik binnen de tekst gewone aanhalingstekens",
    "^geef een van de twee een andere (naam|titel)",
    "^geef het bestand een andere naam$",
    "^kies een andere naam voor ",
    "^zet er teksten in ",
    "^zet er de dag waarop ",
    "^schrijf er iets tussen de aanhalingstekens$",
    "^zet het kopje tussen de aanhalingstekens ",
    "^zet er tussen haken de namen van teksten achter",
    "^zet alle woorden in één van de twee regels",
    "^schrijf de naam van een tekst uit dit bestand",
    "^typ het woord opnieuw",
    "^typ het teken zelf",
    "^haal de tikfout weg",
    "^schrijf (\\*\\*woorden|\\[woorden)",
    "^zet het bestand op een website",
    "^zet het (mailadres|telefoonnummer) in de tekst",
    "^hoort de regel bij de tekst",
    "^kopieer ",
    "^zet een goede versie van het bestand terug",
    "^maak er twee zinnen van",
    "^vergelijk hem met een regel die wel werkt",
    "^zeg wie het doet",
    "^houd een van de twee versies over",
    "^los eerst de andere meldingen",
    "^haal de plek tussen de twee zichtbare tekens leeg",
    "^zet een oude versie van het bestand terug",
    "^zet de afbeelding (in de map|er opnieuw neer)",
    "^open de afbeelding in een tekenprogramma",
    "^maak haar kleiner: ",
    "^zet er \\[naam-van-de-tekst.sections\\] boven",
    "^hoort hij niet bij de tekst",
    "^haal die tekens weg",
    "^zet https:// voor het adres",
    "^begin daar een nieuwe regel",
    "^zet eronder \\[",
    "^alles achter # telt niet mee",
];

/// Where a fault hides another, which shows as soon as it is gone: a line that could not be read, one of
/// several of a kind in a text, an entry that is still being written.
const HIDING: &[(&str, &str)] = &[
    ("bad-escape", "bad-escape"),
    ("mention", "mention"),
    ("misplaced-key", "missing-key"),
    ("missing-key", "missing-summary"),
    ("missing-key", "unfinished-text"),
    ("missing-value", "unfinished-text"),
    ("text-after-value", "emoji-in-front"),
    ("text-after-value", "long-sentence"),
    ("unknown-key", "bad-color"),
    ("wrong-type", "unfinished-text"),
];

/// A file with one fault, and whoever follows its tip.
struct Follower<'a> {
    sources: &'a Sources,
    place: usize,
    text: &'a str,
    span: Range<usize>,
    second: Option<Range<usize>>,
}

impl Follower<'_> {
    fn replaced(&self, span: Range<usize>, by: &str) -> Sources {
        let text = format!("{}{by}{}", &self.text[..span.start], &self.text[span.end..]);
        with(self.sources, self.place, &text)
    }

    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |end| end + 1)
    }

    fn line_end(&self, at: usize) -> usize {
        self.text[at..]
            .find('\n')
            .map_or(self.text.len(), |end| at + end)
    }

    /// The lines that the fault stands in, with the end of the last.
    fn lines(&self) -> Range<usize> {
        let end = self.line_end(self.span.end.max(self.span.start + 1) - 1);
        self.line_start(self.span.start)..(end + 1).min(self.text.len())
    }

    fn line_becomes(&self, line: &str) -> Sources {
        let end = self.line_end(self.span.start);
        self.replaced(self.line_start(self.span.start)..end, line)
    }

    fn line_above(&self, line: &str) -> Sources {
        let at = self.line_start(self.span.start);
        self.replaced(at..at, &format!("{line}\n"))
    }

    fn line_below(&self, line: &str) -> Sources {
        let at = self.line_end(self.span.start);
        self.replaced(at..at, &format!("\n{line}"))
    }

    /// Where the first name between brackets stands.
    fn first_name(&self) -> usize {
        let name = self.text.match_indices('[').map(|(at, _)| at);
        let mut name = name.filter(|at| self.line_start(*at) == *at);
        name.next().unwrap_or(self.text.len())
    }

    fn renamed(&self, name: &str) -> Sources {
        let mut sources = self.sources.clone();
        name.clone_into(&mut sources.files[self.place].name);
        sources
    }

    /// The value at hand without so many characters at its end.
    fn shorter(&self, n: usize) -> Sources {
        let value = &self.text[self.span.clone()];
        let inner = value.trim_end_matches(['"', '\'']).trim_end();
        let quotes = &value[inner.len()..];
        let cut: String = inner.chars().take(inner.chars().count() - n).collect();
        self.replaced(self.span.clone(), &format!("{cut}{quotes}"))
    }

    /// The text without the piece at hand, and without the comma that parts it from others of a list.
    fn without(&self) -> Sources {
        let behind = &self.text[self.span.end..];
        let is_item =
            self.text[self.span.clone()].starts_with(['"', '\'']) && behind.starts_with(", ");
        self.replaced(
            self.span.start..self.span.end + if is_item { 2 } else { 0 },
            "",
        )
    }

    /// The list or the block at hand without so many of the last of what stands in it.
    fn fewer(&self, n: usize) -> Sources {
        let mut text = self.text[..self.span.end].to_owned();
        let mut end = self.text.len();
        if text.ends_with(']') {
            for _ in 0..n {
                text.truncate(text.rfind(',').unwrap());
            }
            text.push(']');
            end = self.span.end;
        } else {
            let block = self.text[self.span.end..].find("\n\n");
            let block = block.map_or(self.text.trim_end().len(), |at| self.span.end + at);
            let kept: Vec<&str> = self.text[..block].lines().collect();
            text = kept[..kept.len() - n].join("\n");
            end = end.min(block);
        }
        with(
            self.sources,
            self.place,
            &format!("{text}{}", &self.text[end..]),
        )
    }

    /// With this line and those of its kind below it above the first block of the entry.
    fn above_blocks(&self) -> Sources {
        let from = self.line_start(self.span.start);
        let to = self.text[from..]
            .find("\n\n")
            .map_or(self.text.len(), |end| from + end + 1);
        let name = self.text[..from].rfind("\n\n[").unwrap() + 1;
        let text = [
            &self.text[..name],
            &self.text[from..to],
            &self.text[name..from],
            &self.text[to..],
        ];
        with(self.sources, self.place, &text.concat())
    }

    /// What comes of each way in which a tip can be followed; nothing where it says what to do and not
    /// what to type.
    fn follow(&self, help: &str) -> Vec<(String, Sources)> {
        let ways = WAYS.iter().filter_map(|(pattern, way)| {
            let said = pattern.captures(help)?.get(1)?.as_str().to_owned();
            let done = way(self, &said);
            Some((said, done))
        });
        ways.collect()
    }
}

/// What someone types who reads a tip, from the piece of it that says so.
type Way = fn(&Follower<'_>, &str) -> Sources;

static WAYS: LazyLock<Vec<(Regex, Way)>> = LazyLock::new(|| {
    let ways: &[(&str, Way)] = &[
        (r"^schrijf bijvoorbeeld (\w+ = .*?);", |f, s| {
            f.line_becomes(s)
        }),
        (r"^schrijf bijvoorbeeld \[(.*?)\];", |f, s| {
            f.replaced(f.span.clone(), s)
        }),
        (r"zet er een naam tussen, zoals (\[.*?\])", |f, s| {
            f.line_becomes(s)
        }),
        (r"eigen naam, zoals \[(.*?)\],", |f, s| {
            f.replaced(f.span.clone(), s)
        }),
        (r"^zet onder deze naam: (.*)$", |f, s| f.line_below(s)),
        (
            r"^zet (\w+ = .*?) boven de eerste naam tussen haken",
            |f, s| {
                let at = f.first_name();
                f.replaced(at..at, &format!("{s}\n\n"))
            },
        ),
        (r#"^bedoelde je (".*?"|\d+-\d+-\d+)\?"#, |f, s| {
            f.replaced(f.span.clone(), s)
        }),
        (r"^bedoelde je '(.*?)'\?$", |f, s| {
            f.replaced(f.span.clone(), s)
        }),
        (r"^bedoelde je '(.*?)'\? Die hoort bovenaan", |f, s| {
            let lines = f.lines();
            let moved = f.replaced(lines.clone(), "");
            let at = f.first_name();
            let text = moved.files[f.place].text();
            let line = &f.text[f.span.end..lines.end];
            let text = format!("{}{s}{line}{}", &text[..at], &text[at..]);
            with(&moved, f.place, &text)
        }),
        (
            r"^(zet de regel boven de eerste naam tussen haken)",
            |f, _| {
                let lines = f.lines();
                let at = f.first_name();
                let text = format!(
                    "{}{}{}{}",
                    &f.text[..at],
                    &f.text[lines.clone()],
                    &f.text[at..lines.start],
                    &f.text[lines.end..]
                );
                with(f.sources, f.place, &text)
            },
        ),
        (
            r"zet (?:hem|er dan|er) een naam tussen haken boven, zoals (\[.*?\])",
            |f, s| f.line_above(s),
        ),
        (
            r"Zet er dan een naam tussen haken boven, zoals (\[.*?\])",
            |f, s| f.line_above(s),
        ),
        (r"zoals (color = .*)$", |f, s| f.line_becomes(s)),
        (r"zoals (emoji = .*?), of", |f, s| f.line_becomes(s)),
        (r"zoals (\d{4}-\d\d-\d\d)$", |f, s| {
            f.replaced(f.span.clone(), s)
        }),
        (
            r"(?:haal|of haal|haal anders) (de regel|deze regel) weg",
            |f, _| f.replaced(f.lines(), ""),
        ),
        (
            r"^schrijf er iets achter, zoals (.*?)(?:, of haal|$)",
            |f, s| f.line_becomes(s),
        ),
        (
            r"^zet erbij wat hetzelfde betekent, zoals (.*), of haal",
            |f, s| f.line_becomes(s),
        ),
        (r"^maak er één regel van: (.*)$", |f, s| {
            let end = f.text[f.span.end..].find("\n\n");
            let end = end.map_or(f.text.len(), |at| f.span.end + at);
            f.replaced(f.line_start(f.span.start)..end, s)
        }),
        (r"^(haal ze weg)$", |f, _| f.without()),
        (r"^haal de haken weg en schrijf: (.*)$", |f, s| {
            let end = f.text[f.span.end..]
                .find("\n\n")
                .map_or(f.text.len(), |at| f.span.end + at);
            let block = f.line_start(f.span.start)..end;
            let without = f.replaced(block.clone(), "");
            let text = without.files[f.place].text();
            let name = f.text[..f.span.start].rfind('[').unwrap();
            let name = &f.text[name..f.span.start].trim_end_matches('.');
            let header = text.find(&format!("{name}]")).unwrap() + name.len() + 1;
            with(
                f.sources,
                f.place,
                &format!("{}\n{s}{}", &text[..header], &text[header..]),
            )
        }),
        (r"of zet (#) aan het begin", |f, s| {
            f.line_becomes(&format!(
                "{s} {}",
                &f.text[f.span.start..f.line_end(f.span.start)]
            ))
        }),
        (
            r"(?:^| )(haal) (?:hem|het|dit|dat|je de aanhalingstekens) weg",
            |f, _| f.without(),
        ),
        (r"^zet '(.*)' op een eigen regel", |f, _| {
            f.replaced(f.span.start..f.span.start, "\n")
        }),
        (r"^(typ twee keer) ", |f, _| {
            f.replaced(f.span.start..f.span.start, "\\")
        }),
        (r"een andere naam, zoals (.*?)\.toml;", |f, s| f.renamed(s)),
        (r"^maak het minstens (\d+) tekens? korter", |f, s| {
            f.shorter(s.parse().unwrap())
        }),
        (r"^maak ze samen minstens (\d+) tekens? korter", |f, s| {
            f.shorter(s.parse().unwrap())
        }),
        (r#"^kies een van deze: (".*?")"#, |f, s| {
            f.replaced(f.span.clone(), s)
        }),
        (
            r"^zet er een tekst (\[.*?\]) boven, met title, summary en text",
            |f, s| {
                f.line_above(&format!(
                    "{s}\ntitle = \"Zo\"\nsummary = \"Zo.\"\ntext = \"Zo.\"\n"
                ))
            },
        ),
        (r"^(schrijf de naam gewoon als woord, zonder @)", |f, _| {
            let found = &f.text[f.span.clone()];
            f.replaced(f.span.clone(), found.trim_matches(|c| "@<>!&".contains(c)))
        }),
        (r"^schrijf (de naam overal precies gelijk)", |f, _| {
            let other = f.second.clone().unwrap();
            f.replaced(f.span.clone(), &f.text[other])
        }),
        (r"^schrijf: (\w+ = .*)$", |f, s| f.line_becomes(s)),
        (
            r"^schrijf het jaar, de maand en de dag, zoals (.*)$",
            |f, s| f.line_becomes(s),
        ),
        (r"^schrijf: (.*?); moet het opvallen", |f, s| {
            f.replaced(f.span.clone(), s)
        }),
        (r"^schrijf liever: (.*?)$", |f, s| {
            f.replaced(f.span.clone(), s)
        }),
        (
            r"^die maand heeft .*; schrijf bijvoorbeeld (.*)$",
            |f, s| f.line_becomes(s),
        ),
        (r#"^zet de emoji achteraan: (".*")$"#, |f, s| {
            f.replaced(f.span.clone(), s)
        }),
        (r"^haal er (\d+) weg", |f, s| f.fewer(s.parse().unwrap())),
        (r"^haal (een van de twee) weg", |f, _| {
            f.replaced(f.lines(), "")
        }),
        (
            r"^(zet de regel) bij title en text, boven de kopjes",
            |f, _| f.above_blocks(),
        ),
        (r#"^zet eronder: (image_alt = ".*?");"#, |f, s| {
            f.line_below(s)
        }),
        (r"of zet er (#) voor$", |f, s| {
            f.replaced(f.span.start..f.span.start, &format!("{s} "))
        }),
        (
            r"zet onder de bovenste regels een naam tussen haken, zoals (\[.*?\])",
            |f, s| {
                f.replaced(
                    f.text.len()..f.text.len(),
                    &format!("\n{s}\ntitle = \"Zo\"\nsummary = \"Zo.\"\ntext = \"Zo.\"\n"),
                )
            },
        ),
        (
            r"^zet op een eigen regel \[naam-van-de-tekst.(.*)$",
            |f, s| {
                let (block, line) = s.split_once("], met daaronder ").unwrap();
                let before = &f.text[..f.span.start];
                let name = &before[before.rfind("\n[").unwrap() + 2..];
                let name = name.split([']', '.']).next().unwrap();
                let without = f.replaced(f.lines(), "");
                let text = without.files[f.place].text();
                let at = f.line_start(f.span.start);
                let at = text[at..]
                    .find("\n\n")
                    .map_or(text.len(), |end| at + end + 1);
                let block = format!("\n[{name}.{block}]\n{line}\n");
                with(
                    f.sources,
                    f.place,
                    &format!("{}{block}{}", &text[..at], &text[at..]),
                )
            },
        ),
        (r#"Schrijf dan (text = """);"#, |f, s| {
            f.replaced(f.span.clone(), s)
        }),
    ];
    let ways = ways.iter();
    ways.map(|(pattern, way)| (Regex::new(pattern).unwrap(), *way))
        .collect()
});

#[test]
fn each_tip_that_is_followed_mends_its_fault_and_nothing_else() {
    let leave_it: Vec<Regex> = LEAVE_IT.iter().map(|p| Regex::new(p).unwrap()).collect();
    let (mut n, mut wrong) = (0, Vec::new());
    for case in fs::read_dir(cases()).unwrap() {
        let case = case.unwrap().path();
        let sources = sources(&case);
        let mut met = BTreeSet::new();
        for diagnostic in compile(&sources).diagnostics {
            let Diagnostic {
                source,
                span,
                second,
                edit,
                fault,
            } = diagnostic.clone();
            if edit.is_some() || source >= sources.files.len() {
                continue;
            }
            let Content::Text(text) = &sources.files[source].content else {
                continue;
            };
            let help = diagnostic.help(text);
            // Of the same mistake made a hundred times, one will do.
            if !met.insert(help.clone()) {
                continue;
            }
            let follower = Follower {
                sources: &sources,
                place: source,
                text,
                span,
                second,
            };
            let ways = follower.follow(&help);
            let (name, code) = (case.file_name().unwrap(), fault.code());
            n += ways.len();
            if ways.is_empty() && !leave_it.iter().any(|tip| tip.is_match(&help)) {
                wrong.push(format!(
                    "{name:?} {code}: nobody knows how to follow: {help}\n"
                ));
            }
            for (said, done) in ways {
                let hides = |other: &str| HIDING.contains(&(code, other));
                if let Some(harm) = harm(&sources, &done, source, code, hides) {
                    wrong.push(format!("{name:?} {code}: {help} ({said}): {harm}\n"));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {n}:\n{}",
        wrong.len(),
        wrong.concat()
    );
    assert!(n > 100, "{n}");
}

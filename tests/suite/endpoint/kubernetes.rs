//! Replicas as the shipped manifest mounts them, without a cluster: its settings, its arguments, and one
//! claim for all of them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::PATIENCE;
use crate::support::callback::{all_text, custom_id, description, inputs};
use crate::support::folder::{Folder, file};
use crate::support::payload::{as_moderator, at_home, command_with, filled, moderation, on, press};
use crate::support::process::Served;
use crate::support::secrets;
use crate::support::stand_in::{StandIn, TOKEN};

/// The claim and the settings of the manifest.
struct Cluster {
    home: TempDir,
    /// The arguments of the container, up to the subcommand.
    arguments: Vec<String>,
}

impl Cluster {
    fn new() -> Self {
        let home = TempDir::new().unwrap();
        let shipped = include_str!("../../../deploy/kubernetes.yaml");
        let documents: Vec<Value> = serde_saphyr::from_multiple(shipped).unwrap();
        let of_kind = |kind: &str| documents.iter().find(|d| d["kind"] == kind).unwrap();
        let container = &of_kind("Deployment")["spec"]["template"]["spec"]["containers"][0];
        let mounted = |name: &str| -> &str {
            let mounts = container["volumeMounts"].as_array().unwrap();
            let mount = mounts.iter().find(|mount| mount["name"] == name).unwrap();
            mount["mountPath"].as_str().unwrap()
        };
        let claim = home.path().join("claim");
        fs::create_dir_all(claim.join("responses")).unwrap();
        fs::write(claim.join("responses/alles.toml"), file(&["een", "twee"])).unwrap();

        let settings = of_kind("ConfigMap")["data"]["config.toml"]
            .as_str()
            .unwrap();
        let at_claim = format!("\"{}/", claim.display());
        let settings = settings
            .replace(&format!("\"{}/", mounted("data")), &at_claim)
            .replace("guild = \"123456789012345678\"", "guild = \"500\"")
            .replace("roles = [\"123456789012345678\"]", "roles = [\"600\"]");
        assert_eq!(settings.matches(&at_claim).count(), 2, "{settings}");
        fs::create_dir(home.path().join("settings")).unwrap();
        fs::write(home.path().join("settings/config.toml"), settings).unwrap();

        let here = home.path().join("settings").display().to_string();
        let arguments = container["args"].as_array().unwrap().iter();
        let arguments = arguments.map(|a| a.as_str().unwrap().replace(mounted("settings"), &here));
        let arguments = arguments.take_while(|a| a != "endpoint").collect();
        Self { home, arguments }
    }

    fn claim(&self) -> PathBuf {
        self.home.path().join("claim")
    }

    fn pod(&self, stand_in: &StandIn) -> Served {
        let mut command = secrets::program();
        command.args(&self.arguments);
        let responses = self.claim().join("responses");
        let api_url = stand_in.api_url();
        let environment = [
            ("DISCORD_API_URL", api_url.as_str()),
            ("DISCORD_TOKEN", TOKEN),
        ];
        Served::run(command, &responses, "127.0.0.1:0", &[], &environment)
    }
}

/// Asks until a text is there: a replica sees within a second what another wrote.
fn until_shows(pod: &Served, text: &str) {
    let start = Instant::now();
    while description(&pod.interact(&at_home(command_with("alles", "een")))) != text {
        assert!(start.elapsed() < PATIENCE, "{text} does not come");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_begun_at_one_pod_is_continued_published_and_undone_at_others() {
    let (cluster, stand_in) = (Cluster::new(), StandIn::start().await);
    let (one, other) = (cluster.pod(&stand_in), cluster.pod(&stand_in));
    let edit = as_moderator(moderation("bewerk", &[("tekst", "alles/een")]));
    let modal = one.interact(&edit);
    let preview = one.interact(&as_moderator(filled(&modal, &[("text", "Half af")])));

    let again = other.interact(&on(&preview, "Verder bewerken"));
    let typed = inputs(&again);
    assert!(
        typed.iter().any(|(_, value)| value == "Half af"),
        "{typed:?}"
    );
    let preview = one.interact(&as_moderator(filled(&again, &[("text", "Nieuw")])));
    let publish = on(&preview, "Publiceren");
    let done = stand_in
        .in_the_end(&publish, other.interact(&publish))
        .await;
    assert!(all_text(&done).contains("Gepubliceerd"), "{done:#}");
    until_shows(&one, "Nieuw");
    one.interact(&on(&done, "Maak ongedaan"));
    until_shows(&other, "Tekst een");

    // A pod that comes later, when those are gone, has all of it.
    drop((one, other));
    let new = cluster.pod(&stand_in);
    let history = moderation("geschiedenis", &[("tekst", "alles/een")]);
    let history = all_text(&new.interact(&as_moderator(history)));
    assert!(history.contains("- Tekst een\n+ Nieuw"), "{history}");
    let refused = new.interact(&press(&custom_id(&done, "Maak ongedaan")));
    assert!(all_text(&refused).contains("alleen voor de moderatoren"));
}

/// A library that answers every lock with an error, as storage without locks does.
fn without_locks(folder: &Path) -> PathBuf {
    let (source, library) = (folder.join("locks.c"), folder.join("locks.so"));
    let code = "#include <errno.h>\n#include <stdlib.h>\n\
                int flock(int file, int how) { errno = atoi(getenv(\"LOCK_ERROR\")); return -1; }\n";
    fs::write(&source, code).unwrap();
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-o"])
        .args([&library, &source])
        .status();
    assert!(built.unwrap().success());
    library
}

#[test]
fn storage_that_cannot_lock_is_refused_at_the_start() {
    let folder = Folder::new(&[("alles.toml", &file(&["een"]))]);
    let home = TempDir::new().unwrap();
    let library = without_locks(home.path());
    for error in [rustix::io::Errno::NOLCK, rustix::io::Errno::NOTSUP] {
        for door in ["endpoint", "gateway", "chat"] {
            let mut command = secrets::program();
            command
                .arg("--responses")
                .arg(folder.path())
                .arg(door)
                .env("DISCORD_PUBLIC_KEY", crate::support::http::public_key())
                .env("LD_PRELOAD", &library)
                .env("LOCK_ERROR", error.raw_os_error().to_string())
                .current_dir(home.path());
            let output = secrets::run(&mut command);
            let said = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(1), "{door}: {said}");
            let last = said.lines().last().unwrap();
            assert!(last.starts_with("error: cannot lock files in "), "{said}");
            assert!(last.contains("NFS 4"), "{said}");
        }
    }
    assert!(!folder.path().join(".lock").exists());
}

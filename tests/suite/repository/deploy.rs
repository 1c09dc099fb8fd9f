//! The files in `deploy/`, as far as they can be tried without a cluster and without becoming root:
//! that they mean what they are meant to, and that they name what exists.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::support::{find_program, passed_over};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn shipped(name: &str) -> String {
    let path = Path::new(ROOT).join("deploy").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

const UNITS: [&str; 2] = ["aandeslag.service", "aandeslag-endpoint@.service"];

#[test]
fn the_systemd_units_shut_the_bot_in() {
    for name in UNITS {
        let unit = shipped(name);
        for line in [
            "Type=notify",
            "WatchdogSec=30s",
            "User=aandeslag",
            "ProtectSystem=strict",
            "LoadCredential=discord-token:/etc/aandeslag/discord-token",
            "Environment=DISCORD_TOKEN_FILE=%d/discord-token",
            "StateDirectory=aandeslag",
            "Restart=always",
            "ExecReload=kill -HUP $MAINPID",
        ] {
            assert!(unit.lines().any(|l| l == line), "{line} is not in {name}");
        }
        assert!(!unit.contains("DISCORD_TOKEN="), "the token is no setting");
    }
}

/// Passed over, visibly, where there is no systemd.
#[test]
fn systemd_takes_the_units_and_finds_them_safe() {
    if find_program("systemd-analyze").is_none() {
        passed_over("there is no systemd to read its units");
        return;
    }
    let home = tempfile::tempdir().unwrap();
    for name in UNITS {
        let installed = "/usr/bin/aandeslag";
        let unit = shipped(name);
        assert!(unit.contains(installed), "{name}");
        let path = home.path().join(name);
        fs::write(
            &path,
            unit.replace(installed, env!("CARGO_BIN_EXE_aandeslag")),
        )
        .unwrap();
        let run = |arguments: &[&str]| {
            let output = Command::new("systemd-analyze")
                .args(arguments)
                .arg(&path)
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success(), "{name}, {arguments:?}: {said}");
            said
        };
        // It passes over what it does not know, with no more than a word about it.
        let said = run(&["verify"]);
        assert!(!said.contains(name), "{said}");
        // From 0, shut in, to 100, free to do anything.
        run(&["security", "--offline=true", "--threshold=20"]);
    }
}

#[test]
fn the_kubernetes_manifest_restarts_one_by_one_without_rights() {
    let documents: Vec<Value> = serde_saphyr::from_multiple(&shipped("kubernetes.yaml")).unwrap();
    let of_kind = |kind: &str| {
        let mut found = documents.iter().filter(|d| d["kind"] == kind);
        found.next().unwrap_or_else(|| panic!("no {kind}"))
    };
    let deployment = &of_kind("Deployment")["spec"];
    assert_eq!(deployment["replicas"], 3);
    assert_eq!(
        deployment["strategy"]["rollingUpdate"],
        json!({ "maxUnavailable": 0, "maxSurge": 1 })
    );
    let pod = &deployment["template"]["spec"];
    assert_eq!(pod["securityContext"]["runAsNonRoot"], true);
    assert_eq!(pod["automountServiceAccountToken"], false);
    // The bot takes five seconds at most.
    assert!(pod["terminationGracePeriodSeconds"].as_u64().unwrap() > 5);

    let container = &pod["containers"][0];
    let rights = &container["securityContext"];
    assert_eq!(rights["readOnlyRootFilesystem"], true);
    assert_eq!(rights["allowPrivilegeEscalation"], false);
    assert_eq!(rights["capabilities"]["drop"], json!(["ALL"]));
    let port = &container["ports"][0];
    for (probe, path) in [
        ("readinessProbe", "/readyz"),
        ("livenessProbe", "/healthz"),
        ("startupProbe", "/healthz"),
    ] {
        let asked = &container[probe]["httpGet"];
        assert_eq!(asked["path"], path);
        assert_eq!(asked["port"], port["name"]);
    }
    // It is out of the service well within the two seconds for which the bot goes on answering.
    let readiness = &container["readinessProbe"];
    assert_eq!(readiness["periodSeconds"], 1);
    assert_eq!(readiness["failureThreshold"], 1);
    let address = format!("0.0.0.0:{}", port["containerPort"]);
    let arguments = container["args"].as_array().unwrap();
    assert_eq!(arguments.last().unwrap(), &json!(address));

    let volumes = pod["volumes"].as_array().unwrap();
    let volume = |name: &Value| volumes.iter().find(|v| v["name"] == *name).unwrap();
    for mount in container["volumeMounts"].as_array().unwrap() {
        volume(&mount["name"]);
    }
    let claim = &of_kind("PersistentVolumeClaim");
    assert_eq!(claim["spec"]["accessModes"], json!(["ReadWriteMany"]));
    let shared = &volume(&json!("data"))["persistentVolumeClaim"]["claimName"];
    assert_eq!(shared, &claim["metadata"]["name"]);
    let settings = &volume(&json!("settings"))["configMap"]["name"];
    assert_eq!(settings, &of_kind("ConfigMap")["metadata"]["name"]);
    // The first texts come there the same way, with no more rights.
    let first = &of_kind("Job")["spec"]["template"]["spec"];
    assert_eq!(first["securityContext"], pod["securityContext"]);
    assert_eq!(first["containers"][0]["securityContext"], *rights);
    assert_eq!(first["volumes"][0], *volume(&json!("data")));
    let labels = &deployment["template"]["metadata"]["labels"];
    assert_eq!(&of_kind("Service")["spec"]["selector"], labels);
    assert_eq!(
        &of_kind("Service")["spec"]["ports"][0]["targetPort"],
        &port["name"]
    );
}

/// The instructions of the Containerfile, as words.
fn instructions() -> Vec<Vec<String>> {
    let file = shipped("Containerfile");
    let lines = file
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let words = |line: &str| line.split_whitespace().map(str::to_owned).collect();
    lines.map(words).collect()
}

#[test]
fn the_image_holds_the_program_and_is_nobody() {
    let instructions = instructions();
    let lines: Vec<String> = instructions.iter().map(|words| words.join(" ")).collect();
    assert_eq!(lines[0], "FROM scratch");
    for line in [
        "USER 10001:10001",
        "ENTRYPOINT [\"/aandeslag\"]",
        "COPY notices /notices",
        "COPY --chown=10001:10001 responses /responses",
        "COPY --chown=10001:10001 state /state",
    ] {
        assert!(lines.iter().any(|l| l == line), "{line}: {lines:#?}");
    }
    // It is made from what `deploy/build` lays together.
    let build = shipped("build");
    let copied = instructions.iter().filter(|words| words[0] == "COPY");
    let sources = copied.flat_map(|words| &words[1..words.len() - 1]);
    for name in sources.filter(|word| !word.starts_with("--")) {
        let laid = [
            format!("target/static/{name}"),
            format!(" {name} "),
            format!("/{name} "),
        ];
        assert!(laid.iter().any(|laid| build.contains(laid)), "{name}");
    }
}

#[test]
fn every_part_of_the_program_has_its_licence_notice() {
    let home = tempfile::tempdir().unwrap();
    let output = Command::new(Path::new(ROOT).join("deploy/notices"))
        .arg(home.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let read = |name: &str| fs::read_to_string(home.path().join(name)).unwrap();
    assert_eq!(read("LICENSE"), include_str!("../../../LICENSE"));
    assert!(read("musl.txt").contains("Rich Felker"));
    assert!(read("rust.html").contains("The Rust Standard Library"));

    let items = fs::read_dir(home.path()).unwrap();
    let parts: Vec<PathBuf> = items
        .map(|item| item.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    assert!(parts.len() > 100, "{parts:?}");
    for part in &parts {
        // What it is, and at least one text of its own.
        assert!(part.join("about.txt").exists(), "{}", part.display());
        let texts = fs::read_dir(part).unwrap().count() - 1;
        assert!(texts > 0, "{}", part.display());
    }
    assert!(parts.iter().any(|part| {
        part.file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .starts_with("serenity-")
    }));
}

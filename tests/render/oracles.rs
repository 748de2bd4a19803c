//! The real programs take what is rendered for them, without a word.
//!
//! A version that is not here is skipped with a printed line; with `PGLB_REQUIRE_ORACLES=1` that fails.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::{Command, Stdio};

use pglb_lint::product::{Language, Program};
use pglb_lint::render::{Description, Place, Plan, Secrets, render};
use pglb_lint::schema::Version;

use crate::access::{Server, missing};
use crate::proof::local;
use crate::random::{number, some};

/// The versions that are held against the programs.
const HAPROXY: [Version; 4] = [Version::series(2, 6), Version::series(3, 0), Version::series(3, 2), Version::series(3, 4)];
const PGBOUNCER: [Version; 3] = [Version::series(1, 18), Version::series(1, 24), Version::series(1, 26)];
const REPMGR: [Version; 2] = [Version::series(5, 3), Version::series(5, 5)];
const POSTGRESQL: [Version; 2] = [Version::whole(15), Version::whole(17)];

/// A user that no system has: PgBouncer reads its files before it looks for it, and does nothing behind that.
const NOBODY: &str = "no-such-user-here";

/// `words` under a shell, not as root.
fn unprivileged(script: &str) -> Command {
    let root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    let mut command = if root {
        let mut command = Command::new("setpriv");
        command.args(["--reuid", "65534", "--regid", "65534", "--clear-groups", "sh"]);
        command
    } else {
        Command::new("sh")
    };
    command.arg("-c").arg(script).env("LC_ALL", "C").current_dir("/").stdin(Stdio::null());
    command
}

fn script() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/oracle").display().to_string()
}

/// Those of `versions` of `program` that are here.
fn here(program: &str, versions: &[Version]) -> Vec<Version> {
    let runs = |version: &Version| {
        let words = format!("'{}' {program} {version} {}", script(), if program == "haproxy" { "-v" } else { "--version" });
        unprivileged(&words).output().is_ok_and(|output| output.status.success())
    };
    let (found, rest): (Vec<Version>, Vec<Version>) = versions.iter().partition(|version| runs(version));
    for version in rest {
        missing(&format!("{program} {version}"));
    }
    found
}

/// A certificate for everybody in `folder`, as files that everybody may read.
fn certificate(folder: &Path) -> bool {
    let script = format!(
        "cd '{}' && openssl req -x509 -newkey rsa:2048 -nodes -keyout host.key -out host.crt -days 2 -subj /CN=db1 && cp host.crt ca.crt \
         && chmod 644 host.key",
        folder.display()
    );
    Command::new("sh").arg("-c").arg(script).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// What `command`, in which `{}` stands for a file, says of each of `files`: status and output. A shell runs many.
fn ask(files: &[String], command: &str) -> Vec<(i32, String)> {
    files.chunks(MOST).flat_map(|files| ask_some(files, command)).collect()
}

/// A command line holds no more.
const MOST: usize = 50;

fn ask_some(files: &[String], command: &str) -> Vec<(i32, String)> {
    let mut script = String::new();
    for file in files {
        script.push_str(&command.replace("{}", &format!("'{file}'")));
        script.push_str(" 2>&1; printf '\\n\\001%s\\002' $?\n");
    }
    let output = unprivileged(&script).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut said = Vec::new();
    for part in text.split('\u{2}').filter(|part| part.contains('\u{1}')) {
        let (words, status) = part.rsplit_once('\u{1}').unwrap();
        said.push((status.parse().unwrap(), words.trim().to_owned()));
    }
    assert_eq!(said.len(), files.len(), "{}", String::from_utf8_lossy(&output.stderr));
    said
}

/// What is rendered of one description: the paths of its files, each with its language.
struct Rendered {
    description: Description,
    files: Vec<(String, Language)>,
}

impl Rendered {
    fn of(&self, language: Language) -> Vec<String> {
        self.files.iter().filter(|(_, own)| *own == language).map(|(path, _)| path.clone()).collect()
    }
}

/// Writes the files of `descriptions` below `folder`.
fn written(descriptions: Vec<Description>, folder: &Path) -> Vec<Rendered> {
    let mut all = Vec::new();
    for (index, description) in descriptions.into_iter().enumerate() {
        let place = Place { folder: folder.join(index.to_string()).display().to_string(), user: "postgres".to_owned() };
        let plan = Plan::new(&description);
        let mut files = Vec::new();
        for file in render(&plan, local(), &place, &Secrets::sample(&plan)).unwrap() {
            let path = Path::new(&place.folder).join(&file.path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &file.text).unwrap();
            // Whoever runs the programs may read it.
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
            files.extend(file.checked.map(|(_, language)| (path.display().to_string(), language)));
        }
        for host in plan.hosts().map(|(name, _)| name) {
            let run = Path::new(&place.folder).join(host).join("run");
            fs::create_dir_all(&run).unwrap();
            fs::set_permissions(&run, fs::Permissions::from_mode(0o777)).unwrap();
        }
        all.push(Rendered { description, files });
    }
    all
}

#[test]
fn the_real_programs_take_it() {
    let versions = [
        (Program::Haproxy, here("haproxy", &HAPROXY)),
        (Program::Pgbouncer, here("pgbouncer", &PGBOUNCER)),
        (Program::Repmgr, here("repmgr", &REPMGR)),
        (Program::Postgresql, here("postgres", &POSTGRESQL)),
    ];
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let has_certificate = certificate(folder.path());
    let own = |name: &str| folder.path().join(name).display().to_string();
    let mut descriptions = some(number("PGLB_RANDOM_STACKS", 12) as usize);
    for (index, description) in descriptions.iter_mut().enumerate() {
        // Each meets another combination of the versions that are here.
        for ((program, here), step) in versions.iter().zip([1, 1, 3, 2]) {
            if !here.is_empty() {
                description.versions.set(*program, here[index / step % here.len()]);
            }
        }
        if let Some(tls) = &mut description.tls {
            (tls.certificate, tls.key, tls.ca) = (own("host.crt"), own("host.key"), own("ca.crt"));
        }
        description.tls = description.tls.take().filter(|_| has_certificate);
    }
    let all = written(descriptions, folder.path());
    let mut asked = 0;
    for (program, here) in &versions {
        for version in here {
            let of_version: Vec<&Rendered> = all.iter().filter(|one| one.description.versions.of(*program) == *version).collect();
            asked += match program {
                Program::Haproxy => haproxy(*version, &of_version),
                Program::Pgbouncer => pgbouncer(*version, &of_version),
                Program::Repmgr => repmgr(*version, &of_version),
                Program::Postgresql => postgresql(*version, &of_version),
            };
        }
    }
    println!("{asked} files of {} stacks were taken", all.len());
}

/// The paths of all files of `language` in `all`.
fn files(all: &[&Rendered], language: Language) -> Vec<String> {
    all.iter().flat_map(|one| one.of(language)).collect()
}

fn text(path: &str) -> String {
    fs::read_to_string(path).unwrap()
}

fn haproxy(version: Version, all: &[&Rendered]) -> usize {
    let files = files(all, Language::Haproxy);
    for (file, (status, said)) in files.iter().zip(ask(&files, &format!("'{}' {version} -c -f {{}}", script()))) {
        let quiet = !said.contains("[WARNING]") && !said.contains("[ALERT]");
        assert!(status == 0 && quiet, "HAProxy {version}: {said}\n{}", text(file));
    }
    files.len()
}

fn pgbouncer(version: Version, all: &[&Rendered]) -> usize {
    let files = files(all, Language::Pgbouncer);
    for (file, (_, said)) in files.iter().zip(ask(&files, &format!("'{}' pgbouncer {version} -u {NOBODY} {{}}", script()))) {
        // Of a limit of the machine it says something too.
        let other = |line: &&str| !line.contains(NOBODY) && !line.contains("open file limit") && !line.contains("max_client_conn");
        let loud: Vec<&str> =
            said.lines().filter(other).filter(|line| [" WARNING ", " ERROR ", " FATAL "].iter().any(|word| line.contains(word))).collect();
        assert!(said.contains(NOBODY) && loud.is_empty(), "PgBouncer {version}: {said}\n{}", text(file));
    }
    files.len()
}

fn repmgr(version: Version, all: &[&Rendered]) -> usize {
    let files = files(all, Language::Repmgr);
    for (file, (status, said)) in files.iter().zip(ask(&files, &format!("'{}' repmgr {version} -f {{}} --dump-config", script()))) {
        assert!(status == 0 && !said.contains("WARNING"), "repmgr {version}: {said}\n{}", text(file));
    }
    files.len()
}

fn postgresql(version: Version, all: &[&Rendered]) -> usize {
    let files = files(all, Language::Postgresql);
    // `-C` looks for a folder that nobody else may read, and the file in it.
    let command = format!(
        "f={{}}; d=$(mktemp -d) && cp $f $d/postgresql.conf && '{}' postgres {version} -D $d -C max_connections; r=$?; rm -r $d; (exit $r)",
        script()
    );
    let most = |file: &String| {
        let one = all.iter().find(|one| one.files.iter().any(|(path, _)| path == file)).unwrap();
        Plan::new(&one.description).budget.server.to_string()
    };
    for (file, (status, said)) in files.iter().zip(ask(&files, &command)) {
        assert!(status == 0 && said == most(file), "PostgreSQL {version}: {said}\n{}", text(file));
    }
    files.len() + access(version, all)
}

/// Access rules and maps, asked of one server.
fn access(version: Version, all: &[&Rendered]) -> usize {
    let (rules, maps) = (files(all, Language::Hba), files(all, Language::Ident));
    if rules.is_empty() {
        return 0;
    }
    let server = Server::start(version).expect("a server starts");
    for file in &rules {
        assert_eq!(server.refused(&text(file)), BTreeSet::new(), "PostgreSQL {version} of\n{}", text(file));
    }
    for file in &maps {
        assert_eq!(server.refused_maps(&text(file)), BTreeSet::new(), "PostgreSQL {version} of\n{}", text(file));
    }
    rules.len() + maps.len()
}

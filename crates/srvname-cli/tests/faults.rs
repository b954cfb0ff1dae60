//! The command line under faults: files that are none, devices that never end, disks that are full, readers that go away,
//! and octets that nobody meant. Each ends in a clear message and the right status, and none in a panic.

#![cfg(unix)]

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Noise, the same every time.
struct Noise(u64);

impl Noise {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 16) % u64::try_from(limit).unwrap()).unwrap()
    }
}

fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("faults").join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

fn chain(name: &str) -> PathBuf {
    srvname_testkit::testdata().join("chains").join(format!("{name}.pem"))
}

fn srvname() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_srvname"));
    command.stdin(Stdio::null());
    command
}

/// Runs and checks what holds of every run: an exit status of 0, 1 or 2, and no panic.
#[track_caller]
fn run(command: &mut Command) -> (i32, String, String) {
    finished(&command.output().expect("it starts"))
}

#[track_caller]
fn finished(output: &Output) -> (i32, String, String) {
    let text = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    let status = output.status.code().unwrap_or_else(|| panic!("{:?}: {err}", output.status));
    assert!((0..=2).contains(&status), "status {status}: {err}");
    assert!(!err.contains("panicked"), "{err}");
    (status, out, err)
}

/// Each command that reads certificates, in each format, as its first arguments. `--roots` stands for a file.
const COMMANDS: [&[&str]; 12] = [
    &["inspect"],
    &["inspect", "--format", "json"],
    &["check"],
    &["check", "--format", "json", "--service", "xmpp-server", "--domain", "example.com"],
    &VERIFY,
    &["verify", "--service", "xmpp-server", "--domain", "example.com", "--format", "json"],
    &["lint", "--fail-on", "never"],
    &["lint", "--fail-on", "never", "--format", "json"],
    &["lint", "--fail-on", "never", "--format", "sarif", "--chain"],
    &["census"],
    &["census", "--format", "json"],
    &["census", "--format", "html"],
];

const VERIFY: [&str; 5] = ["verify", "--service", "xmpp-server", "--domain", "example.com"];

/// A command of those, with the roots and the moment of the test data where it takes them.
fn command(arguments: &[&str]) -> Command {
    let mut command = srvname();
    command.args(arguments);
    if arguments[0] == "verify" {
        command.arg("--roots").arg(root());
    }
    if matches!(arguments[0], "verify" | "census") {
        command.args(["--at", "2026-11-24T00:00:00Z"]);
    }
    command
}

fn root() -> PathBuf {
    srvname_testkit::testdata().join("roots/root.pem")
}

#[test]
fn every_command_answers_where_nothing_is_at_fault() {
    for arguments in COMMANDS {
        let (status, out, err) = run(command(arguments).arg(chain("xmpp")));
        assert_eq!((status, err.as_str()), (0, ""), "{arguments:?}");
        assert!(!out.is_empty(), "{arguments:?}");
    }
}

#[test]
fn what_is_no_file_is_named_and_nothing_is_answered() {
    let folder = folder("no-file");
    let (one, other) = (folder.join("one"), folder.join("other"));
    std::os::unix::fs::symlink(&one, &other).unwrap();
    std::os::unix::fs::symlink(&other, &one).unwrap();
    let dangling = folder.join("dangling");
    std::os::unix::fs::symlink(folder.join("nothing"), &dangling).unwrap();
    let below_a_file = chain("xmpp").join("below");
    let long = folder.join("x".repeat(5000));
    let mut paths = vec![folder.clone(), one, dangling, below_a_file, long, folder.join("missing")];
    // It opens, and reading it fails, for anybody.
    paths.extend(Some(PathBuf::from("/proc/self/mem")).filter(|path| path.exists()));
    // The superuser may read it all the same.
    let closed = folder.join("closed");
    fs::write(&closed, "").unwrap();
    fs::set_permissions(&closed, std::os::unix::fs::PermissionsExt::from_mode(0o000)).unwrap();
    paths.extend(File::open(&closed).is_err().then_some(closed));
    for path in &paths {
        // These two read what is in a folder.
        let is_read = |own: &&[&str]| *path == folder && matches!(own[0], "census" | "lint");
        for arguments in COMMANDS.into_iter().filter(|own| !is_read(own)) {
            let (status, out, err) = run(command(arguments).arg(path));
            let name = path.file_name().unwrap().to_string_lossy();
            assert_eq!((status, err.lines().count()), (2, 1), "{arguments:?} {err}");
            assert!(err.starts_with("srvname: ") && err.contains(&*name), "{arguments:?} {err}");
            assert!(out.is_empty() || !matches!(arguments[0], "check" | "verify"), "{out}");
        }
        let (status, out, err) = run(srvname().args(VERIFY).arg("--roots").arg(path).arg(chain("xmpp")));
        // Whatever is in the folder is named, too.
        let lines = if *path == folder { folder.read_dir().unwrap().count() + 1 } else { 1 };
        assert_eq!((status, out.as_str(), err.lines().count()), (2, "", lines), "--roots {}: {err}", path.display());
    }
}

/// What a file without fault beside it is worth: `inspect`, `lint` and `census` finish it, and say 2.
#[test]
fn the_other_files_are_finished() {
    for arguments in COMMANDS.into_iter().filter(|own| !matches!(own[0], "check" | "verify")) {
        let (_, alone, _) = run(command(arguments).arg(chain("xmpp")));
        let (status, out, err) = run(command(arguments).args(["missing.pem"]).arg(chain("xmpp")));
        assert_eq!((status, err.lines().count()), (2, 1), "{arguments:?} {err}");
        if !matches!(arguments[0], "lint" | "census") {
            assert_eq!(out, alone, "{arguments:?}");
            continue;
        }
        // Reports of findings say what they are not about, and a census which paths it was given.
        assert!(out.contains("missing.pem") && out != alone, "{arguments:?}");
        if arguments[0] == "census" {
            // The first line that counts certificates: those of the other file.
            let certificates = |text: &str| text.lines().find(|line| line.contains("certificates")).map(str::to_owned);
            assert_eq!(certificates(&out), certificates(&alone), "{arguments:?}");
            continue;
        }
        match serde_json::from_str::<serde_json::Value>(&alone) {
            Ok(alone) => {
                let own: serde_json::Value = serde_json::from_str(&out).unwrap();
                let findings = |log: &serde_json::Value| [log["findings"].clone(), log["runs"][0]["results"].clone()];
                assert_eq!(findings(&own), findings(&alone), "{arguments:?}");
            }
            Err(_) => assert!(out.starts_with(&alone), "{arguments:?}"),
        }
    }
}

/// Octets as a file, and what the commands that finish a file say to it, those that need a chain, and `census`, which
/// counts what is bad.
#[test]
fn encodings_of_text_and_octets_that_are_none() {
    let pem = fs::read_to_string(chain("xmpp")).unwrap();
    let pem = pem.get(pem.find("-----BEGIN").unwrap()..).unwrap().to_owned();
    let utf_16: Vec<u8> = pem.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cut = pem.as_bytes()[..200].to_vec();
    let folder = folder("encodings");
    for (name, octets, [listed, check, verify, census]) in [
        ("empty", Vec::new(), [2, 2, 2, 2]),
        ("newline", b"\n".to_vec(), [2, 2, 2, 2]),
        ("nul", vec![0; 4096], [2, 2, 2, 2]),
        ("high", vec![0xff; 4096], [2, 2, 2, 2]),
        ("utf-16", utf_16, [2, 2, 2, 2]),
        ("cut", cut, [2, 2, 2, 0]),
        ("begin", "-----BEGIN CERTIFICATE-----\n".repeat(20_000).into_bytes(), [2, 2, 2, 0]),
        ("end", "-----END CERTIFICATE-----\n".repeat(20_000).into_bytes(), [2, 2, 2, 2]),
        ("length", vec![0x30, 0x84, 0xff, 0xff, 0xff, 0xff], [1, 2, 1, 0]),
        ("indefinite", [0x30, 0x80].repeat(100_000), [1, 2, 1, 0]),
        ("mark", format!("\u{feff}{pem}").into_bytes(), [0; 4]),
        ("mac", pem.replace('\n', "\r").into_bytes(), [0; 4]),
        ("latin-1", [b"J\xfcrgens Zertifikate\n", pem.as_bytes()].concat(), [0; 4]),
    ] {
        let path = folder.join(name);
        fs::write(&path, octets).unwrap();
        for arguments in COMMANDS {
            let wanted = match arguments[0] {
                "check" => check,
                "verify" => verify,
                "census" => census,
                _ => listed,
            };
            let (status, out, err) = run(command(arguments).arg(&path));
            assert_eq!(status, wanted, "{arguments:?} {name}: {err}");
            let said = if arguments[0] == "census" && census == 0 { !out.is_empty() } else { err.contains(name) };
            assert!(said || wanted == 0 || err.contains("at least two certificates"), "{arguments:?} {name}: {err}");
            assert!(err.len() < 4_000_000, "{arguments:?} {name}");
        }
    }
}

/// A file of more than 256 MiB, which is sparse: where it would have to be held it is given up.
#[test]
fn what_is_too_large_is_given_up() {
    let path = folder("large").join("large.pem");
    File::create(&path).unwrap().set_len((256 << 20) + 1).unwrap();
    for arguments in [&["inspect"][..], &["check"], &VERIFY, &["lint"]] {
        let (status, _, err) = run(command(arguments).arg(&path));
        assert_eq!(status, 2, "{arguments:?} {err}");
        assert!(
            err.contains("large.pem: more than 256 MiB, the most that a file of certificates may have\n"),
            "{arguments:?} {err}"
        );
    }
}

#[test]
fn standard_input_that_never_ends_is_given_up() {
    for arguments in [&["inspect"][..], &["check"], &VERIFY, &["lint"]] {
        let (status, _, err) = run(command(arguments).arg("-").stdin(File::open("/dev/zero").unwrap()));
        assert_eq!(status, 2, "{arguments:?} {err}");
        assert!(err.contains("standard input: more than 256 MiB"), "{arguments:?} {err}");
    }
    let (status, _, err) = run(srvname().args(["lint", "--pkimetal"]).stdin(File::open("/dev/zero").unwrap()));
    assert!(status == 2 && err.contains("pkimetal: a line of more than"), "{err}");
}

/// A census reads a stream, so it goes on for as long as there is something to read, in the memory of one block.
#[test]
#[cfg(target_os = "linux")]
fn a_census_of_what_never_ends_takes_no_more_memory_for_it() {
    for first in ["", "-----BEGIN CERTIFICATE-----\n", "0"] {
        let mut child =
            census().arg("-").stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(first.as_bytes()).unwrap();
        let piece = vec![b'A'; 1 << 20];
        (0..64).for_each(|_| input.write_all(&piece).unwrap());
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("its memory");
        let kibibytes: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
        assert!(kibibytes < 48 << 10, "{first:?}: {kibibytes} KiB");
        child.kill().unwrap();
        child.wait().unwrap();
    }
}

#[test]
fn a_full_disk_is_no_answer() {
    let Ok(full) = OpenOptions::new().write(true).open("/dev/full") else { return };
    for arguments in COMMANDS {
        let (status, _, err) = run(command(arguments).arg(chain("xmpp")).stdout(full.try_clone().unwrap()));
        assert_eq!((status, err.lines().count()), (2, 1), "{arguments:?} {err}");
        assert!(err.contains("cannot write to standard output"), "{arguments:?} {err}");
    }
    for arguments in [&["--help"][..], &["lint", "--list"], &["lint", "--pkimetal"]] {
        let (status, ..) = run(srvname().args(arguments).stdout(full.try_clone().unwrap()));
        assert_eq!(status, 2, "{arguments:?}");
    }
    // Nobody can be told, and the status still says it.
    for arguments in COMMANDS {
        let (status, ..) = run(command(arguments).arg("missing.pem").stderr(full.try_clone().unwrap()));
        assert_eq!(status, 2, "{arguments:?}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    // What is longer than a pipe holds: the reader takes the start, as `head` does.
    let many = &vec![chain("xmpp"); 2000];
    for arguments in COMMANDS.into_iter().filter(|own| own[0] == "inspect") {
        gone(command(arguments).args(many), 10, 0);
    }
    // What is short: nobody reads at all.
    for arguments in COMMANDS {
        gone(command(arguments).arg(chain("xmpp")), 0, 0);
    }
    for arguments in [&["--help"][..], &["lint", "--list"], &["lint", "--pkimetal"]] {
        gone(srvname().args(arguments), 0, 0);
    }
    // The verdict is in the status, whoever reads the reason.
    gone(command(COMMANDS[2]).arg(chain("constrained-too-low")), 0, 1);
}

/// Runs a command whose output is read for so many octets.
#[track_caller]
fn gone(command: &mut Command, octets: usize, expected: i32) {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdout.take().unwrap().read_exact(&mut vec![0; octets]).unwrap();
    let (status, _, err) = finished(&child.wait_with_output().unwrap());
    assert_eq!((status, err.as_str()), (expected, ""), "{command:?}");
}

/// Certificates with octets changed, cut, doubled and moved, as PEM and as DER: an answer for each, or a message.
#[test]
fn broken_certificates_get_an_answer() {
    let folder = folder("broken");
    let mut noise = Noise(0x0dd_ba11);
    let files: Vec<PathBuf> = fs::read_dir(chain("xmpp").parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension() == Some(OsStr::new("pem")))
        .collect();
    let mut broken = Vec::new();
    for round in 0..300 {
        let mut octets = fs::read(&files[noise.below(files.len())]).unwrap();
        let changes = 1 + noise.below(4);
        for _ in 0..changes {
            let at = noise.below(octets.len());
            match noise.below(6) {
                0 => octets.truncate(at.max(1)),
                1 => octets[at] = u8::try_from(noise.below(256)).unwrap(),
                2 => drop(octets.remove(at)),
                3 => octets.insert(at, b"\n-= A\0\xff"[noise.below(7)]),
                4 => octets.rotate_left(at),
                _ => octets.extend_from_within(at..),
            }
            octets.truncate(100_000);
            if octets.is_empty() {
                octets.push(b'-');
            }
        }
        let path = folder.join(format!("{round}.pem"));
        fs::write(&path, octets).unwrap();
        broken.push(path);
    }
    for arguments in COMMANDS {
        if matches!(arguments[0], "inspect" | "lint" | "census") {
            let (status, out, err) = run(command(arguments).args(&broken));
            assert!(status != 2 || !err.is_empty(), "{arguments:?}");
            assert!(!out.contains('\u{1b}') && !err.contains('\u{1b}'), "an escape sequence in a pipe");
            continue;
        }
        for path in broken.iter().step_by(7) {
            let (status, out, err) = run(command(arguments).arg(path));
            assert!(status != 2 || !err.is_empty(), "{}", path.display());
            assert!(!out.contains('\u{1b}') && !err.contains('\u{1b}'), "an escape sequence in a pipe");
        }
    }
    // As roots they are used, or passed over with a word.
    for path in broken.iter().step_by(5) {
        let (status, _, err) = run(srvname().args(VERIFY).arg("--roots").arg(path).arg(chain("xmpp")));
        assert!(status != 2 || !err.is_empty(), "{}", path.display());
    }
}

/// Arguments that nobody types.
#[test]
fn strange_arguments_get_a_message() {
    let mut noise = Noise(0xface_0ff5);
    let words: [&[u8]; 28] = [
        b"verify",
        b"check",
        b"inspect",
        b"lint",
        b"census",
        b"--rule",
        b"confined",
        b"--service",
        b"--domain",
        b"-",
        b"--at",
        b"2026-11-24T00:00:00Z",
        b"--format",
        b"json",
        b"",
        b"--",
        b"--roots",
        b"\xff\xfe",
        b"xn--",
        b"_",
        b"*",
        b"a..b",
        "bücher.example".as_bytes(),
        b"--rule=",
        b"9999-99-99T99:99:99Z",
        b"\x1b[31m",
        b"--help",
        b"/dev/null",
    ];
    for _ in 0..400 {
        let count = noise.below(7);
        let mut arguments: Vec<OsString> =
            (0..count).map(|_| OsString::from_vec(words[noise.below(words.len())].to_vec())).collect();
        if noise.below(8) == 0 {
            arguments.push(OsStr::from_bytes(&b"x".repeat(70_000)).to_owned());
        }
        let (status, out, err) = run(srvname().args(&arguments));
        assert!(status != 2 || !err.is_empty(), "{arguments:?}");
        assert!(!out.contains('\u{1b}') && !err.contains('\u{1b}'), "{arguments:?} {out} {err}");
    }
}

/// A certificate of 16 MiB takes memory in proportion: the limit is on address space, so it counts everything.
#[test]
fn memory_is_in_proportion_to_the_file() {
    let folder = folder("memory");
    let tlv = |tag: u8, content: &[u8]| {
        let length = u32::try_from(content.len()).unwrap().to_be_bytes();
        [&[tag, 0x84], &length[..], content].concat()
    };
    // A SEQUENCE that is no certificate, of 16 MiB, and one with as many elements as fit.
    let whole = tlv(0x30, &tlv(0x30, &vec![0; 16 << 20]));
    let parts = tlv(0x30, &tlv(0x30, &[0x05, 0x00].repeat(8 << 20)));
    for (name, octets) in [("whole", whole), ("parts", parts)] {
        let path = folder.join(name);
        File::create(&path).unwrap().write_all(&octets).unwrap();
        let limited = "ulimit -v 150000; exec \"$0\" \"$@\"";
        for arguments in [&["inspect"][..], &["lint"], &VERIFY] {
            let mut command = Command::new("sh");
            command.args(["-c", limited, env!("CARGO_BIN_EXE_srvname")]).args(arguments);
            let (status, _, err) = run(command.arg(&path));
            assert_eq!(status, 1, "{arguments:?} {name}: {err}");
        }
    }
}

/// A folder of good and bad files for the census.
fn collection(name: &str) -> PathBuf {
    let folder = folder(name);
    fs::create_dir(folder.join("below")).unwrap();
    fs::copy(chain("xmpp"), folder.join("below/good.pem")).unwrap();
    fs::write(folder.join("empty.pem"), "").unwrap();
    fs::write(folder.join("noise"), [0xff; 1000]).unwrap();
    folder
}

fn census() -> Command {
    let mut command = srvname();
    command.args(["census", "--format", "json", "--at", "2026-11-24T00:00:00Z"]);
    command
}

#[test]
fn a_folder_of_anything_is_counted() {
    let folder = collection("census");
    // Links in circles, a link to nothing, a pipe that nobody writes to.
    std::os::unix::fs::symlink(&folder, folder.join("below/up")).unwrap();
    std::os::unix::fs::symlink(folder.join("self"), folder.join("self")).unwrap();
    assert!(Command::new("mkfifo").arg(folder.join("pipe")).status().unwrap().success());
    let (status, out, err) = run(census().arg(&folder));
    // What could not be read is named, and the rest is counted.
    assert_eq!(status, 2, "{err}");
    assert!(out.contains("\"certificates\": 2"), "{out} {err}");
    for name in ["pipe: not read: neither a file nor a folder", "up: not read: a link to a folder"] {
        assert!(err.contains(name), "{name}: {err}");
    }
    for name in ["empty.pem", "noise", "self"] {
        assert!(err.contains(name), "{name}: {err}");
    }
}

/// As deep as a path can be written: nothing but its length bounds how deep folders lie.
#[test]
fn folders_lie_as_deep_as_they_can() {
    let folder = folder("deep");
    let room = 4000_usize.saturating_sub(folder.as_os_str().len());
    let bottom = folder.join("d/".repeat(room / 2));
    fs::create_dir_all(&bottom).unwrap();
    fs::copy(chain("xmpp"), bottom.join("good.pem")).unwrap();
    let (status, out, err) = run(census().arg(&folder));
    assert_eq!((status, err.as_str()), (0, ""));
    assert!(out.contains("\"certificates\": 2"), "{out}");
}

/// Files come and go while the folder is read.
#[test]
fn a_folder_that_changes_is_counted() {
    let folder = folder("changing");
    let good = fs::read(chain("xmpp")).unwrap();
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for round in 0.. {
                if stop.load(std::sync::atomic::Ordering::Relaxed) {
                    break;
                }
                let path = folder.join(format!("{}.pem", round % 50));
                let _ = if path.exists() { fs::remove_file(&path) } else { fs::write(&path, &good) };
            }
        });
        let counted = std::panic::catch_unwind(|| (0..20).for_each(|_| drop(run(census().arg(&folder)))));
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        assert!(counted.is_ok());
    });
}

/// A limit on the size of files stands for a full disk: the file that was there stays, and nothing lies beside it.
#[test]
fn what_cannot_be_written_whole_is_not_written() {
    let folder = folder("output");
    let (output, good) = (folder.join("report.html"), chain("xmpp"));
    let limited = "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\"";
    for before in [None, Some("the report of yesterday")] {
        before.iter().for_each(|text| fs::write(&output, text).unwrap());
        let mut command = Command::new("sh");
        command.args(["-c", limited, env!("CARGO_BIN_EXE_srvname"), "census", "--format", "html", "--output"]);
        let (status, _, err) = run(command.arg(&output).arg(&good));
        assert_eq!(status, 2, "{err}");
        assert!(err.contains("report.html: "), "{err}");
        assert_eq!(fs::read_to_string(&output).ok().as_deref(), before);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), usize::from(before.is_some()));
    }
    // With room for it, it is there, through a link too, and to a device it is written as it stands.
    let link = folder.join("link.html");
    std::os::unix::fs::symlink(&output, &link).unwrap();
    let arguments = ["census", "--format", "html", "--output"];
    let (status, out, err) = run(srvname().args(arguments).arg(&link).arg(&good));
    assert_eq!((status, out.as_str()), (0, ""), "{err}");
    assert!(fs::read_to_string(&output).unwrap().ends_with("</html>\n") && link.is_symlink());
    let (status, out, _) = run(srvname().args(arguments).arg("/dev/stdout").arg(&good));
    assert!(status == 0 && out.contains("<html"));
    let (status, _, err) = run(srvname().args(arguments).arg("/dev/full").arg(&good));
    assert!(status == 2 && err.contains("/dev/full: "), "{err}");
    let (status, _, err) = run(srvname().args(arguments).arg(folder.join("missing/report.html")).arg(&good));
    assert!(status == 2 && err.contains("report.html: "), "{err}");
}

/// Files beside the report are somebody else's, whatever they are called, and a link that leads to nothing is not replaced.
#[test]
fn what_was_not_made_here_is_left_alone() {
    use std::os::unix::fs::PermissionsExt;

    let folder = folder("beside");
    let (output, good) = (folder.join("report.json"), chain("xmpp"));
    fs::write(&output, "yesterday").unwrap();
    fs::set_permissions(&output, PermissionsExt::from_mode(0o640)).unwrap();
    // What another run with the number of this process has left: in a container every one has the same.
    let shell = "echo theirs > \"$1.$$.part\"; exec \"$0\" census --format json --output \"$1\" \"$2\"";
    let mut command = Command::new("sh");
    command.args(["-c", shell, env!("CARGO_BIN_EXE_srvname")]).arg(&output).arg(&good);
    let (status, _, err) = run(&mut command);
    assert_eq!(status, 0, "{err}");
    assert!(fs::read_to_string(&output).unwrap().starts_with('{'));
    assert_eq!(fs::metadata(&output).unwrap().permissions().mode() & 0o777, 0o640);
    let others = || fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| *path != output);
    let others = || others().map(|path| fs::read_to_string(path).unwrap()).collect::<Vec<_>>();
    assert_eq!(others(), ["theirs\n"]);
    // Several at once: each report is whole, and nothing is left beside it.
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| assert_eq!(run(census().arg("--output").arg(&output).arg(&good)).0, 0));
        }
    });
    assert!(fs::read_to_string(&output).unwrap().ends_with("}\n"));
    assert_eq!(others(), ["theirs\n"]);
    let (dangling, missing) = (folder.join("dangling.json"), folder.join("missing.json"));
    std::os::unix::fs::symlink(&missing, &dangling).unwrap();
    let (status, out, err) = run(census().arg("--output").arg(&dangling).arg(&good));
    assert_eq!((status, out.as_str()), (2, ""), "{err}");
    assert!(err.contains("dangling.json: the link does not lead to a file\n"), "{err}");
    assert!(dangling.is_symlink() && !missing.exists());
}

/// A new report may be read by whoever may read any other new file.
#[test]
fn a_new_report_has_the_permissions_of_a_new_file() {
    let folder = folder("new");
    let (output, other) = (folder.join("report.json"), folder.join("other"));
    assert_eq!(run(census().arg("--output").arg(&output).arg(chain("xmpp"))).0, 0);
    fs::write(&other, "").unwrap();
    let mode = |path: &Path| std::os::unix::fs::PermissionsExt::mode(&fs::metadata(path).unwrap().permissions());
    assert_eq!(mode(&output), mode(&other));
    // In the folder where the command runs, too.
    let (status, _, err) = run(census().current_dir(&folder).args(["--output", "here.json"]).arg(chain("xmpp")));
    assert_eq!((status, folder.join("here.json").is_file()), (0, true), "{err}");
}

/// Returns the command with SIGINT as a terminal sends it. A shell without job control has its background jobs ignore it,
/// tests among them, and what they start would never end.
fn with_default_signals(command: &Command) -> Command {
    if !cfg!(target_os = "linux") {
        let mut same = Command::new(command.get_program());
        same.args(command.get_args());
        return same;
    }
    let mut env = Command::new("env");
    env.arg("--default-signal=INT").arg(command.get_program()).args(command.get_args());
    env
}

/// An interrupted census ends by the signal, at once, and leaves behind what was there.
#[test]
fn a_census_can_be_interrupted() {
    let folder = folder("signal");
    let output = folder.join("report.json");
    // Not SIGHUP, which `nohup` has ignored.
    for (name, number, before) in [("-INT", 2, None), ("-TERM", 15, Some("yesterday"))] {
        before.iter().for_each(|text| fs::write(&output, text).unwrap());
        let mut command = census();
        command.arg("--output").arg(&output).arg("-");
        let mut child = with_default_signals(&command).stdin(Stdio::piped()).spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(&fs::read(chain("xmpp")).unwrap()).unwrap();
        // Until it ends: the first signal may come before the default is restored.
        let status = loop {
            let interrupted = Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
            assert!(interrupted.success());
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
        };
        assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(number), "{name}");
        assert_eq!(fs::read_to_string(&output).ok().as_deref(), before);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), usize::from(before.is_some()));
    }
}

/// A block that never ends is searched once, however small the pieces are in which it comes.
#[test]
fn a_block_without_end_is_read_once() {
    let mut child =
        census().arg("-").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(b"-----BEGIN CERTIFICATE-----\n").unwrap();
    let line = [b'A'; 4096];
    (0..16_384).for_each(|_| input.write_all(&line).unwrap());
    drop(input);
    let (_, out, _) = finished(&child.wait_with_output().unwrap());
    assert!(out.contains("\"unparsable\""), "{out}");
}

/// Each of marks without end was searched for its end as far as the window goes.
#[test]
fn marks_without_end_are_searched_up_to_the_next() {
    let path = folder("marks").join("marks.pem");
    fs::write(&path, "-----BEGIN CERTIFICATE-----\n".repeat(400_000)).unwrap();
    let (status, out, err) = run(census().arg(&path));
    assert_eq!((status, err.as_str()), (0, ""));
    assert!(out.contains("\"unparsable\": 400000"), "{}", &out[..out.len().min(500)]);
}

/// Everything that lint, in all its formats and profiles, says about broken certificates.
#[test]
fn broken_certificates_can_be_linted() {
    let folder = folder("lint");
    let mut noise = Noise(0x11_7711);
    let pem = fs::read(chain("xmpp")).unwrap();
    for round in 0..60 {
        let mut octets = pem.clone();
        for _ in 0..3 {
            let at = noise.below(octets.len());
            octets[at] = b"ABab09+/= \n-"[noise.below(12)];
        }
        fs::write(folder.join(format!("{round}.pem")), octets).unwrap();
    }
    let files: Vec<_> = (0..60).map(|round| folder.join(format!("{round}.pem"))).collect();
    for format in ["text", "json", "sarif"] {
        for chain in [None, Some("--chain")] {
            let (status, out, err) = run(srvname().args(["lint", "--format", format]).args(chain).args(&files));
            assert!(status != 2 || !err.is_empty());
            assert!(!out.is_empty() && !out.contains('\u{1b}'));
        }
    }
}

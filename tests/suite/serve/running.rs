//! A preview that runs in a folder of its own, and a client that says exactly what it is told to.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// Longer than anything takes, on whatever machine.
const PATIENCE: Duration = Duration::from_secs(30);

pub const STORY: &str = "+++\ntitle = \"The ferry\"\nsummary = \"S.\"\ndate = 2026-03-05\nauthors = [\"Nele\"]\n+++\n\nIt began with the barrier.\n";

/// A folder with settings and one story.
pub fn small() -> TempDir {
    let site = tempfile::tempdir().unwrap();
    write(&site, "retell.toml", "title = \"Ebb\"\nbase_url = \"https://ebb.example/\"\n");
    write(&site, "content/stories/ferry.md", STORY);
    site
}

pub fn write(site: &TempDir, path: &str, text: &str) {
    let path = site.path().join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// The program in a folder, with nothing of the tester's own environment that it looks at.
pub fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_retell"));
    command.args(arguments).current_dir(folder);
    for name in
        ["SOURCE_DATE_EPOCH", "RETELL_BASE_URL", "RETELL_POLL", "NO_COLOR", "CLICOLOR_FORCE", "COLUMNS"]
    {
        command.env_remove(name);
    }
    command
}

pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// Every file below a folder, by path.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn gather(folder: &Path, shown: &str, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let shown = format!("{shown}{}", entry.file_name().to_str().unwrap());
            if entry.file_type().unwrap().is_dir() {
                gather(&entry.path(), &format!("{shown}/"), found);
            } else {
                found.insert(shown, fs::read(entry.path()).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    gather(folder, "", &mut found);
    found
}

/// A preview.
pub struct Running {
    folder: TempDir,
    child: Child,
    pub port: u16,
    said: Arc<Mutex<String>>,
    printed: Arc<Mutex<String>>,
}

impl Running {
    /// `retell serve` with these arguments, on any free port.
    #[track_caller]
    pub fn start(folder: TempDir, arguments: &[&str]) -> Running {
        Running::start_as(folder, &[&["serve", "--port", "0"], arguments].concat())
    }

    /// The program with these arguments; gives back when it has said where it is.
    #[track_caller]
    pub fn start_as(folder: TempDir, arguments: &[&str]) -> Running {
        let mut command = program(folder.path(), arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let said = gather(child.stderr.take().unwrap());
        let printed = gather(child.stdout.take().unwrap());
        let mut running = Running { folder, child, port: 0, said, printed };
        let begun = Instant::now();
        while !running.said().contains("Ctrl+C ends") {
            let ended = running.child.try_wait().unwrap();
            assert!(ended.is_none() && begun.elapsed() < PATIENCE, "{}{}", running.said(), running.printed());
            thread::sleep(Duration::from_millis(5));
        }
        let said = running.said();
        let address = said.split("http://localhost:").nth(1).unwrap_or_else(|| panic!("{said}"));
        running.port = address.split('/').next().unwrap().parse().unwrap();
        running
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until the program has ended; its exit code.
    pub fn end(&mut self) -> Option<i32> {
        let begun = Instant::now();
        loop {
            match self.child.try_wait().unwrap() {
                Some(status) => return status.code(),
                None if begun.elapsed() > PATIENCE => panic!("it goes on"),
                None => thread::yield_now(),
            }
        }
    }

    /// What it has said of how it is getting on.
    pub fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    /// What it has found.
    pub fn printed(&self) -> String {
        self.printed.lock().unwrap().clone()
    }

    pub fn write(&self, path: &str, text: &str) {
        write(&self.folder, path, text);
    }

    /// Asks again and again; fails if it never comes true.
    #[track_caller]
    pub fn until(&self, what: &str, is_so: impl Fn() -> bool) {
        let begun = Instant::now();
        while !is_so() {
            if begun.elapsed() > PATIENCE {
                panic!("not so after {PATIENCE:?}: {what}\n{}\n{}", self.said(), self.printed());
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    #[track_caller]
    pub fn get(&self, address: &str) -> Answer {
        self.ask("GET", address, "")
    }

    /// A request with these header lines, each with its line end.
    #[track_caller]
    pub fn ask(&self, method: &str, address: &str, headers: &str) -> Answer {
        let port = self.port;
        let host =
            if headers.contains("Host:") { String::new() } else { format!("Host: localhost:{port}\r\n") };
        self.send(
            format!("{method} {address} HTTP/1.1\r\n{host}Connection: close\r\n{headers}\r\n").as_bytes(),
        )
    }

    /// Exactly these bytes, and then whatever comes back until the other side closes.
    #[track_caller]
    pub fn send(&self, bytes: &[u8]) -> Answer {
        let mut stream = self.connect();
        // Who is refused early may not have been heard to the end.
        let _ = stream.write_all(bytes);
        read(stream)
    }

    /// Exactly these bytes, and not a word more.
    #[track_caller]
    pub fn send_and_leave(&self, bytes: &[u8]) -> Answer {
        let mut stream = self.connect();
        let _ = stream.write_all(bytes);
        let _ = stream.shutdown(Shutdown::Write);
        read(stream)
    }

    /// The stream of news, as a page listens to it.
    pub fn news(&self) -> News {
        let mut stream = self.connect();
        let port = self.port;
        write!(stream, "GET /:retell/news HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n").unwrap();
        News(BufReader::new(stream))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What comes back until the other side closes; fails if it goes on and on.
#[track_caller]
fn read(mut stream: TcpStream) -> Answer {
    let begun = Instant::now();
    let (mut answer, mut part) = (Vec::new(), [0; 1 << 16]);
    loop {
        assert!(begun.elapsed() < PATIENCE, "it goes on: {}", String::from_utf8_lossy(&answer));
        match stream.read(&mut part) {
            Ok(0) => return Answer::of(&answer),
            Ok(length) => answer.extend_from_slice(&part[..length]),
            Err(error) if error.kind() == ErrorKind::ConnectionReset => return Answer::of(&answer),
            Err(error) => panic!("no answer: {error}"),
        }
    }
}

fn gather(from: impl Read + Send + 'static) -> Arc<Mutex<String>> {
    let text = Arc::new(Mutex::new(String::new()));
    let filled = Arc::clone(&text);
    thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            filled.lock().unwrap().push_str(&format!("{line}\n"));
        }
    });
    text
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// 0 if nothing did.
    pub status: u16,
    head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn of(bytes: &[u8]) -> Answer {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap_or(bytes.len());
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        let body = bytes.get(end + 4..).unwrap_or_default().to_vec();
        Answer { status, head, body }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        lines.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    /// The body without the one line that the preview adds.
    pub fn without_script(&self) -> Vec<u8> {
        let Ok(text) = String::from_utf8(self.body.clone()) else { return self.body.clone() };
        let Some(start) = text.find("<script src=\"/:retell/page.js\"") else { return self.body.clone() };
        let end = start + text[start..].find("</script>").unwrap() + "</script>".len();
        format!("{}{}", &text[..start], &text[end..]).into_bytes()
    }
}

/// What a page is told.
pub struct News(BufReader<TcpStream>);

impl News {
    /// The next piece of news that is wanted; fails if none comes.
    #[track_caller]
    pub fn next(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        let mut line = String::new();
        while begun.elapsed() < PATIENCE {
            line.clear();
            assert!(self.0.read_line(&mut line).unwrap() > 0, "the stream has ended");
            if let Some(data) = line.trim_end().strip_prefix("data: ") {
                let news = serde_json::from_str(data).unwrap();
                if wanted(&news) {
                    return news;
                }
            }
        }
        panic!("no such news after {PATIENCE:?}");
    }
}

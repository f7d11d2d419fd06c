//! From a saved file to the served page: `retell serve`, a text that is saved again and again, and a reader
//! who asks for its page until it shows what was saved.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use crate::site::{NOW, Site, at};

/// How long the first build and a page may take before the bench gives up.
const PATIENCE: Duration = Duration::from_secs(120);

/// A preview that ends with this value.
struct Preview(Child);

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The times from a save to the page that shows it, in seconds, in the order of the saves.
pub fn saves(site: &Site, saves: usize) -> Result<Vec<f64>, String> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|problem| problem.to_string())?;
    let port = listener.local_addr().map_err(|problem| problem.to_string())?.port();
    drop(listener);
    let mut child = Command::new(env!("CARGO_BIN_EXE_retell"))
        .arg("-C")
        .arg(&site.folder)
        .args(["serve", "--now", NOW, "--port", &port.to_string()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|problem| problem.to_string())?;
    let said = child.stderr.take().ok_or("the preview says nothing")?;
    let mut lines = BufReader::new(child.stdout.take().ok_or("the preview says nothing")?);
    let _preview = Preview(child);
    // What it says is not kept, but has to go somewhere.
    thread::spawn(move || std::io::copy(&mut BufReader::new(said), &mut std::io::sink()));
    thread::spawn(move || {
        let mut line = String::new();
        while lines.read_line(&mut line).is_ok_and(|read| read > 0) {
            line.clear();
        }
    });
    let posts = site.posts()?;
    let mut times = Vec::new();
    for number in 0..saves {
        // Spread over the site, and each its own.
        let post = &posts[(number * 7919 + 13) % posts.len()];
        times.push(save(site, post, port, number)?);
        thread::sleep(Duration::from_millis(300));
    }
    Ok(times)
}

fn save(site: &Site, post: &Path, port: u16, number: usize) -> Result<f64, String> {
    let text = fs::read_to_string(post).map_err(at(post))?;
    let inside = post.strip_prefix(site.folder.join("content")).map_err(|problem| problem.to_string())?;
    let address = format!("/{}/", inside.with_extension("").display());
    let mark = format!("saved{number}times");
    until(port, &address, "</html>")?;
    let body = text.rfind("\n\n").unwrap_or(text.len());
    let edited = format!("{}\n\nHere it was {mark}.{}", &text[..body], &text[body..]);
    let begun = Instant::now();
    fs::write(post, edited).map_err(at(post))?;
    until(port, &address, &mark)?;
    let time = begun.elapsed().as_secs_f64();
    fs::write(post, text).map_err(at(post))?;
    Ok(time)
}

/// Asks for a page until it holds some words.
fn until(port: u16, address: &str, words: &str) -> Result<(), String> {
    let begun = Instant::now();
    loop {
        if ask(port, address).is_ok_and(|page| page.contains(words)) {
            return Ok(());
        }
        if begun.elapsed() > PATIENCE {
            return Err(format!("{address} does not show {words}"));
        }
        thread::sleep(Duration::from_millis(1));
    }
}

fn ask(port: u16, address: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    write!(stream, "GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n")?;
    let mut page = Vec::new();
    stream.read_to_end(&mut page)?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}

//! What the preview answers, and what it does not.

use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use super::running::{self, Running, small};

#[test]
fn pages_feeds_and_files_come_with_their_types() {
    let site = small();
    running::write(&site, "static/notes.txt", "\u{e6}");
    let preview = Running::start(site, &[]);
    for (address, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/stories/ferry/", "text/html; charset=utf-8"),
        ("/stories/ferry/index.html?a=b", "text/html; charset=utf-8"),
        ("/feed.xml", "application/atom+xml; charset=utf-8"),
        ("/sitemap.xml", "application/xml; charset=utf-8"),
        ("/notes.txt", "text/plain; charset=utf-8"),
    ] {
        let answer = preview.get(address);
        assert_eq!((answer.status, answer.header("content-type")), (200, Some(kind)), "{address}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{address}");
        assert!(answer.header("cache-control").is_some_and(|value| value.starts_with("no-")), "{address}");
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
    let page = preview.get("/stories/ferry/").text();
    assert_eq!(page.matches("/:retell/page.js").count(), 1);
    for own in ["page.js", "stream.js", "page.css"] {
        assert_eq!(preview.get(&format!("/:retell/{own}")).status, 200, "{own}");
    }
    assert_eq!(preview.get("/:retell/other").status, 404);
}

#[test]
fn the_search_is_made_for_who_searches() {
    let preview = Running::start(small(), &[]);
    let manifest = preview.get("/search/manifest.json?x=1");
    assert_eq!(manifest.status, 200);
    assert_eq!(manifest.header("content-type"), Some("application/json; charset=utf-8"));
    let page = preview.get("/search/?q=ferry").text();
    let (_, after) = page.split_once("src=\"/search/").expect("a module");
    let module = preview.get(&format!("/search/{}", after.split('"').next().unwrap()));
    assert_eq!((module.status, module.header("content-type")), (200, Some("text/javascript; charset=utf-8")));
    assert_eq!(preview.get("/search").header("location"), Some("/search/"));
    for gone in ["/search/t/gone.bin", "/search/t/", "/searching/manifest.json"] {
        assert_eq!(preview.get(gone).status, 404, "{gone}");
    }
}

#[test]
fn a_page_without_its_slash_leads_to_the_page() {
    let preview = Running::start(small(), &[]);
    let answer = preview.get("/stories/ferry?from=mail");
    assert_eq!((answer.status, answer.header("location")), (308, Some("/stories/ferry/?from=mail")));
    assert_eq!(preview.get("//stories/ferry").status, 404, "no address of another host");
}

#[test]
fn a_former_address_is_served_as_it_is_built() {
    let site = small();
    running::write(&site, "content/a.md", "+++\ntitle = \"A\"\naliases = [\"/old/\"]\n+++\n");
    let preview = Running::start(site, &[]);
    let answer = preview.get("/old/").text();
    assert!(answer.contains("http-equiv=\"refresh\"") && !answer.contains("retell/page.js"), "{answer}");
}

#[test]
fn an_address_that_is_not_there_gets_the_sites_own_page_and_proposals() {
    let preview = Running::start(small(), &[]);
    let answer = preview.get("/storys/fery/");
    assert_eq!(answer.status, 404);
    let text = answer.text();
    assert!(text.contains("<a href=\"/stories/ferry/\">"), "{text}");
    assert!(text.contains("<title>") && text.contains("/:retell/page.js"), "{text}");
    let harm = preview.get("/%3Cscript%3Ealert(1)%3C/script%3E/ferry/").text();
    assert!(!harm.contains("<script>alert"), "{harm}");
}

#[test]
fn who_asks_for_what_is_not_there_holds_up_nobody() {
    let site = small();
    let name = "a-name-so-long-that-it-takes-a-while-to-say-how-much-another-one-is-like-it".repeat(2);
    for number in 0..150 {
        running::write(&site, &format!("content/notes/{name}-{number}.md"), "+++\ntitle = \"A\"\n+++\n");
    }
    let preview = Running::start(site, &[]);
    let wrong = name.replace("le", "el");
    let asking: Vec<TcpStream> = (0..24)
        .map(|number| {
            let mut stream = TcpStream::connect(("127.0.0.1", preview.port)).unwrap();
            write!(stream, "GET /notes/{wrong}-{number}/ HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
            stream
        })
        .collect();
    assert_eq!(preview.get("/:retell/page.js").status, 200);
    let waiting = asking.iter().filter(|stream| {
        stream.set_nonblocking(true).unwrap();
        stream.peek(&mut [0]).is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
    });
    assert!(waiting.count() > 0, "who came last was answered last");
}

#[test]
fn head_gets_the_head_and_other_methods_nothing() {
    let preview = Running::start(small(), &[]);
    let head = preview.ask("HEAD", "/stories/ferry/", "");
    let length = preview.get("/stories/ferry/").body.len().to_string();
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), Some(length.as_str()));
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "BREW"] {
        let answer = preview.ask(method, "/", "");
        assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD")), "{method}");
    }
}

#[test]
fn media_come_in_the_parts_that_are_asked_for() {
    let site = small();
    running::write(&site, "static/talk.mp3", "0123456789");
    let preview = Running::start(site, &[]);
    let part = preview.ask("GET", "/talk.mp3", "Range: bytes=2-4\r\n");
    assert_eq!((part.status, part.text().as_str()), (206, "234"));
    assert_eq!(part.header("content-range"), Some("bytes 2-4/10"));
    let whole = preview.get("/talk.mp3");
    assert_eq!((whole.status, whole.text().as_str()), (200, "0123456789"));
    let again = preview.ask(
        "GET",
        "/talk.mp3",
        &format!("If-Modified-Since: {}\r\n", whole.header("last-modified").unwrap()),
    );
    assert_eq!(again.status, 304);
    assert_eq!(preview.ask("GET", "/talk.mp3", "Range: bytes=20-\r\n").status, 416);
}

#[cfg(unix)]
#[test]
fn a_file_that_was_exchanged_for_a_link_is_not_followed_out_of_the_site() {
    let site = small();
    let secret = tempfile::tempdir().unwrap();
    running::write(&secret, "secret.txt", "secret");
    running::write(&site, "static/a.png", "picture");
    let preview = Running::start(site, &[]);
    let path = preview.path().join("static/a.png");
    fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink(secret.path().join("secret.txt"), &path).unwrap();
    // Whether the preview has noticed yet or not.
    for _ in 0..20 {
        let answer = preview.get("/a.png");
        assert!(!answer.text().contains("secret"), "{answer:?}");
    }
}

#[test]
fn only_who_names_this_machine_is_answered() {
    let preview = Running::start(small(), &[]);
    for host in ["localhost", "LOCALHOST:1", "127.0.0.1", "[::1]:80"] {
        assert_eq!(preview.ask("GET", "/", &format!("Host: {host}\r\n")).status, 200, "{host}");
    }
    for host in [
        "evil.example",
        "localhost.evil.example:4747",
        "192.168.0.7",
        "127.0.0.1.evil.example",
        "a@localhost",
    ] {
        for address in ["/", "/nothing", "/:retell/news", "/:retell/page.js"] {
            let answer = preview.ask("GET", address, &format!("Host: {host}\r\n"));
            assert_eq!(answer.status, 403, "{host} {address}");
            assert!(answer.text().contains("localhost"), "{}", answer.text());
        }
    }
    assert_eq!(preview.send(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n").status, 400);
    assert_eq!(preview.ask("GET", "/", "Host: localhost\r\nHost: localhost\r\n").status, 400);
}

#[test]
fn no_page_of_another_site_is_told_what_changes() {
    let preview = Running::start(small(), &[]);
    let own = format!("Origin: http://localhost:{}\r\n", preview.port);
    for headers in [
        "Origin: http://evil.example\r\n".to_owned(),
        "Origin: null\r\n".to_owned(),
        "Origin: http://localhost:1\r\n".to_owned(),
        format!("Origin: https://localhost:{}\r\n", preview.port),
        "Sec-Fetch-Site: cross-site\r\n".to_owned(),
        format!("{own}Sec-Fetch-Site: same-site\r\n"),
    ] {
        assert_eq!(preview.ask("GET", "/:retell/news", &headers).status, 403, "{headers}");
    }
    for headers in [own.clone(), format!("{own}Sec-Fetch-Site: same-origin\r\n")] {
        assert_eq!(preview.ask("GET", "/:retell/page.js", &headers).status, 200, "{headers}");
    }
}

#[test]
fn no_address_leads_to_the_disk() {
    let preview = Running::start(small(), &[]);
    for address in [
        "/../../../../etc/passwd",
        "/..%2f..%2f..%2f..%2fetc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%5c..%5cretell.toml",
        "//etc/passwd",
        "/%2fetc%2fpasswd",
        "/retell.toml",
        "/content/stories/ferry.md",
        "/stories/ferry.md",
        "/.retell/lock",
        "/%252e%252e/retell.toml",
        "/stories/..",
        "/static/.",
        "/CON",
    ] {
        let answer = preview.get(address);
        assert_eq!(answer.status, 404, "{address}");
        assert!(!String::from_utf8_lossy(&answer.body).contains("root:"), "{address}");
    }
    for address in [
        "/%00",
        "/a%00/",
        "/%ff",
        "/%c0%ae%c0%ae/",
        "/%zz",
        "/%",
        "http://localhost/",
        "http://evil.example/",
        "*",
    ] {
        assert_eq!(preview.get(address).status, 400, "{address}");
    }
}

#[test]
fn malformed_requests_get_an_answer_or_the_door_and_the_next_one_is_served() {
    let preview = Running::start(small(), &[]);
    let long = "a".repeat(20_000);
    let many: String = (0..500).map(|number| format!("X-{number}: y\r\n")).collect();
    let endless = format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {}", "y".repeat(2_000_000));
    let requests: Vec<(Vec<u8>, &[u16])> = vec![
        (b"".to_vec(), &[0]),
        (b"\r\n\r\n".to_vec(), &[0, 400]),
        (b"\0\0\0\0\0\0\0\0\r\n\r\n".to_vec(), &[400]),
        (b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03".to_vec(), &[400]),
        (b"GET\r\n\r\n".to_vec(), &[400]),
        (b"GET / HTTP/9.9\r\n\r\n".to_vec(), &[400]),
        (b"GET / HTTP/1.1\r\nHost localhost\r\n\r\n".to_vec(), &[400]),
        (b"GET / HTTP/1.1\r\nHost: loc\0alhost\r\n\r\n".to_vec(), &[400]),
        (b"GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n".to_vec(), &[400]),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n".to_vec(), &[400]),
        (b"GET stories HTTP/1.1\r\nHost: localhost\r\n\r\n".to_vec(), &[400]),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), &[0, 400]),
        (b"CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".to_vec(), &[405]),
        (
            format!("GET /{long} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").into_bytes(),
            &[414],
        ),
        (format!("GET /{}", "a".repeat(200_000)).into_bytes(), &[0, 400, 414, 431]),
        (format!("GET / HTTP/1.1\r\nHost: localhost\r\n{many}\r\n").into_bytes(), &[431]),
        (endless.into_bytes(), &[0, 431]),
        (
            b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                .to_vec(),
            &[400, 200, 0],
        ),
    ];
    for (bytes, statuses) in requests {
        // What is no whole request is not answered before its sender has gone.
        let answer =
            if statuses.contains(&0) { preview.send_and_leave(&bytes) } else { preview.send(&bytes) };
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(60)]).into_owned();
        assert!(statuses.contains(&answer.status), "{shown:?}: {}", answer.status);
        assert_eq!(preview.get("/stories/ferry/").status, 200, "after {shown:?}");
    }
}

#[test]
fn three_hundred_who_say_nothing_keep_nobody_out() {
    let preview = Running::start(small(), &[]);
    let mut silent: Vec<_> = (0..150).map(|_| preview.connect()).collect();
    // Others begin to say something and never end.
    silent.extend((0..150).map(|_| {
        let mut stream = preview.connect();
        let _ = stream.write_all(b"GET / HTTP/1.1\r\nHost: loc");
        stream
    }));
    let begun = Instant::now();
    assert_eq!(preview.get("/stories/ferry/").status, 200);
    // Before the first of them would have been closed for its silence alone.
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    // And none of them is kept for ever.
    for mut stream in silent {
        let waited = stream.read_to_end(&mut Vec::new()).err().map(|error| error.kind());
        assert!(matches!(waited, None | Some(ErrorKind::ConnectionReset)), "still open: {waited:?}");
    }
}

#[test]
fn eight_readers_at_once_and_a_stream_for_each_are_served() {
    let preview = Running::start(small(), &[]);
    let mut streams: Vec<_> = (0..40).map(|_| preview.news()).collect();
    for stream in &mut streams {
        stream.next(|_| true);
    }
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..25 {
                    assert_eq!(preview.get("/stories/ferry/").status, 200);
                }
            });
        }
    });
    preview.write("content/a.md", "+++\ntitle = \"A\"\n+++\n");
    let builds: Vec<_> = streams
        .iter_mut()
        .map(|stream| stream.next(|news| news["build"].as_str().is_some_and(|build| !build.ends_with("-1"))))
        .collect();
    assert!(builds.iter().all(|build| build["errors"] == 0));
}

//! Making pictures on a real disk: kept, damaged, swept.

use tempfile::TempDir;

use super::*;
use crate::io::disk::open_regular;

/// A site with one JPEG that tells something, and a way to ask for it.
struct Home {
    folder: TempDir,
    from: PathBuf,
}

impl Home {
    fn new(bytes: &[u8]) -> Home {
        let folder = tempfile::tempdir().unwrap();
        let from = folder.path().join("quay.jpg");
        fs::write(&from, bytes).unwrap();
        Home { folder, from }
    }

    fn workshop(&self) -> Workshop {
        Workshop::of(self.folder.path(), true)
    }

    fn picture(&self, making: Making) -> Picture {
        Picture { from: self.from.clone(), making }
    }

    fn narrow(&self, workshop: &Workshop, width: u32) -> Vec<u8> {
        let widths = Arc::from([60, 80]);
        let narrow = Narrow { width, widths, pixels: 200 * 100, clean: true };
        workshop.make(&self.picture(Making::Narrow(narrow)), open_regular).unwrap().to_vec()
    }

    fn kept(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(self.folder.path().join(".retell/pictures")) else {
            return Vec::new();
        };
        let paths = entries.map(|entry| entry.unwrap().path());
        let mut paths: Vec<PathBuf> = paths.filter(|path| !path.ends_with(AGES)).collect();
        paths.sort();
        paths
    }
}

#[cfg(feature = "images")]
fn photograph() -> Vec<u8> {
    crate::picture::sample(200, 100)
}

#[cfg(feature = "images")]
#[test]
fn what_was_made_once_is_kept_for_all_widths_and_read_again() {
    let home = Home::new(&photograph());
    let first = home.narrow(&home.workshop(), 60);
    assert_eq!(home.kept().len(), 2);
    // What is read again needs no making: another file in its place shows.
    let other = home.workshop();
    for path in home.kept() {
        let bytes = [HEAD, Fingerprint::of(b"kept").bytes(), b"kept"].concat();
        fs::write(path, bytes).unwrap();
    }
    assert_eq!(home.narrow(&other, 60), b"kept");
    assert_ne!(first, b"kept");
}

#[cfg(feature = "images")]
#[test]
fn what_is_damaged_is_made_anew() {
    let home = Home::new(&photograph());
    let first = home.narrow(&home.workshop(), 80);
    for damage in [&b""[..], b"x", HEAD, &[HEAD, &[7; 40]].concat()] {
        for path in home.kept() {
            fs::write(path, damage).unwrap();
        }
        assert_eq!(home.narrow(&home.workshop(), 80), first);
    }
    let whole = fs::read(&home.kept()[0]).unwrap();
    assert!(whole.starts_with(HEAD) && whole.len() > HEAD.len() + 16);
}

#[cfg(feature = "images")]
#[test]
fn a_changed_picture_is_another_one_even_within_one_preview() {
    let home = Home::new(&photograph());
    let workshop = home.workshop();
    let first = home.narrow(&workshop, 80);
    fs::write(&home.from, crate::picture::sample(200, 50)).unwrap();
    assert_ne!(home.narrow(&workshop, 80), first);
}

#[cfg(feature = "images")]
#[test]
fn what_many_builds_do_not_use_goes() {
    let home = Home::new(&photograph());
    home.narrow(&home.workshop(), 60);
    let stray = home.folder.path().join(".retell/pictures").join(format!("{UNFINISHED}1-1"));
    fs::write(&stray, "half").unwrap();
    let foreign = home.folder.path().join(".retell/pictures/notes.txt");
    fs::write(&foreign, "mine").unwrap();
    for build in 1..=MOST_BUILDS + 1 {
        let workshop = home.workshop();
        if build == 1 {
            home.narrow(&workshop, 60);
        }
        workshop.sweep();
        assert!(!stray.exists());
        // The one that was used leaves a build later than the other.
        let left = home.kept().len() - 1;
        assert_eq!(left, if build <= MOST_BUILDS { 2 } else { 1 }, "after build {build}");
    }
    assert!(foreign.exists());
}

#[cfg(feature = "images")]
#[test]
fn many_threads_give_what_one_gives() {
    let home = Home::new(&photograph());
    let alone = home.narrow(&Workshop::default(), 60);
    let workshop = home.workshop();
    std::thread::scope(|scope| {
        let asked: Vec<_> = (0..8).map(|_| scope.spawn(|| home.narrow(&workshop, 60))).collect();
        for asked in asked {
            assert_eq!(asked.join().unwrap(), alone);
        }
    });
}

#[cfg(feature = "images")]
#[test]
fn what_would_be_heavier_is_the_original_without_what_it_tells() {
    let small = crate::picture::sample(82, 2);
    let home = Home::new(&small);
    let made = home.narrow(&home.workshop(), 80);
    assert!(made.len() <= small.len());
    assert!(!made.windows(6).any(|window| window == b"SECRET"));
}

#[test]
fn what_cannot_be_decoded_is_published_as_it_is_and_told() {
    let broken = b"\xff\xd8\xff\xe0 and no more of it";
    let home = Home::new(broken);
    let workshop = home.workshop();
    let expected = picture::clean(broken).into_owned();
    assert_eq!(home.narrow(&workshop, 60), expected);
    assert_eq!(workshop.troubles().len(), 1);
    assert!(home.kept().is_empty());
}

#[cfg(unix)]
#[test]
fn a_link_that_a_contributor_left_is_not_followed() {
    let elsewhere = tempfile::tempdir().unwrap();
    let home = Home::new(b"no picture");
    std::os::unix::fs::symlink(elsewhere.path(), home.folder.path().join(".retell")).unwrap();
    let workshop = home.workshop();
    workshop.keep("x", b"made");
    workshop.sweep();
    assert!(fs::read_dir(elsewhere.path()).unwrap().next().is_none());
}

//! What work costs: CPU time and memory, of this process and of programs that it starts; and on which machine.
//!
//! CPU seconds are user and system together. They hold on a busy machine, where the time on the wall does
//! not. Memory is read where Linux tells it.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use std::{fs, io};

use retell::date::{Instant, Zone};
use rustix::time::{ClockId, clock_gettime};

/// What a program needed.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// User and system, in seconds.
    pub cpu: f64,
    /// The most memory it held at once, in bytes.
    pub peak: f64,
}

/// Runs a program to its end, with GNU `time` around it. What it prints is dropped, unless it fails.
///
/// # Errors
///
/// It could not be started, or failed; the words are for whoever runs the bench.
pub fn run<S: AsRef<OsStr>>(program: &Path, arguments: &[S]) -> Result<Cost, String> {
    const TIME: &str = "/usr/bin/time";
    let output = Command::new(TIME)
        .args(["--quiet", "--format", "\n%U %S %M"])
        .arg(program)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("{TIME} cannot be run ({error}); on Debian: apt-get install time"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("{} failed: {}", program.display(), said.trim_end()));
    }
    let figures = said.trim_end().rsplit('\n').next().unwrap_or_default();
    let figures: Vec<f64> = figures.split(' ').filter_map(|figure| figure.parse().ok()).collect();
    match figures[..] {
        [user, system, kilobytes] => Ok(Cost { cpu: user + system, peak: kilobytes * 1024.0 }),
        _ => Err(format!("{TIME} is not GNU time: it says {figures:?}")),
    }
}

/// The CPU time that this process has used, all threads together.
pub fn cpu() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// What a piece of work gives, and the CPU seconds it takes.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let before = cpu();
    let given = work();
    (given, (cpu() - before).as_secs_f64())
}

/// The middle of some figures.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// How a bench ends, and what it says if it could not measure.
pub fn ended(done: Result<(), String>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

/// The memory that this process holds now, in bytes.
pub fn held() -> f64 {
    status("VmRSS:")
}

/// The most memory that this process has held since [`forget_peak`], in bytes.
pub fn peak() -> f64 {
    status("VmHWM:")
}

/// Begins to look for the peak anew.
///
/// # Errors
///
/// What the system says, if it does not allow that.
pub fn forget_peak() -> io::Result<()> {
    fs::write("/proc/self/clear_refs", "5")
}

fn status(key: &str) -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default();
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse().unwrap_or(f64::NAN);
    kilobytes * 1024.0
}

/// What bytes take when a host compresses them, by `gzip`; not a number where there is none.
pub fn gzipped(bytes: &[u8]) -> f64 {
    let child =
        Command::new("gzip").args(["-6", "-c", "-n"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut child) = child else { return f64::NAN };
    let mut input = child.stdin.take();
    std::thread::scope(|scope| {
        scope.spawn(move || input.as_mut().map(|input| input.write_all(bytes)));
        child.wait_with_output().map_or(f64::NAN, |output| output.stdout.len() as f64)
    })
}

/// One line: the machine, how busy it is, and the day.
pub fn machine() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let cpus = read("/proc/cpuinfo");
    let model = cpus.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("an unknown processor", |(_, model)| model.trim());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let load = read("/proc/loadavg");
    let load = load.split(' ').next().unwrap_or("?");
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let day = Instant::from_seconds(since.as_secs() as i64)
        .map_or_else(String::new, |now| now.in_zone(&Zone::utc())[..10].to_owned());
    format!("{cores} cores of {model}, {}, load {load}, {day}", std::env::consts::OS)
}

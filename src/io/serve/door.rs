//! The address and port at which the preview is found, and who can come in there.

use std::fmt;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, ToSocketAddrs};

use super::connections::Doors;
use super::guard::Hosts;

/// The port if none is asked for, and how many after it are tried.
const PORT: u16 = 4747;
const TRIES: u16 = 20;

/// An open door. Whoever knocks waits until [`run`](super::run) answers.
#[derive(Debug)]
pub struct Door {
    /// Its port.
    pub port: u16,
    /// Whether the port is another one than that which is usual, since that one is taken.
    pub moved: bool,
    /// Whether only programs on this machine can come in.
    pub private: bool,
    /// The host to put into a URL: `localhost`.
    pub host: String,
    first: TcpListener,
    second: Option<TcpListener>,
    hosts: Hosts,
}

/// Why there is no door.
#[derive(Debug)]
pub enum NoDoor {
    /// Another program has the port.
    Taken(u16),
    /// There is no such address, or not on this machine.
    Nowhere(String),
    /// The system said no.
    Io(u16, io::Error),
}

impl fmt::Display for NoDoor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoDoor::Taken(port) => write!(
                f,
                "port {port} is taken by another program\n  another one: --port {}; or leave --port out, and a free one is found",
                port.checked_add(1).unwrap_or(PORT)
            ),
            NoDoor::Nowhere(address) => write!(
                f,
                "`{address}` is no address of this machine\n  for this machine alone, leave --bind out; for everyone on the network: --bind 0.0.0.0"
            ),
            NoDoor::Io(port, error) => write!(f, "port {port} cannot be opened: {error}"),
        }
    }
}

impl std::error::Error for NoDoor {}

impl Door {
    /// Opens a door at this machine's own addresses, or at the one asked for; at the port asked for
    /// (0 for any), or at the usual one, or at the next that is free.
    ///
    /// # Errors
    ///
    /// See [`NoDoor`].
    pub fn at(bind: Option<&str>, port: Option<u16>) -> Result<Door, NoDoor> {
        let addresses = match bind {
            None => vec![IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)],
            Some(name) => vec![address_of(name)?],
        };
        if let Some(port) = port {
            return Door::open_at(bind, &addresses, port);
        }
        for port in PORT..PORT + TRIES {
            match Door::open_at(bind, &addresses, port) {
                Err(NoDoor::Taken(_)) => {}
                door => return door.map(|door| Door { moved: port != PORT, ..door }),
            }
        }
        Door::open_at(bind, &addresses, 0).map(|door| Door { moved: true, ..door })
    }

    fn open_at(bind: Option<&str>, addresses: &[IpAddr], port: u16) -> Result<Door, NoDoor> {
        let why = |error: io::Error| match error.kind() {
            ErrorKind::AddrInUse => NoDoor::Taken(port),
            ErrorKind::AddrNotAvailable => NoDoor::Nowhere(addresses[0].to_string()),
            _ => NoDoor::Io(port, error),
        };
        let listen = |address: IpAddr, port| {
            let listener = TcpListener::bind(SocketAddr::new(address, port))?;
            listener.set_nonblocking(true)?;
            Ok(listener)
        };
        let first = listen(addresses[0], port).map_err(why)?;
        let given = first.local_addr().map_err(why)?.port();
        // `localhost` may mean either; if another program sat at one of them, browsers would ask it.
        let second = match addresses.get(1).map(|address| listen(*address, given)) {
            Some(Err(error)) if error.kind() == ErrorKind::AddrInUse && port != 0 => return Err(why(error)),
            other => other.and_then(Result::ok),
        };
        let address = addresses[0];
        let host = match bind {
            None => "localhost".to_owned(),
            Some(_) if address.is_unspecified() || address.is_loopback() => "localhost".to_owned(),
            Some(name) if name.parse::<Ipv6Addr>().is_ok() => format!("[{name}]"),
            Some(name) => name.to_owned(),
        };
        let hosts = Hosts::new(bind, address);
        Ok(Door { port: given, moved: false, private: address.is_loopback(), host, first, second, hosts })
    }

    /// Begins to listen; to be called inside the runtime.
    pub(super) fn open(self) -> io::Result<(Doors, Hosts)> {
        let second = self.second.map(tokio::net::TcpListener::from_std).transpose()?;
        Ok((Doors::new(tokio::net::TcpListener::from_std(self.first)?, second), self.hosts))
    }
}

fn address_of(name: &str) -> Result<IpAddr, NoDoor> {
    if let Ok(address) = name.trim_matches(['[', ']']).parse() {
        return Ok(address);
    }
    let mut addresses = (name, 0).to_socket_addrs().map_err(|_| NoDoor::Nowhere(name.to_owned()))?;
    addresses.next().map(|address| address.ip()).ok_or_else(|| NoDoor::Nowhere(name.to_owned()))
}

//! The places for connections, and which of them makes way for a newcomer.
//!
//! Whoever has not proven anything yet is trusted in one way only: to be quick. Discord's request
//! arrives whole in a packet or two, so a connection that has had a place for longest without proving
//! anything is the one that is missed least.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// The most connections at once, about 30 KiB each.
/// Discord and a load balancer use tens, and many systems allow a process 1024 open files.
pub const MAX_CONNECTIONS: usize = 512;
/// The most requests at once that are coming in and have proven nothing. Each holds a body of 256 KiB
/// at most, so all together 32 MiB.
pub const MAX_UNPROVEN: usize = 128;
/// How long a request may be on its way, from its first byte or the connection's start.
pub const RECEIVE: Duration = Duration::from_secs(5);
/// How long a connection may be silent between requests. More than the 60 seconds after which common
/// load balancers give up a connection themselves, so that they never send a request into a connection
/// that is being closed.
pub const IDLE: Duration = Duration::from_secs(75);

/// All places of one listener.
#[derive(Default)]
pub struct Crowd {
    places: Mutex<Places>,
    /// Told when somebody leaves, or can be asked to.
    room: Notify,
}

#[derive(Default)]
struct Places {
    n_taken: u64,
    taken: BTreeMap<u64, Taken>,
}

struct Taken {
    peer: IpAddr,
    standing: Standing,
    since: Instant,
    leave: CancellationToken,
}

/// What is known of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// Nothing has come in since it was opened.
    New,
    /// A request is coming in, or looked at, of which nobody knows whose it is.
    Unproven,
    /// Its request is known to be no stranger's, and being answered.
    Proven,
    /// The last answer is on its way or sent. `welcome` when that was to a proven request.
    Idle { welcome: bool },
}

impl Standing {
    fn patience(self) -> Option<Duration> {
        match self {
            Self::New | Self::Unproven => Some(RECEIVE),
            Self::Idle { .. } => Some(IDLE),
            Self::Proven => None,
        }
    }

    fn is_strange(self) -> bool {
        !matches!(self, Self::Proven | Self::Idle { welcome: true })
    }
}

impl Places {
    /// Takes the place from whoever is missed least among those that are `strange` enough: of the
    /// address with the most of them, the one that has been so for longest.
    fn make_way(&mut self, is_strange: impl Fn(Standing) -> bool) -> bool {
        let strange = || self.taken.iter().filter(|(_, t)| is_strange(t.standing));
        let mut from = BTreeMap::<IpAddr, usize>::new();
        for (_, taken) in strange() {
            *from.entry(taken.peer).or_default() += 1;
        }
        let missed_least =
            strange().max_by_key(|(id, taken)| (from[&taken.peer], Reverse((taken.since, **id))));
        let leaving = missed_least.map(|(id, _)| *id);
        let leaving = leaving.and_then(|id| self.taken.remove(&id));
        leaving.is_some_and(|taken| {
            taken.leave.cancel();
            true
        })
    }
}

impl Crowd {
    fn places(&self) -> MutexGuard<'_, Places> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for a connection from this address, for which another makes way when there is none.
    /// Only when all others are being answered does it wait.
    pub async fn place(self: &Arc<Self>, peer: IpAddr) -> Place {
        loop {
            if let Some(place) = self.try_place(network(peer)) {
                return place;
            }
            self.room.notified().await;
        }
    }

    fn try_place(self: &Arc<Self>, peer: IpAddr) -> Option<Place> {
        let mut places = self.places();
        let is_full = places.taken.len() >= MAX_CONNECTIONS;
        if is_full
            && !places.make_way(Standing::is_strange)
            && !places.make_way(|standing| standing != Standing::Proven)
        {
            return None;
        }
        places.n_taken += 1;
        let id = places.n_taken;
        let leave = CancellationToken::new();
        let taken = Taken {
            peer,
            standing: Standing::New,
            since: Instant::now(),
            leave: leave.clone(),
        };
        places.taken.insert(id, taken);
        Some(Place {
            crowd: Arc::clone(self),
            id,
            leave,
        })
    }
}

/// What counts as one address: as one place in the net has 2⁶⁴ of the new kind, those are one.
pub fn network(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() >> 64 << 64).into()),
        address @ IpAddr::V4(_) => address,
    }
}

/// One connection's place.
pub struct Place {
    crowd: Arc<Crowd>,
    id: u64,
    leave: CancellationToken,
}

impl Place {
    /// The request is known to be no stranger's, so its connection is not asked to make way.
    pub fn prove(&self) {
        self.enter(|_| Standing::Proven);
    }

    /// Something of a request comes in.
    pub fn receive(&self) {
        let mut places = self.crowd.places();
        let n_unproven = |places: &Places| {
            let taken = places.taken.values();
            taken.filter(|t| t.standing == Standing::Unproven).count()
        };
        let Some(taken) = places.taken.get_mut(&self.id) else {
            return;
        };
        match taken.standing {
            Standing::Unproven | Standing::Proven => return,
            // It began when it was opened.
            Standing::New => {}
            Standing::Idle { .. } => taken.since = Instant::now(),
        }
        taken.standing = Standing::Unproven;
        if n_unproven(&places) > MAX_UNPROVEN {
            places.make_way(|standing| standing == Standing::Unproven);
        }
    }

    /// The answer is made.
    pub fn rest(&self) {
        self.enter(|before| Standing::Idle {
            welcome: before == Standing::Proven,
        });
        self.crowd.room.notify_one();
    }

    /// Ends when the connection has to make way.
    pub async fn taken(&self) {
        self.leave.cancelled().await;
    }

    /// Whether the other side takes too long.
    pub fn is_too_slow(&self) -> bool {
        let places = self.crowd.places();
        places.taken.get(&self.id).is_none_or(|taken| {
            let patience = taken.standing.patience();
            patience.is_some_and(|patience| taken.since.elapsed() >= patience)
        })
    }

    fn enter(&self, next: impl FnOnce(Standing) -> Standing) {
        if let Some(taken) = self.crowd.places().taken.get_mut(&self.id) {
            taken.standing = next(taken.standing);
            taken.since = Instant::now();
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.crowd.places().taken.remove(&self.id);
        self.crowd.room.notify_one();
    }
}

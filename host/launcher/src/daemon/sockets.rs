//! Where a daemon listens and what it holds, bound by itself or taken over from the launcher before.

use std::os::fd::{AsFd as _, OwnedFd};

use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::api::Listeners;
use crate::config::Config;
use crate::http;
use crate::process::StateDir;
use crate::upgrade::{Estate, Inherited, Seat};

/// Everything that is listened on.
pub(super) struct Sockets {
    pub(super) grpc: Listeners,
    pub(super) metrics: TcpListener,
    pub(super) health: TcpListener,
}

impl Sockets {
    /// Those that were handed over and are where they should be, and others anew.
    pub(super) fn bind(config: &Config, inherited: &mut Inherited, io: &Runtime) -> Result<Self, String> {
        let (metrics, health) = (config.address(config.metrics_port), config.address(config.health_port));
        io.block_on(async {
            let grpc = config.address(config.grpc_port);
            Ok(Self {
                grpc: Listeners::bind(grpc, config.unix_socket.as_deref(), inherited).await?,
                metrics: http::bind("metrics.port", metrics, inherited).await?,
                health: http::bind("health.port", health, inherited).await?,
            })
        })
    }
}

/// Whose the state directory is until it is our turn.
pub(super) enum Place {
    /// Nobody else's.
    Own(StateDir),
    /// That of the launcher before, whose lock was handed over.
    HandedOver(OwnedFd),
}

impl Place {
    /// The one that is configured. That it is another launcher's is found out before anything is made there: two launchers never share a
    /// directory, and one that takes a place over has the same as the one before.
    pub(super) fn find(config: &Config, seat: Option<&Seat>, inherited: &mut Inherited) -> Result<Self, String> {
        if seat.is_none() {
            return StateDir::open(&config.state_dir).map(Self::Own).map_err(|error| error.to_string());
        }
        let lock = inherited.take("lock").ok_or("no lock was handed over")?;
        StateDir::is_of(&config.state_dir, &lock).map_err(|error| error.to_string())?;
        Ok(Self::HandedOver(lock))
    }

    /// The state directory, once the launcher before has let go.
    pub(super) fn taken(self, config: &Config, seat: Option<&Seat>) -> Result<StateDir, String> {
        match self {
            Self::Own(state) => Ok(state),
            Self::HandedOver(lock) if seat.is_some_and(Seat::await_turn) => {
                StateDir::take_over(&config.state_dir, lock).map_err(|error| error.to_string())
            }
            Self::HandedOver(_) => Err("the launcher that was to hand over has not done so".into()),
        }
    }
}

/// What a next launcher is handed.
pub(super) fn estate(sockets: &Sockets, state: &StateDir) -> std::io::Result<Estate> {
    let mut estate = sockets.grpc.handles()?;
    estate.push(("metrics.port", sockets.metrics.as_fd().try_clone_to_owned()?));
    estate.push(("health.port", sockets.health.as_fd().try_clone_to_owned()?));
    estate.push(("lock", state.lock_handle()?));
    Ok(Estate(estate))
}

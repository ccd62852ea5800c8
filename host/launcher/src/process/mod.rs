//! Turning what the supervisor wants started into what the spawner starts: ports, environment, arguments, directories, output.

mod guard;
mod ledger;
mod output;
mod state;
mod users;
mod written;

use std::collections::{BTreeMap, HashSet};
use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::fs::fchown;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use prism_core::effect::Spawn;
use prism_core::isolation::Scope;
use prism_core::manifest::{Manifest, Resources};
use prism_core::process::{BulkheadId, Identity, InstanceId, Ports, ProcessInfo};
use prism_core::template::{Template, Variable};
use prism_spawner::{Filesystem, Hardening, Limits, SpawnSpec};

use crate::catalogue::sha256_hex;
use crate::os::ports::{self, Reservation};

pub(crate) use guard::{Guard, contradiction};
pub(crate) use output::{open as open_output, prune, tail};
use state::again;
#[cfg(test)]
pub(crate) use state::an_entry;
pub(crate) use state::{
    Entry, Left, RECORD_VERSION, RECORD_VERSIONS_READ, StateDir, heads_of, make_private, read_again,
};

/// Where the base environment's PATH points: Debian's default for daemons.
const BASE_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Where instances live on disk, and what all of them get.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    /// Each instance's own directory is below.
    pub(crate) work: PathBuf,
    /// Each instance's output is a file here.
    pub(crate) logs: PathBuf,
    /// `NOTIFY_SOCKET`.
    pub(crate) notify_socket: PathBuf,
    /// The operator's limits; the smaller of these and the manifest's is in force.
    pub(crate) resources: Resources,
    /// What they are kept from.
    pub(crate) guard: Arc<Guard>,
}

/// Everything that starting one instance takes.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(crate) spec: SpawnSpec,
    pub(crate) output: OwnedFd,
    pub(crate) reserved: Vec<OwnedFd>,
    pub(crate) surroundings: Arc<Surroundings>,
}

/// What an instance runs in; probes of kind exec run in the same.
#[derive(Clone, Debug)]
pub(crate) struct Surroundings {
    /// For the health check's command: empty where there is none.
    pub(crate) environment: Vec<(String, String)>,
    pub(crate) work_dir: PathBuf,
    pub(crate) hardening: Hardening,
    pub(crate) log_file: PathBuf,
    pub(crate) ports: Ports,
    pub(crate) health_command: Vec<String>,
}

/// A file name for a key: names may be long and look alike, their digest is neither.
pub(crate) fn file_stem(qualified_id: &str) -> String {
    sha256_hex(qualified_id.as_bytes())[..16].to_owned()
}

/// Where below `logs` the output of a process goes: the same file over all its generations.
pub(crate) fn log_file(logs: &Path, identity: &Identity) -> PathBuf {
    logs.join(format!("{}-{}.log", identity.key.pattern, file_stem(&identity.key.qualified_id())))
}

impl Places {
    /// Reserves ports, opens the output and writes down what is to be executed.
    pub(crate) fn prepare(&self, spawn: &Spawn, token: u64) -> io::Result<Prepared> {
        let work_dir = self.work_dir(spawn.instance.bulkhead, &spawn.identity);
        let hardening = self.hardening(spawn)?;
        guard::make_own_dir(&work_dir, hardening.user).map_err(|error| named(error, "work directory", &work_dir))?;
        let log_file = log_file(&self.logs, &spawn.identity);
        let output = open_output(&log_file).map_err(|error| named(error, "output file", &log_file))?;
        if let Some(user) = hardening.user {
            // Its own, so that a program which opens /dev/stdout anew can.
            fchown(&output, Some(user), Some(user)).map_err(|error| named(error, "output file", &log_file))?;
        }
        let reserved = reserve(spawn)?;
        let ports = Ports { grpc: reserved[0].port, health: reserved[1].port, metrics: reserved[2].port };
        let values = Values { spawn, ports, work_dir: &work_dir };
        let surroundings = self.surroundings(spawn, ports, log_file, hardening.clone());
        let spec = SpawnSpec {
            token,
            executable: spawn.manifest.executable.clone(),
            argv0: None,
            args: spawn.manifest.args.iter().map(|arg| OsString::from(arg.render(|name| values.value(name)))).collect(),
            env: self.environment(&values),
            work_dir,
            limits: self.limits(&spawn.manifest),
            hardening,
            cgroup: cgroup(spawn.instance, &spawn.identity),
            stop_signal: spawn.manifest.stop_signal,
        };
        let reserved = reserved.into_iter().flat_map(Reservation::into_descriptors).collect();
        Ok(Prepared { spec, output, reserved, surroundings: Arc::new(surroundings) })
    }

    /// What an instance runs in: it follows from what it was started with, so it is the same for every launcher.
    pub(crate) fn surroundings(
        &self,
        spawn: &Spawn,
        ports: Ports,
        log_file: PathBuf,
        hardening: Hardening,
    ) -> Surroundings {
        let work_dir = self.work_dir(spawn.instance.bulkhead, &spawn.identity);
        let values = Values { spawn, ports, work_dir: &work_dir };
        let health_command = values.health_command();
        let environment = if health_command.is_empty() { Vec::new() } else { self.environment(&values) };
        Surroundings { environment, health_command, work_dir, hardening, log_file, ports }
    }

    /// What an instance is kept from. Asked again for one that was started, it says the same user.
    ///
    /// # Errors
    ///
    /// There is no user for it.
    pub(crate) fn hardening(&self, spawn: &Spawn) -> io::Result<Hardening> {
        let (bulkhead, files) = (spawn.instance.bulkhead, &spawn.manifest.filesystem);
        let work_dir = self.work_dir(bulkhead, &spawn.identity);
        let hardening = self.guard.of(bulkhead, &spawn.identity, &work_dir)?;
        // A path names no port, so it is the same before there are any.
        let values = Values { spawn, ports: Ports { grpc: 0, health: 0, metrics: 0 }, work_dir: &work_dir };
        let filesystem = self.guard.keeps_to(files).then(|| values.filesystem(files));
        Ok(Hardening { filesystem, ..hardening })
    }

    /// Sees to it that the user of a bulkhead of an earlier launcher is given to nobody else.
    ///
    /// # Errors
    ///
    /// It was never started, and there is no user for it.
    pub(crate) fn recognise(&self, bulkhead: BulkheadId, identity: &Identity) -> io::Result<()> {
        self.guard.of(bulkhead, identity, &self.work_dir(bulkhead, identity)).map(drop)
    }

    /// What an instance may use.
    pub(crate) fn limits(&self, manifest: &Manifest) -> Limits {
        let limits = manifest.resources.narrowed_by(self.resources);
        Limits {
            cpu_millis: limits.cpu_millis,
            memory_bytes: limits.memory_bytes,
            pids: limits.pids,
            nofile: limits.nofile,
        }
    }

    /// A bulkhead's own directory: kept over restarts, also of the launcher, and never another's, not even that of a later one of the
    /// same key.
    pub(crate) fn work_dir(&self, bulkhead: BulkheadId, identity: &Identity) -> PathBuf {
        self.work.join(format!("{}-{}", file_stem(&identity.key.qualified_id()), bulkhead.0))
    }

    /// Takes the directories of all bulkheads but these out of the way. They may hold anything, so removing them is left to the caller.
    pub(crate) fn set_others_aside(&self, living: &HashSet<PathBuf>) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.work).into_iter().flatten().flatten();
        let others = entries.map(|entry| entry.path()).filter(|path| !living.contains(path));
        others
            .enumerate()
            .map(|(number, path)| {
                let aside = self.work.join(format!("aside-{}-{number}", std::process::id()));
                // A new bulkhead may have the number of one that is gone, so its directory must not have the name.
                if fs::rename(&path, &aside).is_ok() { aside } else { path }
            })
            .collect()
    }

    /// Removes the directory of a bulkhead that is gone. It may hold anything, so this may take time.
    pub(crate) fn clear(&self, info: &ProcessInfo) {
        let directory = self.work_dir(info.bulkhead, &info.identity);
        let removed = fs::remove_dir_all(&directory).or_else(|error| again(error, || fs::remove_dir_all(&directory)));
        if let Err(error) = removed {
            tracing::warn!(directory = %directory.display(), %error, "it is removed when a launcher starts");
        }
        self.guard.release(info.bulkhead);
    }

    /// A fixed base, the manifest's, the request's, what policies set, the launcher's own; later wins.
    fn environment(&self, values: &Values<'_>) -> Vec<(String, String)> {
        let spawn = values.spawn;
        let own = |name: &str, value: String| (name.to_owned(), value);
        let mut environment = BTreeMap::from([
            own("PATH", BASE_PATH.into()),
            own("LANG", "C.UTF-8".into()),
            own("TZ", "UTC".into()),
            own("HOME", values.work_dir.display().to_string()),
        ]);
        let manifest = spawn.manifest.environment.iter();
        environment.extend(manifest.map(|(name, template)| (name.clone(), template.render(|name| values.value(name)))));
        environment.extend(spawn.config.iter().map(|(name, value)| (name.clone(), value.clone())));
        let overridden = spawn.config.iter().filter(|(name, _)| spawn.patch.environment().contains_key(*name));
        environment.extend(overridden.map(|(name, value)| (asked_name(name), value.clone())));
        environment.extend(spawn.patch.environment().clone());
        environment.extend([
            own("PATTERN_NAME", spawn.manifest.name.to_string()),
            own("PATTERN_VERSION", spawn.manifest.version.to_string()),
            own("NAMESPACE", values.value(&Variable::Namespace)),
            own("SESSION_ID", values.value(&Variable::SessionId)),
            own("PROCESS_ID", values.value(&Variable::ProcessId)),
            own("GRPC_PORT", values.value(&Variable::GrpcPort)),
            own("HEALTH_PORT", values.value(&Variable::HealthPort)),
            own("METRICS_PORT", values.value(&Variable::MetricsPort)),
            own("NOTIFY_SOCKET", self.notify_socket.display().to_string()),
            own("PRISM_GENERATION", spawn.instance.generation.to_string()),
        ]);
        environment.into_iter().collect()
    }
}

/// Under which name a process has what a request asked for under `key`, where a policy has set something else. Its environment is where a
/// launcher finds it again that comes after launcher and spawner have died: values are written to no file.
pub(crate) fn asked_name(key: &str) -> String {
    format!("PRISM_ASKED_{key}")
}

/// The name of an instance's cgroup.
pub(crate) fn cgroup(instance: InstanceId, identity: &Identity) -> String {
    format!("{}-{}", file_stem(&identity.key.qualified_id()), instance.generation)
}

/// What templates are filled in with.
struct Values<'a> {
    spawn: &'a Spawn,
    ports: Ports,
    work_dir: &'a Path,
}

impl Values<'_> {
    fn value(&self, variable: &Variable) -> String {
        let scope = &self.spawn.identity.key.scope;
        match variable {
            Variable::GrpcPort => self.ports.grpc.to_string(),
            Variable::HealthPort => self.ports.health.to_string(),
            Variable::MetricsPort => self.ports.metrics.to_string(),
            // A shared process serves everyone: it is never told the name of whoever happened to come first.
            Variable::Namespace => scope.namespace().map(ToString::to_string).unwrap_or_default(),
            Variable::SessionId => scope.session().map(ToString::to_string).unwrap_or_default(),
            Variable::ProcessId => self.spawn.identity.process_id.to_string(),
            Variable::WorkDir => self.work_dir.display().to_string(),
            Variable::Config(key) => self.spawn.config.get(key).cloned().unwrap_or_default(),
        }
    }

    /// With the work directory and the manifest's own.
    fn filesystem(&self, files: &prism_core::manifest::Filesystem) -> Filesystem {
        let rendered = |paths: &[Template]| -> Vec<OsString> {
            paths.iter().map(|path| path.render(|name| self.value(name)).into()).collect()
        };
        let mut filesystem = Filesystem { read: rendered(&files.read), write: rendered(&files.write) };
        filesystem.write.push(self.work_dir.into());
        // A record of before does not say where its manifest was.
        filesystem.read.extend(Some(&files.directory).filter(|it| it.is_absolute()).map(|it| it.clone().into()));
        filesystem
    }

    fn health_command(&self) -> Vec<String> {
        match &self.spawn.manifest.health.probe {
            prism_core::manifest::Probe::Exec { command } => {
                command.iter().map(|part| part.render(|name| self.value(name))).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The gRPC, health and metrics ports. The manifest's own number is honoured only where one instance can exist.
fn reserve(spawn: &Spawn) -> io::Result<[Reservation; 3]> {
    let key = &spawn.identity.key;
    let only_one = key.scope == Scope::Shared && key.partition.is_none();
    let health = match spawn.manifest.fixed_health_port.filter(|_| only_one) {
        Some(port) => ports::reserve_exactly(port)
            .map_err(|error| io::Error::new(error.kind(), format!("healthcheck.port {port}: {error}")))?,
        None => ports::reserve()?,
    };
    Ok([ports::reserve()?, health, ports::reserve()?])
}

fn named(error: io::Error, what: &str, path: &Path) -> io::Error {
    io::Error::new(error.kind(), format!("{what} {}: {error}", path.display()))
}

//! What the machine would do: which trees live, whatever the supervisor believes, and which news of them are under way.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use prism_core::effect::Spawn;
use prism_core::event::{Event, Exit, Probed};
use prism_core::isolation::IsolationKey;
use prism_core::manifest::Probe;
use prism_core::process::{BulkheadId, Generation, InstanceId, Ports};
use prism_core::record::{Adopted, Fate, Record, Stage};

use crate::dice::Dice;

/// How main processes end.
const EXITS: [Exit; 5] = [Exit::Code(0), Exit::Code(1), Exit::Signal(9), Exit::OutOfMemory, Exit::Unknown];

/// One spawned tree, until the supervisor was told that nothing of it is left.
pub(crate) struct Tree {
    pub(crate) key: IsolationKey,
    pub(crate) config: Arc<BTreeMap<String, String>>,
    probe: Probe,
    life: Life,
    /// The supervisor was told of its process.
    told_spawned: bool,
    /// The supervisor was told that it is ready.
    pub(crate) told_ready: bool,
    /// The supervisor was told that its main process ended.
    pub(crate) told_ended: bool,
    /// It was said to be ready, or to be stopping: it needs no start permit.
    pub(crate) past_its_start: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Life {
    Spawning,
    Living,
    Ended,
    Gone,
}

/// Trees and news.
#[derive(Default)]
pub(crate) struct Kernel {
    pub(crate) trees: BTreeMap<InstanceId, Tree>,
    /// News that the supervisor has not heard yet. They may overtake each other.
    news: Vec<Event>,
    /// Of these, what a spawner that died had sent.
    last_words: Vec<Event>,
    /// News that it has heard, to be told again.
    heard: Vec<Event>,
    /// There is no spawner: what is asked of it is not heard.
    unheard: bool,
    known: BTreeSet<InstanceId>,
    generations: BTreeMap<IsolationKey, Generation>,
    /// Everything goes well from now on.
    pub(crate) kind: bool,
}

impl Kernel {
    pub(crate) fn spawn(&mut self, dice: &mut Dice, spawn: &Spawn) -> Result<(), String> {
        let key = &spawn.identity.key;
        if self.trees.values().any(|tree| tree.key == *key) {
            return Err("spawned while an earlier tree of the key is not known to be gone".into());
        }
        if !self.known.insert(spawn.instance) {
            return Err("spawned twice".into());
        }
        let last = self.generations.insert(key.clone(), spawn.instance.generation);
        if last.is_some_and(|last| last >= spawn.instance.generation) {
            return Err(format!("generation went from {last:?} to {}", spawn.instance.generation));
        }
        let tree = Tree {
            key: key.clone(),
            config: spawn.config.clone(),
            probe: spawn.manifest.health.probe.clone(),
            life: Life::Spawning,
            told_spawned: false,
            told_ready: false,
            told_ended: false,
            past_its_start: false,
        };
        self.trees.insert(spawn.instance, tree);
        if self.unheard {
            self.fail_spawn(spawn.instance, "the spawner cannot be reached");
        } else if self.kind || dice.percent(80) {
            self.finish_spawn(dice, spawn.instance);
        }
        Ok(())
    }

    fn finish_spawn(&mut self, dice: &mut Dice, instance: InstanceId) {
        let Some(tree) = self.trees.get_mut(&instance) else { return };
        if self.kind || dice.percent(85) {
            tree.life = Life::Living;
            self.news.push(Event::Spawned { instance, pid: 4, ports: Ports { grpc: 1, health: 2, metrics: 3 } });
            if tree.probe == Probe::Notify && (self.kind || dice.percent(80)) {
                self.news.push(Event::Notified { instance, found: Probed { serves_grpc: true } });
            }
        } else {
            self.fail_spawn(instance, "no such file");
        }
    }

    fn fail_spawn(&mut self, instance: InstanceId, error: &str) {
        self.mark(instance, |tree| tree.life = Life::Gone);
        self.news.push(Event::SpawnFailed { instance, error: error.into() });
    }

    pub(crate) fn probe(&mut self, dice: &mut Dice, instance: InstanceId, attempt: u32) -> Result<(), String> {
        self.known(instance)?;
        let serves_grpc = dice.percent(80);
        if self.kind || dice.percent(70) {
            self.news.push(Event::Probed { instance, attempt, answer: Ok(Probed { serves_grpc }) });
        } else if dice.percent(80) {
            self.news.push(Event::Probed { instance, attempt, answer: Err("refused".into()) });
        }
        Ok(())
    }

    pub(crate) fn signal(&mut self, dice: &mut Dice, instance: InstanceId, chance: usize) -> Result<(), String> {
        self.known(instance)?;
        if !self.unheard && (self.kind || dice.percent(chance)) {
            self.end(dice, instance);
        }
        Ok(())
    }

    fn end(&mut self, dice: &mut Dice, instance: InstanceId) {
        let Some(tree) = self.trees.get_mut(&instance).filter(|tree| tree.life == Life::Living) else { return };
        tree.life = Life::Ended;
        let exit = dice.pick(&EXITS);
        self.news.push(Event::Ended { instance, exit, output: "".into() });
    }

    pub(crate) fn sweep(&mut self, dice: &mut Dice, instance: InstanceId) -> Result<(), String> {
        self.known(instance)?;
        let Some(tree) = self.trees.get_mut(&instance) else { return Ok(()) };
        match tree.life {
            Life::Ended if !self.unheard && (self.kind || dice.percent(80)) => {
                tree.life = Life::Gone;
                self.news.push(Event::Swept { instance, killed: dice.percent(20) });
            }
            Life::Ended | Life::Gone => {}
            Life::Spawning | Life::Living => return Err("swept while its main process lives".into()),
        }
        Ok(())
    }

    /// Effects are for trees that the supervisor cannot know to be gone.
    fn known(&self, instance: InstanceId) -> Result<(), String> {
        self.trees.contains_key(&instance).then_some(()).ok_or_else(|| "an effect for a tree that is gone".into())
    }

    /// Something happens to some tree by itself.
    pub(crate) fn mishap(&mut self, dice: &mut Dice) {
        let trees: Vec<InstanceId> = self.trees.keys().copied().collect();
        if trees.is_empty() {
            return;
        }
        let instance = dice.pick(&trees);
        match self.trees[&instance].life {
            Life::Spawning => self.finish_spawn(dice, instance),
            Life::Living if self.trees[&instance].probe == Probe::Notify && dice.percent(50) => {
                self.news.push(Event::Notified { instance, found: Probed::default() });
            }
            Life::Living => self.end(dice, instance),
            Life::Ended | Life::Gone => {}
        }
    }

    /// The launcher died: its news are lost with it, the trees are not. What a next one finds of each record's.
    ///
    /// With the spawner dead too, only what a record has a pid of can be proven; the rest is killed, and nobody knows how anything ended.
    pub(crate) fn outlive(
        &mut self,
        dice: &mut Dice,
        records: &BTreeMap<BulkheadId, Record>,
        alone: bool,
    ) -> Result<Vec<Adopted>, String> {
        let spawning = self.with_life(Life::Spawning);
        spawning.into_iter().for_each(|instance| self.finish_spawn(dice, instance));
        if alone {
            self.bury_what_is_not_proven(records);
        }
        self.news.clear();
        self.last_words.clear();
        self.unheard = false;
        self.heard.clear();
        let gone = self.with_life(Life::Gone);
        gone.iter().for_each(|instance| drop(self.trees.remove(instance)));
        // A number that no record has may be given to another bulkhead.
        self.known.retain(|instance| self.trees.contains_key(instance));
        let recorded = |instance: &InstanceId| {
            let record = records.get(&instance.bulkhead).filter(|record| record.generation == instance.generation);
            record.is_some_and(|record| record.stage.started().is_some())
        };
        if !self.trees.keys().all(recorded) {
            return Err("a tree that no record speaks of".into());
        }
        let found = records.values();
        Ok(found.map(|record| Adopted { record: record.clone(), fate: self.fate(dice, record, alone) }).collect())
    }

    fn bury_what_is_not_proven(&mut self, records: &BTreeMap<BulkheadId, Record>) {
        for (instance, tree) in &mut self.trees {
            let record = records.get(&instance.bulkhead).filter(|record| record.generation == instance.generation);
            let pid = record.and_then(|record| record.stage.started()).and_then(|started| started.pid);
            if pid.is_none() || tree.life == Life::Ended {
                tree.life = Life::Gone;
            }
        }
    }

    fn fate(&mut self, dice: &mut Dice, record: &Record, alone: bool) -> Fate {
        let instance = InstanceId { bulkhead: record.bulkhead, generation: record.generation };
        let Some(tree) = self.trees.get_mut(&instance) else { return Fate::Gone };
        // Written down, though the notice of it may have been lost with the launcher.
        tree.past_its_start |= !matches!(record.stage, Stage::Starting(_));
        if tree.life == Life::Ended {
            tree.told_ended = true;
            return Fate::Ended { exit: dice.pick(&EXITS), output: "".into() };
        }
        tree.told_spawned = true;
        tree.told_ready |= tree.probe == Probe::Alive;
        Fate::Lives { pid: 4, asked: !alone && dice.percent(50) }
    }

    /// The spawner dies. What it had sent is heard still, what it had not is lost.
    pub(crate) fn fall_silent(&mut self, dice: &mut Dice) {
        let (from_spawner, others) = std::mem::take(&mut self.news).into_iter().partition(is_from_the_spawner);
        (self.last_words, self.news) = (from_spawner, others);
        self.last_words.retain(|_| dice.percent(50));
        self.unheard = true;
    }

    /// The next thing that a spawner which is dead had sent.
    pub(crate) fn last_word(&mut self) -> Option<Event> {
        let event = self.last_words.pop()?;
        self.note_told(&event);
        self.heard.push(event.clone());
        Some(event)
    }

    /// Another spawner takes its place: it adopts what it can prove, has killed the rest, and tells which is which.
    pub(crate) fn succeed(&mut self, dice: &mut Dice) {
        if !std::mem::take(&mut self.unheard) {
            return;
        }
        for (&instance, tree) in &mut self.trees {
            let is_adopted = tree.life == Life::Living && tree.told_spawned && !tree.told_ended && dice.percent(80);
            if is_adopted {
                continue;
            }
            tree.life = if tree.told_spawned && !tree.told_ended { Life::Ended } else { Life::Gone };
            self.news.push(match (tree.told_spawned, tree.told_ended) {
                (_, true) => Event::Swept { instance, killed: true },
                (true, false) => Event::Ended { instance, exit: Exit::Unknown, output: "".into() },
                (false, false) => Event::SpawnFailed { instance, error: "the spawner ended".into() },
            });
        }
    }

    /// From now on all goes well, and what hung is finished.
    pub(crate) fn unstick(&mut self, dice: &mut Dice) {
        self.kind = true;
        let spawning: Vec<InstanceId> = self.with_life(Life::Spawning);
        spawning.into_iter().for_each(|instance| self.finish_spawn(dice, instance));
    }

    fn with_life(&self, life: Life) -> Vec<InstanceId> {
        self.trees.iter().filter(|(_, tree)| tree.life == life).map(|(instance, _)| *instance).collect()
    }

    /// The next news, in any order, or in order of happening where the kernel is kind.
    pub(crate) fn tell(&mut self, dice: &mut Dice) -> Option<Event> {
        if self.news.is_empty() {
            return None;
        }
        let index = if self.kind { 0 } else { dice.below(self.news.len()) };
        let event = self.news.remove(index);
        self.note_told(&event);
        self.heard.push(event.clone());
        Some(event)
    }

    fn note_told(&mut self, event: &Event) {
        match event {
            Event::Spawned { instance, .. } => self.mark(*instance, |tree| {
                tree.told_spawned = true;
                tree.told_ready |= tree.probe == Probe::Alive;
            }),
            Event::Probed { instance, answer: Ok(_), .. } | Event::Notified { instance, .. } => {
                self.mark(*instance, |tree| tree.told_ready = true);
            }
            Event::Ended { instance, .. } => self.mark(*instance, |tree| tree.told_ended = true),
            Event::SpawnFailed { instance, .. } | Event::Swept { instance, .. } => {
                self.trees.remove(instance);
            }
            _ => {}
        }
    }

    fn mark(&mut self, instance: InstanceId, mark: impl FnOnce(&mut Tree)) {
        if let Some(tree) = self.trees.get_mut(&instance) {
            mark(tree);
        }
    }

    /// News that was told before, or of a generation that there never was.
    pub(crate) fn nonsense(&mut self, dice: &mut Dice) -> Option<Event> {
        if self.heard.is_empty() {
            return None;
        }
        let mut event = self.heard[dice.below(self.heard.len())].clone();
        if dice.percent(10)
            && let Event::Ended { instance, .. } | Event::Swept { instance, .. } | Event::Spawned { instance, .. } =
                &mut event
        {
            instance.generation.0 += 1_000_000;
        }
        Some(event)
    }

    /// The instance of `generation` of `key` is past its start.
    pub(crate) fn past_its_start(&mut self, key: &IsolationKey, generation: Generation) {
        let of = |(instance, tree): &(&InstanceId, &mut Tree)| tree.key == *key && instance.generation == generation;
        if let Some((_, tree)) = self.trees.iter_mut().find(of) {
            tree.past_its_start = true;
        }
    }

    /// Trees that need a start permit.
    pub(crate) fn starting(&self) -> usize {
        self.trees.values().filter(|tree| !tree.past_its_start && !tree.told_ended).count()
    }
}

fn is_from_the_spawner(event: &Event) -> bool {
    matches!(event, Event::Spawned { .. } | Event::SpawnFailed { .. } | Event::Ended { .. } | Event::Swept { .. })
}

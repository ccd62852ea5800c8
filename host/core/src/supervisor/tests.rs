//! The supervisor's behaviour, one sentence a test. [`world`] drives it in virtual time against a fake operating system.

mod admission;
mod adopt;
mod books;
mod drain;
mod health;
mod launch;
mod mutate;
mod restart;
mod start;
mod stop;
mod terminate;
mod trace;
mod world;

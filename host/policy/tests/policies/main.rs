//! Real components against the real host: the built-in ones, hostile ones, and the checked-in ones of earlier versions.

mod builtins;
mod cases;
mod check;
mod golden;
mod guest;
mod hostile;
mod load;
mod once;
mod replay;
mod set;
mod support;

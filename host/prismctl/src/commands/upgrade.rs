//! `upgrade`: another program in the place of the launcher. It has no deadline: the launcher bounds every step of it, and says why not.

use prism_proto::v1::{UpgradeRequest, UpgradeResponse};

use crate::args::UpgradeArgs;
use crate::client::Launcher;
use crate::errors::{Call, Failure};
use crate::render::words::one_line;
use crate::render::{Format, json};

/// Upgrades, and says who serves now.
pub(crate) async fn run(launcher: &Launcher, args: UpgradeArgs, format: Format) -> Result<(), Failure> {
    let only_check = args.check;
    let answer = launcher
        .call(Call::Upgrade, None, request(args)?, |mut client, request| async move { client.upgrade(request).await })
        .await?;
    format.show(|_| line(&answer, only_check), || json::UpgradeResponse::from(answer.clone()))
}

/// The launcher was started somewhere else: a path that was typed is one of this directory.
fn request(args: UpgradeArgs) -> Result<UpgradeRequest, Failure> {
    let Some(binary) = args.binary else {
        return Ok(UpgradeRequest { binary: String::new(), only_check: args.check });
    };
    let unusable = |why: String| Failure::Usage(format!("--binary {}: {why}", binary.display()));
    let absolute = std::path::absolute(&binary).map_err(|error| unusable(error.to_string()))?;
    let text = absolute.into_os_string().into_string().map_err(|_| unusable("is not UTF-8".to_owned()))?;
    Ok(UpgradeRequest { binary: text, only_check: args.check })
}

fn line(answer: &UpgradeResponse, only_check: bool) -> String {
    let UpgradeResponse { version, binary, pid } = answer;
    let text = if only_check {
        format!("{binary} {version} can take over; nothing was changed")
    } else {
        format!("upgraded to {binary} {version}; process {pid} serves")
    };
    one_line(&text) + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_sent_as_one_that_the_launcher_finds() {
        let args = |binary: Option<&str>| UpgradeArgs { binary: binary.map(Into::into), check: false };
        assert_eq!(request(args(Some("/opt/new"))).expect("usable").binary, "/opt/new");
        assert!(request(args(Some("new"))).expect("usable").binary.ends_with("/new"));
        assert_eq!(request(args(None)).expect("usable").binary, "");
    }

    #[test]
    fn the_line_says_who_serves() {
        let answer = UpgradeResponse { version: "0.2.0".into(), binary: "/opt/new".into(), pid: 4711 };
        assert_eq!(line(&answer, false), "upgraded to /opt/new 0.2.0; process 4711 serves\n");
        assert_eq!(line(&answer, true), "/opt/new 0.2.0 can take over; nothing was changed\n");
    }
}

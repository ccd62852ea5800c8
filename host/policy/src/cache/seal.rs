//! A seal over kept code: that it is whole, is of the component and engine that it is taken for, and was written by us.

use std::io;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::private::PrivateDir;

const SEAL_BYTES: usize = 32;
const KEY_BYTES: usize = 32;

/// What seals are made with. Not shown.
pub(super) struct Key(Vec<u8>);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

impl Key {
    /// The key in the file `name`, which is made if it is not there. One that a power failure tore is made anew, and what it had sealed is
    /// compiled again.
    pub(super) fn of(dir: &PrivateDir, name: &str) -> io::Result<Self> {
        match dir.read(name, KEY_BYTES as u64) {
            Ok(bytes) if bytes.len() == KEY_BYTES => return Ok(Self(bytes)),
            Ok(_) => dir.write(name, &random()?)?,
            // Whoever else makes one at the same time: there is one, and it counts for all.
            Err(error) if error.kind() == io::ErrorKind::NotFound => drop(dir.write_new(name, &random()?)?),
            Err(error) => return Err(error),
        }
        let bytes = dir.read(name, KEY_BYTES as u64)?;
        if bytes.len() == KEY_BYTES { Ok(Self(bytes)) } else { Err(io::Error::other("is no key")) }
    }

    /// The seal of `id` and `code`, and the code.
    pub(super) fn seal(&self, id: &[u8; 32], code: &[u8]) -> Vec<u8> {
        let mut sealed = self.mac(id, code).finalize().into_bytes().to_vec();
        sealed.extend_from_slice(code);
        sealed
    }

    /// The code, if it bears our seal for `id`.
    pub(super) fn open<'s>(&self, id: &[u8; 32], sealed: &'s [u8]) -> Option<&'s [u8]> {
        let (seal, code) = sealed.split_at_checked(SEAL_BYTES)?;
        self.mac(id, code).verify_slice(seal).ok().map(|()| code)
    }

    /// The id has one length, so nothing can be moved between the two.
    fn mac(&self, id: &[u8; 32], code: &[u8]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("a key of any length is one");
        mac.update(id);
        mac.update(code);
        mac
    }
}

fn random() -> io::Result<[u8; KEY_BYTES]> {
    let mut bytes = [0; KEY_BYTES];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes)
}

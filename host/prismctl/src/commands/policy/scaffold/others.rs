//! The files of a new policy in another language than Rust: an example in `templates/`, the SDK of the language, and the contract. What
//! does not depend on the language is the Rust example's: the same policy, the same cases.

use prism_guest_build::Language;

use super::File;

macro_rules! template {
    ($path:literal from $here:literal) => {
        ($path, include_str!(concat!("../../../../templates/", $here)))
    };
}

macro_rules! sdk {
    ($path:literal of $language:literal) => {
        (concat!("sdk/", $path), include_str!(concat!("../../../../../../sdk/", $language, "/", $path)))
    };
}

/// What every policy has that is not in Rust.
const COMMON: &[File] = &[
    template!("wit/world.wit" from "shared/world.wit"),
    ("wit/deps/prism-policy/policy.wit", include_str!("../../../../../../sdk/policy/wit/policy.wit")),
    template!("cases/a-full-namespace-is-refused.yaml" from "rust/cases/a-full-namespace-is-refused.yaml"),
    template!("cases/a-misspelt-key-is-refused.yaml" from "rust/cases/a-misspelt-key-is-refused.yaml"),
    template!("cases/an-exempt-namespace-has-no-quota.yaml" from "rust/cases/an-exempt-namespace-has-no-quota.yaml"),
];

const C: &[File] = &[
    template!("policy.c" from "c/policy.c"),
    template!("README.md" from "c/README.md"),
    template!(".gitignore" from "c/gitignore.in"),
    template!("config.schema.json" from "rust/config.schema.json"),
    template!("launcher.yaml" from "rust/launcher.yaml"),
    template!("cases/there-is-room.yaml" from "rust/cases/there-is-room.yaml"),
    sdk!("check.h" of "c"),
    sdk!("config.c" of "c"),
    sdk!("glob.c" of "c"),
    sdk!("include/stdlib.h" of "c"),
    sdk!("include/string.h" of "c"),
    sdk!("json.c" of "c"),
    sdk!("json.h" of "c"),
    sdk!("memory.c" of "c"),
    sdk!("patch.h" of "c"),
    sdk!("policy_sdk.h" of "c"),
    sdk!("text.c" of "c"),
];

const JAVASCRIPT: &[File] = &[
    template!("policy.js" from "js/policy.js"),
    template!("config.schema.js" from "js/config.schema.js"),
    template!("package.json" from "js/package.json.in"),
    template!("README.md" from "js/README.md"),
    template!(".gitignore" from "js/gitignore.in"),
    template!("launcher.yaml" from "rust/launcher.yaml"),
    template!("cases/there-is-room.yaml" from "js/cases/there-is-room.yaml"),
    sdk!("check.js" of "js"),
    sdk!("prism.js" of "js"),
];

const PYTHON: &[File] = &[
    template!("policy.py" from "python/policy.py"),
    template!("requirements.txt" from "python/requirements.txt"),
    template!("README.md" from "python/README.md"),
    template!(".gitignore" from "python/gitignore.in"),
    template!("config.schema.json" from "rust/config.schema.json"),
    template!("launcher.yaml" from "python/launcher.yaml"),
    template!("cases/there-is-room.yaml" from "python/cases/there-is-room.yaml"),
    sdk!("check.py" of "python"),
    sdk!("patch.py" of "python"),
    sdk!("prism.py" of "python"),
];

/// The files of a policy in `language`; of Rust there are none here.
pub(super) fn files(language: Language) -> Vec<File> {
    let own = match language {
        Language::Rust => return Vec::new(),
        Language::C => C,
        Language::JavaScript => JAVASCRIPT,
        Language::Python => PYTHON,
    };
    own.iter().chain(COMMON).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::policy::scaffold::tests::below;
    use std::collections::BTreeSet;
    use std::path::Path;

    #[test]
    fn no_file_of_an_sdk_is_forgotten() {
        for (language, folder) in [(Language::C, "c"), (Language::JavaScript, "js"), (Language::Python, "python")] {
            let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sdk").join(folder);
            let mut there = BTreeSet::new();
            below(&root, &root, &mut there);
            let sdk = files(language).into_iter().map(|(path, _)| path.to_owned());
            assert_eq!(sdk.filter(|path| path.starts_with("sdk/")).collect::<BTreeSet<_>>(), there);
        }
    }

    #[test]
    fn the_file_that_says_the_language_is_among_its_files() {
        for language in [Language::C, Language::JavaScript, Language::Python] {
            let markers: Vec<_> = Language::ALL.into_iter().map(Language::marker).collect();
            let found: Vec<_> = files(language).into_iter().filter(|(path, _)| markers.contains(path)).collect();
            assert_eq!(found.len(), 1, "{language:?}");
            assert_eq!(found[0].0, language.marker());
        }
    }

    #[test]
    fn the_schema_in_javascript_says_what_the_other_schemas_say() {
        let text = |language, name| files(language).into_iter().find(|(path, _)| *path == name).expect("is there").1;
        let shared: serde_json::Value =
            serde_json::from_str(text(Language::C, "config.schema.json")).expect("the schema is JSON");
        let javascript = text(Language::JavaScript, "config.schema.js");
        // An object literal without quotes around its keys and with commas behind the last entry is YAML's flow style.
        let literal = javascript.split_once("export default").expect("is exported").1.trim().trim_end_matches(';');
        let javascript: serde_json::Value = serde_yaml::from_str(literal).expect("the literal is YAML");
        assert_eq!(javascript, shared);
    }
}

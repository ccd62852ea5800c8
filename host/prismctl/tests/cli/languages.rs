//! A new policy in each language, made for real where the language's tools are: it passes its cases, keeps the contract within the limits
//! that its `launcher.yaml` gives it, and answers as the same policy in the other languages does.

use std::fs;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use prism_guest_build::{Compiler, Language};
use prism_policy::cases::Case;
use prism_policy::{Candidate, Check, Engine, Generator, Input, Limits, ModuleSpec, Output, Plan, check};
use serde_json::{Value, json};

use crate::run::{Ran, bare, end};

/// A source: its file, and its text.
type Source = (&'static str, &'static str);

/// A language: as `policy new --lang` has it, its name, and the source of a policy in it that has all hooks.
const LANGUAGES: [(&str, &str, Option<Source>); 4] = [
    ("rust", "Rust", None),
    ("c", "C", Some(("policy.c", include_str!("languages/policy.c")))),
    ("js", "JavaScript", Some(("policy.js", include_str!("languages/policy.js")))),
    ("python", "Python", Some(("policy.py", include_str!("languages/policy.py")))),
];

/// Questions that all are asked, of each hook under each configuration.
const QUESTIONS: usize = 150;

/// A policy in one language. Made once for all tests: to compile one in Python takes longer than all of them.
struct Made {
    name: &'static str,
    /// What `policy test` said, where it was run.
    tested: Option<Ran>,
    candidate: Candidate,
}

/// Policies, by the index of their language.
type Shelf = [OnceLock<Option<Made>>; LANGUAGES.len()];

/// The example that `policy new` makes.
fn example(index: usize) -> Option<&'static Made> {
    static SHELF: Shelf = [const { OnceLock::new() }; LANGUAGES.len()];
    SHELF[index].get_or_init(|| make(index, |folder| Some(run(folder, "policy test")))).as_ref()
}

/// The one that has all hooks.
fn with_all_hooks(index: usize) -> Option<&'static Made> {
    static SHELF: Shelf = [const { OnceLock::new() }; LANGUAGES.len()];
    let (file, source) = LANGUAGES[index].2?;
    let build = |folder: &Path| {
        fs::write(folder.join(file), source).expect("written");
        fs::write(folder.join("wit/world.wit"), include_str!("languages/world.wit")).expect("written");
        // The host holds a configuration against the schema first. To this one all are good, so that it is the SDK that judges.
        fs::write(folder.join("config.schema.json"), "{}").expect("written");
        fs::write(folder.join("config.schema.js"), "export default {};").expect("written");
        // Without the command, which would compile the component to look at it.
        let language = Language::of(folder).expect("is one");
        let component = language.build(folder).expect("is made").expect("has tools");
        fs::write(folder.join("quota.wasm"), component).expect("written");
        None
    };
    SHELF[index].get_or_init(|| make(index, build)).as_ref()
}

/// What `build` makes of the example, once `policy new` has made that; none where the language's tools are not, which is said.
fn make(index: usize, build: impl FnOnce(&Path) -> Option<Ran>) -> Option<Made> {
    let (lang, name, _) = LANGUAGES[index];
    if !has_tools(lang) {
        eprintln!("skipped: the tools of {name} are not there; cargo xtask test installs them where it can");
        return None;
    }
    let above = tempfile::tempdir().expect("a temporary folder");
    let said = run(above.path(), &format!("policy new quota --lang {lang}")).ok();
    assert!(said.starts_with("made quota\n"), "{said}");
    let folder = above.path().join("quota");
    put_tools_in(&folder);
    let tested = build(&folder);
    assert!(folder.join("quota.wasm").exists(), "{tested:?}");
    Some(Made { name, tested, candidate: load(&folder) })
}

fn run(folder: &Path, line: &str) -> Ran {
    let mut command = bare(line);
    command.current_dir(folder).env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("authoring"));
    end(command)
}

/// Tools that `cargo xtask test` installs: the variable that says where, the program, and the folder in which a policy has it.
const INSTALLED: [(&str, &str, &str); 2] = [
    ("PRISM_TEST_COMPONENTIZE_QJS", "componentize-qjs", "node_modules/.bin"),
    ("PRISM_TEST_COMPONENTIZE_PY", "componentize-py", ".venv/bin"),
];

/// As their own installers would have put them there.
fn put_tools_in(folder: &Path) {
    for (variable, program, place) in INSTALLED {
        let Some(programs) = std::env::var_os(variable) else { continue };
        fs::create_dir_all(folder.join(place)).expect("made");
        let program = Path::new(&programs).join(program).canonicalize().expect("is there");
        let place = folder.join(place).join(program.file_name().expect("has a name"));
        std::os::unix::fs::symlink(program, place).expect("linked");
    }
}

/// Whether a policy in the language can be made here.
fn has_tools(lang: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let has = |program: &str| std::env::split_paths(&path).any(|folder| folder.join(program).is_file());
    let installed = |at: usize| std::env::var_os(INSTALLED[at].0).is_some() || has(INSTALLED[at].1);
    match lang {
        "rust" => Compiler::installed(Path::new(".")).is_some(),
        "c" => has("clang") && has("wasm-ld"),
        "js" => installed(0),
        _ => installed(1),
    }
}

/// The component, within the limits that the launcher's configuration beside it gives it: the time alone depends on how busy we are.
fn load(folder: &Path) -> Candidate {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    let engine = ENGINE.get_or_init(|| Engine::new(Arc::new(())).expect("the machine lets us"));
    let text = fs::read_to_string(folder.join("launcher.yaml")).expect("readable");
    let configuration: Value = serde_yaml::from_str(&text).expect("is YAML");
    let module = configuration["launcher"]["policies"]["modules"][0].clone();
    let spec: ModuleSpec = serde_json::from_value(module).expect("is a module");
    let limits = Limits { time_ms: 60_000, ..spec.limits };
    Candidate::load(engine, &ModuleSpec::path("quota", folder.join("quota.wasm")).with_limits(limits)).expect("loads")
}

fn passes_its_cases_and_keeps_the_contract(index: usize) {
    let Some(Made { name, tested: Some(tested), candidate }) = example(index) else { return };
    let asked = format!(
        "4 cases: 4 passed, 0 failed; asked of the component alone, as a policy in {name} has no native side\n"
    );
    assert!(tested.code == Some(0) && tested.stdout.ends_with(&asked), "{tested:?}");
    assert!(candidate.imports().iter().all(|import| import == "prism:policy/log@1.1.0"), "{name}");
    let plan = Plan { questions: 50, ..Plan::default() };
    let checked = check(candidate, &json!({"exempt": ["vip-*"]}), &plan, &[]).expect("is configured");
    assert_eq!(checked.findings, [], "{name}");
}

#[test]
fn a_new_policy_in_c_passes_its_cases_and_keeps_the_contract() {
    passes_its_cases_and_keeps_the_contract(1);
}

#[test]
fn a_new_policy_in_javascript_passes_its_cases_and_keeps_the_contract() {
    passes_its_cases_and_keeps_the_contract(2);
}

#[test]
fn a_new_policy_in_python_passes_its_cases_and_keeps_the_contract() {
    passes_its_cases_and_keeps_the_contract(3);
}

/// Asks all of `policies` the same questions of every hook that they have.
fn answer_alike(policies: &[&Made], config: &Value) {
    let Some((first, others)) = policies.split_first() else { return };
    for hook in first.candidate.hooks() {
        let mut generator = Generator::new(7, config);
        for _ in 0..QUESTIONS {
            let question = generator.question(hook);
            let ask = |made: &Made| made.candidate.ask(config, &question).expect("is configured").answer;
            let expected = ask(first);
            assert!(!matches!(expected, Output::Fault(_)), "{}: {question:?}: {expected:?}", first.name);
            for other in others {
                assert_eq!(ask(other), expected, "{} beside {}: {question:?} under {config}", other.name, first.name);
            }
        }
    }
}

#[test]
fn the_same_policy_answers_alike_in_every_language() {
    let policies: Vec<_> = (0..LANGUAGES.len()).filter_map(example).collect();
    for config in [
        json!({}),
        json!({"max_per_namespace": 3, "exempt": ["vip-*", "*-x7-*", "tenant-a"]}),
        json!({"max_per_namespace": u32::MAX, "exempt": ["*a*b*a", ""]}),
        json!({"max_per_namespace": 1, "exempt": ["\u{e4}\u{1f600}\"\\\n/~*", "a**", "n\u{0}", "*x"]}),
    ] {
        answer_alike(&policies, &config);
    }
}

#[test]
fn every_hook_is_given_everything_and_answers_alike_in_every_language() {
    let policies: Vec<_> = (0..LANGUAGES.len()).filter_map(with_all_hooks).collect();
    assert!(policies.iter().all(|made| made.candidate.hooks().count() == 5));
    answer_alike(&policies, &json!({}));
}

/// A check without its place, which differs, and with values as they are shown: whether a number has a sign is the language's matter.
fn told(check: &Check) -> (String, String, bool, Vec<String>) {
    let operands = check.operands.iter().map(|operand| format!("{} = {}", operand.name, operand.value)).collect();
    (check.rule.clone(), check.condition.clone(), check.holds, operands)
}

#[test]
fn what_an_answer_rests_on_is_told_alike_in_every_language_with_its_line() {
    let case = "{hook: terminate, stop: {namespace: tenant-a, level: namespace, generation: 3}, expect: any}";
    let question = Case::parse(case).expect("is a case").question();
    let operands = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let expected = [
        ("forced".to_owned(), "force".to_owned(), false, operands(&["force = false"])),
        (String::new(), "generation > 7".to_owned(), false, Vec::new()),
        (
            "young".to_owned(),
            "missing < 0".to_owned(),
            true,
            operands(&["missing = -5", "generation = 3", "namespace = \"tenant-a\""]),
        ),
    ];
    for (index, made) in (0..LANGUAGES.len()).filter_map(|index| Some((index, with_all_hooks(index)?))) {
        let asked = made.candidate.ask(&json!({}), &question).expect("is configured");
        assert_eq!(asked.evidence.checks().iter().map(told).collect::<Vec<_>>(), expected, "{}", made.name);
        let (file, source) = LANGUAGES[index].2.expect("has a source");
        for check in asked.evidence.checks() {
            let (found, line) = check.place.split_once(':').expect("has a line");
            let line: usize = line.parse().expect("is a number");
            assert_eq!(found, file);
            let text = source.lines().nth(line - 1).expect("is a line of it").to_lowercase();
            assert!(text.contains("check(") && text.contains(&check.condition), "{}: {text}", check.place);
        }
    }
}

/// Before it faults a policy says why: in an interpreted language with the line.
#[test]
fn a_bug_is_told_with_where_it_is() {
    let case = Case::parse("{hook: admission, request: {pattern: bug}, expect: any}").expect("is a case");
    let question: Input = case.question();
    for made in (0..LANGUAGES.len()).filter_map(with_all_hooks) {
        let answer = made.candidate.ask(&json!({}), &question).expect("is configured").answer;
        let Output::Fault(fault) = answer else { panic!("{}: {answer:?}", made.name) };
        let told = match made.name {
            "C" => "policy.c does not know what to say",
            "JavaScript" => "at decide (/policy.js:",
            _ => "at decide (/0/policy.py:",
        };
        assert!(fault.to_string().starts_with("trap: ") && fault.message.contains(told), "{fault}");
    }
}

#[test]
fn the_sdk_of_every_language_tells_the_same_of_a_wrong_configuration() {
    for (config, expected) in wrong_configurations() {
        for made in (0..LANGUAGES.len()).filter_map(with_all_hooks) {
            let told = made.candidate.configure(&config).expect_err("is wrong").to_string();
            let expected: Vec<_> =
                expected.iter().map(|(pointer, message)| format!("{}: {message}", place(pointer))).collect();
            assert_eq!(
                told,
                format!("policy module quota: config{}", expected.join(";")),
                "{} for {config}",
                made.name
            );
        }
    }
}

/// The same schema in all four: what it refuses does not reach the policy.
#[test]
fn a_wrong_configuration_is_refused_at_the_same_place_in_every_language() {
    for (config, expected) in wrong_configurations() {
        let told: Vec<_> = (0..LANGUAGES.len())
            .filter_map(example)
            .map(|made| made.candidate.configure(&config).expect_err("is wrong").to_string())
            .collect();
        let place = format!("policy module quota: config{}", place(expected[0].0));
        assert!(told.iter().all(|text| text.starts_with(&place)), "{told:?} for {config}");
    }
}

/// A pointer as it stands in an error; that of the whole is not written.
fn place(pointer: &str) -> String {
    if pointer.is_empty() { String::new() } else { format!(" {pointer}") }
}

/// Configurations, each with the pointers and messages that it is refused with.
fn wrong_configurations() -> Vec<(Value, Vec<(&'static str, &'static str)>)> {
    let number = vec![("/max_per_namespace", "expected a whole number from 1 to 4294967295")];
    let list = vec![("/exempt", "expected a list of texts")];
    let unknown = "unknown key; expected one of max_per_namespace, exempt";
    let items = ["/exempt/1", "/exempt/2", "/exempt/4"].map(|pointer| (pointer, "expected a text")).to_vec();
    let above = [u64::from(u32::MAX) + 1, u64::MAX].map(|number| json!(number));
    let numbers = [json!(0), json!(-1), json!(1.5), json!("9"), json!(true), json!(null)];
    let mut wrong: Vec<_> =
        above.into_iter().chain(numbers).map(|value| (json!({"max_per_namespace": value}), number.clone())).collect();
    wrong.extend([json!("vip-*"), json!({"a": ["]"]})].map(|value| (json!({"exempt": value}), list.clone())));
    wrong.extend([
        (json!({"exempt": ["a", 1, {"b": ["}"]}, "\\\"]", null]}), items),
        (json!({"max_per_namespaces": 2}), vec![("/max_per_namespaces", unknown)]),
        (json!({"~a/b": 1}), vec![("/~0a~1b", unknown)]),
        (json!([]), vec![("", "expected an object")]),
    ]);
    wrong
}

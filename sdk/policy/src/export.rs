//! `export!`: from a type to the exports of a component.

/// Exports a [`Policy`](crate::Policy) with any of the hooks `isolation`, `admission`, `mutate`, `restart`, `terminate`. Once for each crate.
///
/// Off WASM it expands to nothing, so the crate is an ordinary library to its tests.
#[macro_export]
macro_rules! export {
    ($policy:ty: $($hook:ident),+ $(,)?) => {
        #[cfg(target_arch = "wasm32")]
        const _: () = {
            struct Exports;

            // One instance answers one call, so it holds one policy.
            std::thread_local! {
                static POLICY: std::cell::OnceCell<$policy> = const { std::cell::OnceCell::new() };
            }

            impl $crate::bindings::lifecycle::exports::prism::policy::lifecycle::Guest for Exports {
                fn describe() -> $crate::Description {
                    $crate::hidden::report();
                    <$policy as $crate::Policy>::describe()
                }

                fn configure(config: String) -> Result<(), Vec<$crate::ConfigError>> {
                    $crate::hidden::report();
                    let policy = <$policy as $crate::Policy>::configure(&config)?;
                    POLICY.with(|cell| assert!(cell.set(policy).is_ok(), "configure was called twice"));
                    Ok(())
                }
            }

            fn with_policy<T>(call: impl FnOnce(&$policy) -> T) -> T {
                let answer = POLICY.with(|cell| call(cell.get().expect("configure is called before a hook")));
                $crate::hidden::hand_over();
                answer
            }

            $crate::bindings::lifecycle::export_lifecycle!(Exports with_types_in $crate::bindings::lifecycle);
            $($crate::export_hook!($hook $policy);)+
        };
    };
}

/// One hook of [`export!`](crate::export).
#[doc(hidden)]
#[macro_export]
macro_rules! export_hook {
    (isolation $policy:ty) => {
        impl $crate::bindings::isolation::exports::prism::policy::isolation::Guest for Exports {
            fn derive(request: $crate::Request) -> Result<$crate::Placement, $crate::Refusal> {
                with_policy(|policy| <$policy as $crate::Isolation>::derive(policy, &request))
            }
        }
        $crate::bindings::isolation::export_isolation!(Exports with_types_in $crate::bindings::isolation);
    };
    (admission $policy:ty) => {
        impl $crate::bindings::admission::exports::prism::policy::admission::Guest for Exports {
            fn decide(
                request: $crate::Request,
                level: $crate::Level,
                usage: $crate::Usage,
                now_ms: u64,
            ) -> Result<(), $crate::Refusal> {
                with_policy(|policy| <$policy as $crate::Admission>::decide(policy, &request, level, &usage, now_ms))
            }
        }
        $crate::bindings::admission::export_admission!(Exports with_types_in $crate::bindings::admission);
    };
    (restart $policy:ty) => {
        impl $crate::bindings::restart::exports::prism::policy::restart::Guest for Exports {
            fn on_exit(ended: $crate::Ended) -> $crate::Answer {
                with_policy(|policy| <$policy as $crate::Restart>::on_exit(policy, &ended))
            }
        }
        $crate::bindings::restart::export_restart!(Exports with_types_in $crate::bindings::restart);
    };
    (mutate $policy:ty) => {
        impl $crate::bindings::mutate::exports::prism::policy::mutate::Guest for Exports {
            fn change(
                request: $crate::Request,
                level: $crate::Level,
                plan: $crate::Plan,
                now_ms: u64,
            ) -> $crate::Patch {
                with_policy(|policy| <$policy as $crate::Mutate>::change(policy, &request, level, &plan, now_ms))
            }
        }
        $crate::bindings::mutate::export_mutate!(Exports with_types_in $crate::bindings::mutate);
    };
    (terminate $policy:ty) => {
        impl $crate::bindings::terminate::exports::prism::policy::terminate::Guest for Exports {
            fn may_stop(stop: $crate::Stop) -> Result<(), $crate::Refusal> {
                with_policy(|policy| <$policy as $crate::Terminate>::may_stop(policy, &stop))
            }
        }
        $crate::bindings::terminate::export_terminate!(Exports with_types_in $crate::bindings::terminate);
    };
}

/// One test of all cases in the `cases` folder beside `Cargo.toml`, for a policy with the hooks named. Needs the feature `cases`.
///
/// ```ignore
/// prism_policy_sdk::cases!(Quota: admission);
/// ```
#[cfg(feature = "cases")]
#[macro_export]
macro_rules! cases {
    ($policy:ty: $($hook:ident),+ $(,)?) => {
        #[test]
        fn every_case_is_answered_as_its_file_says() {
            $crate::cases::run(
                concat!(env!("CARGO_MANIFEST_DIR"), "/cases"),
                &[$((stringify!($hook), $crate::cases::$hook::<$policy>)),+],
            );
        }
    };
}

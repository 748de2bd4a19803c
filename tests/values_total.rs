//! No text, however odd, makes the readers of words, addresses and conditions panic, and what they point at lies in the text.

use pglb_lint::product::haproxy::environment::Environment;
use pglb_lint::product::haproxy::preprocess::{AnyBuild, ConditionContext, evaluate};
use pglb_lint::product::haproxy::{address, value};
use pglb_lint::schema::{AddrFlags, TimeUnit, Version};
use pglb_lint::text::Span;
use proptest::prelude::*;

const VERSIONS: [Version; 4] = [Version::series(2, 6), Version::series(2, 9), Version::series(3, 2), Version::series(3, 4)];

/// Any text, and texts made of the pieces that the readers look for.
fn texts() -> impl Strategy<Value = String> {
    let pieces = [
        "0",
        "1",
        "80",
        "65535",
        "4294967296",
        "99999999999999999999",
        "ms",
        "k",
        ":",
        "-",
        "+",
        "[",
        "]",
        "::1",
        ".",
        ",",
        "/",
        "*",
        "@",
        "ipv4@",
        "rht",
        "abnsz",
        "abns@",
        "fd@",
        "unix@",
        "quic+",
        "sockpair@",
        "ring@",
        "$",
        "(",
        ")",
        "!",
        "&&",
        "||",
        " ",
        "'",
        "\"",
        "\\",
        "defined",
        "streq(",
        "feature(",
        "version_atleast(",
        "3.0-dev1",
        "openssl_version_atleast(",
        "0x",
        "0b1",
        "gpc",
        "conn_rate(",
        "txn.",
        "psess.",
        "auto:",
        "all",
        "last",
        "ä",
        "\u{0}",
        "\u{10ffff}",
    ];
    prop_oneof![any::<String>(), prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..12).prop_map(|pieces| pieces.concat())]
}

fn inside(text: &str, span: Span) {
    assert!(text.get(span.range()).is_some(), "{span:?} in {text:?}");
}

fn check_value<T>(text: &str, read: Result<T, value::ValueFault>) {
    if let Err(fault) = read {
        inside(text, fault.span);
        assert!(!fault.message.is_empty());
    }
}

proptest! {
    #[test]
    fn values_never_panic(text in texts(), most in 0u32..100) {
        for version in VERSIONS {
            for unit in [TimeUnit::Us, TimeUnit::Ms, TimeUnit::S, TimeUnit::M, TimeUnit::H, TimeUnit::D] {
                check_value(&text, value::parse_time(&text, unit, version));
            }
            check_value(&text, value::parse_size(&text, version));
            check_value(&text, value::parse_wide_size(&text, version));
            check_value(&text, value::parse_variable(&text, version));
            check_value(&text, value::parse_store(&text, version));
            check_value(&text, value::parse_cpu_set(&text, version));
        }
        let _ = value::atoi(&text);
        check_value(&text, value::parse_int(&text));
        check_value(&text, value::parse_num(&text));
        check_value(&text, value::parse_hex(&text));
        check_value(&text, value::check_name(&text, value::NameAlphabet::Full));
        check_value(&text, value::check_resolvable_name(&text));
        check_value(&text, value::check_domain_name(&text));
        check_value(&text, value::parse_task_set(&text, most, true));
        check_value(&text, value::parse_thread_map(&text));
        check_value(&text, value::parse_status_edit(&text));
        check_value(&text, value::parse_expected_status(&text));
        check_value(&text, value::parse_log_sample(&text));
        check_value(&text, value::parse_init_addr(&text));
    }

    #[test]
    fn addresses_never_panic(text in texts(), flags in 0u16..1 << 12) {
        for version in VERSIONS {
            let reads = [address::parse(&text, AddrFlags(flags), version), address::parse_log_target(&text, version)];
            for read in reads {
                match read {
                    Ok(read) => {
                        let _ = (read.key(), read.is_loopback(), read.is_wildcard(), read.is_misspelt_ip(), read.is_tcp());
                        for span in [read.prefix_span, read.host_span, read.port_span] {
 inside(&text, span);
}
                    }
                    Err(fault) => inside(&text, fault.span),
                }
            }
            match address::parse_list(&text, AddrFlags(flags), version) {
                Ok(items) => items.iter().for_each(|item| inside(&text, item.span)),
                Err(fault) => inside(&text, fault.span),
            }
        }
        if let Err(fault) = address::parse_host(&text) {
            inside(&text, fault.span);
        }
    }

    #[test]
    fn conditions_never_panic(text in texts()) {
        let environment = Environment::unknown();
        for version in VERSIONS {
            if let Err(fault) = evaluate(&text, &ConditionContext { version, environment: &environment, build: &AnyBuild }) {
                inside(&text, fault.span);
            }
        }
    }
}

//! What conditions look like, by example.

use super::*;

const V26: Version = Version::new(2, 6);
const V30: Version = Version::new(3, 0);

struct Debian;

impl Build for Debian {
    fn feature(&self, name: &str) -> Option<bool> {
        Some(matches!(name, "OPENSSL" | "LUA"))
    }

    fn openssl_version(&self) -> Option<u32> {
        Some(0x3000_f00f)
    }

    fn library_name(&self) -> Option<&str> {
        Some("OpenSSL 3.0.15 3 Sep 2024")
    }
}

fn decide(text: &str, version: Version, build: &dyn Build) -> Result<Truth, ConditionFault> {
    let mut environment = Environment::partial([("HOST", "pg1")]);
    environment.unsetenv(["PORT"]);
    evaluate(text, &ConditionContext { version, environment: &environment, build })
}

fn holds(text: &str) -> bool {
    decide(text, V30, &AnyBuild) == Ok(Truth::True)
}

fn fails(text: &str) -> bool {
    decide(text, V30, &AnyBuild) == Ok(Truth::False)
}

fn fault(text: &str) -> (ConditionFaultKind, u32) {
    let fault = decide(text, V30, &AnyBuild).unwrap_err();
    (fault.kind, fault.span.start)
}

#[test]
fn numbers_hold_unless_they_are_zero() {
    assert!(holds("1") && holds("-0x10") && holds("!0") && holds("! ! 1"));
    assert!(fails("0") && fails("") && fails("!1") && fails("00"));
}

#[test]
fn and_binds_stronger_than_or() {
    assert!(holds("1 || 0 && 0"));
    assert!(fails("(1 || 0) && 0"));
    assert!(holds("!(0 || 0)&&1"));
}

#[test]
fn predicates_take_arguments() {
    assert!(holds("defined(HOST)") && fails("defined(PORT)") && fails("defined"));
    assert!(holds("streq(a,a)") && holds("strneq(a,b)") && holds("strstr(haproxy,prox)"));
    assert!(fails("streq(a, a)"));
    assert!(holds("streq(\"a,b\",'a,b')"));
    assert!(holds("version_atleast(2.8)") && fails("version_before(3.0)"));
}

#[test]
fn what_the_text_does_not_tell_is_unknown() {
    let unknown = |text: &str, reason| assert_eq!(decide(text, V30, &AnyBuild), Ok(Truth::Unknown(reason)));
    unknown("defined(HOME)", Reason::Variable("HOME".into()));
    unknown("feature(LUA)", Reason::Feature("LUA".into()));
    unknown("!enabled(EPOLL)", Reason::Option("EPOLL".into()));
    unknown("openssl_version_atleast(3.0.0)", Reason::Library);
    unknown("version_atleast(3.0.5)", Reason::PatchLevel);
    unknown("0b1", Reason::BinaryNumber);
    assert!(fails("feature(NO_SUCH_THING)") && fails("enabled(NO_SUCH_THING)"));
}

#[test]
fn the_build_may_tell() {
    assert_eq!(decide("feature(LUA) && openssl_version_atleast(3.0.0)", V30, &Debian), Ok(Truth::True));
    assert_eq!(decide("ssllib_name_startswith(LibreSSL)", V30, &Debian), Ok(Truth::False));
    assert_eq!(decide("awslc_api_before(30)", Version::new(3, 3), &Debian).unwrap_err().kind, ConditionFaultKind::NoLibrary);
}

#[test]
fn an_unknown_part_may_not_matter() {
    assert!(fails("defined(HOME) && 0"));
    assert!(holds("defined(HOME) || 1"));
    assert!(matches!(decide("defined(HOME) || 0", V30, &AnyBuild), Ok(Truth::Unknown(_))));
    assert!(matches!(decide("0 || 1 && defined(HOME) && 1", V30, &AnyBuild), Ok(Truth::Unknown(_))));
}

#[test]
fn a_wrong_version_is_a_fault_only_where_it_is_reached() {
    assert_eq!(fault("openssl_version_atleast(three)").0, ConditionFaultKind::InvalidVersion);
    assert!(fails("0 && openssl_version_atleast(three)"));
    assert!(holds("1 || openssl_version_atleast(three)"));
    assert!(matches!(decide("defined(HOME) && openssl_version_atleast(three)", V30, &AnyBuild), Ok(Truth::Unknown(_))));
}

#[test]
fn faults_of_the_grammar_show_wherever_they_stand() {
    assert_eq!(fault("0 && nonsense(1)"), (ConditionFaultKind::UnknownPredicate, 5));
    assert_eq!(fault("1 1"), (ConditionFaultKind::TrailingText, 2));
    assert_eq!(fault("1)"), (ConditionFaultKind::TrailingText, 1));
    assert_eq!(fault("1 && "), (ConditionFaultKind::MissingOperand, 5));
    assert_eq!(fault(" "), (ConditionFaultKind::MissingOperand, 1));
    assert_eq!(fault("(1"), (ConditionFaultKind::UnclosedParenthesis, 0));
    assert_eq!(fault("&& 1"), (ConditionFaultKind::InvalidOperand, 0));
    assert_eq!(fault("streq(a)"), (ConditionFaultKind::MissingArgument, 7));
    assert_eq!(fault("defined(a"), (ConditionFaultKind::UnclosedArguments, 9));
    assert_eq!(fault(&"(".repeat(2000)).0, ConditionFaultKind::TooDeep);
}

#[test]
fn predicates_came_with_versions() {
    assert_eq!(decide("strstr(a,a)", V26, &AnyBuild).unwrap_err().kind, ConditionFaultKind::NotYet);
    let fault = decide("define(HOST)", V30, &AnyBuild).unwrap_err();
    assert_eq!(fault.help.as_deref(), Some("did you mean `defined`?"));
}

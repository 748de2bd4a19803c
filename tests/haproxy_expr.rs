//! What stands inside words of haproxy.cfg: what is accepted, what is refused, and where the fault is.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in what it calls too")]

use pglb_lint::product::haproxy::expr::{Acl, Condition, Context, ExprFault, LogFormat, Method, RefKind, TermKind, Type, Word};
use pglb_lint::product::haproxy::expr::{acl, condition, logformat, sample};
use pglb_lint::schema::Version;

const OLD: Version = Version::series(2, 6);
const NEW: Version = Version::series(3, 4);

fn words(line: &str) -> Vec<Word<'_>> {
    line.split_whitespace().map(|word| if word == "$" { None } else { Some(word) }).collect()
}

/// The fault as (text it points at, message).
fn told<'w>(words: &[Word<'w>], fault: &ExprFault) -> (&'w str, String) {
    (&words[fault.word].unwrap()[fault.start..fault.end], fault.message.clone())
}

fn sample_fault(line: &str, version: Version) -> (&str, String) {
    let words = words(line);
    told(&words, &sample::parse(&words, 0, &Context::anywhere(version)).unwrap_err())
}

fn acl_of(line: &str, version: Version) -> Result<Acl<'_>, (&str, String)> {
    let words = words(line);
    acl::parse(&words, 0, words.len(), &Context::anywhere(version)).map_err(|fault| told(&words, &fault))
}

fn condition_of(line: &str) -> Result<Condition<'_>, (&str, String)> {
    let words = words(line);
    condition::parse(&words, 0, words.len(), &Context::anywhere(NEW)).map_err(|fault| told(&words, &fault))
}

fn format_of(text: &str, version: Version) -> Result<LogFormat<'_>, (&str, String)> {
    logformat::parse(text, 0, &Context::anywhere(version)).map_err(|fault| told(&[Some(text)], &fault))
}

#[test]
fn converters_follow_after_commas_or_as_words() {
    let line = words("req.hdr(host),lower field(1,:) if x");
    let expr = sample::parse(&line, 0, &Context::anywhere(OLD)).unwrap();
    assert_eq!((expr.end, expr.converters, expr.out), (2, 2, Some(Type::Str)));
}

#[test]
fn names_are_suggested_and_versions_told() {
    assert_eq!(sample_fault("req.hdrr(host)", NEW), ("req.hdrr", "there is no sample fetch `req.hdrr`".to_owned()));
    assert_eq!(sample_fault("src,lowr", NEW).0, "lowr");
    assert_eq!(sample_fault("bc_err_name", OLD).1, "the sample fetch `bc_err_name` is known from 3.0 on, the target is 2.6");
    assert_eq!(sample_fault("path_beg(/)", NEW).1, "there is no sample fetch `path_beg`");
}

#[test]
fn arguments_have_types_and_quotes() {
    assert_eq!(sample_fault("req.hdr(host,x)", NEW).1, "sample fetch `req.hdr`: argument 2 is an integer: `x` is not");
    assert_eq!(sample_fault("req.hdr(host,1,2)", NEW).0, ",2)");
    assert_eq!(sample_fault("src(x)", NEW).1, "sample fetch `src`: no arguments are taken");
    assert_eq!(sample_fault("req.hdr(\"a)", NEW).1, "sample fetch `req.hdr`: the parenthesis is not closed");
    let line = words("str(\"a,b)c\"'d,e)'),field(2,\",\")");
    assert!(sample::parse(&line, 0, &Context::anywhere(OLD)).is_ok());
}

#[test]
fn types_flow_through_casts() {
    assert_eq!(sample_fault("always_true,ipmask(24)", NEW).1, "the converter `ipmask` takes an address, and the sample is a boolean here");
}

#[test]
fn references_are_handed_out() {
    let line = words("nbsrv,add(txn.x)");
    let expr = sample::parse(&line, 0, &Context::anywhere(NEW)).unwrap();
    assert!(expr.references[0].implicit && expr.references[0].kind == RefKind::Backend);
    let line = words("srv_conn(b/s1)");
    let expr = sample::parse(&line, 0, &Context::anywhere(NEW)).unwrap();
    assert_eq!((expr.references[0].kind, &*expr.references[0].name, expr.references[0].range.clone()), (RefKind::Server, "b/s1", 9..13));
}

#[test]
fn samples_are_not_there_everywhere() {
    let line = words("req.hdr(host)");
    let fault = sample::parse(&line, 0, &Context { allowed: 1, ..Context::anywhere(NEW) }).unwrap_err();
    assert_eq!(fault.message, "`req.hdr` cannot be taken in a frontend's tcp-request connection rule");
}

#[test]
fn unknown_words_are_not_judged() {
    let line = words("$ x");
    assert!(sample::parse(&line, 0, &Context::anywhere(NEW)).unwrap().open);
    assert!(acl_of("src $", NEW).unwrap().open);
    assert!(acl_of("src_port gt $ x", NEW).is_ok());
}

#[test]
fn an_acl_finds_its_match_method() {
    assert_eq!(acl_of("path_beg /a", NEW).unwrap().method, Some(Method::Beg));
    assert_eq!(acl_of("path_beg,lower /a", NEW).unwrap().method, Some(Method::Str));
    assert_eq!(acl_of("src 10.0.0.0/8", NEW).unwrap().method, Some(Method::Ip));
    assert_eq!(acl_of("var(txn.x) 1", NEW).unwrap_err().1, "a sample of type any has no match method of its own");
    assert_eq!(acl_of("src -m xyz", NEW).unwrap_err().0, "xyz");
    assert_eq!(acl_of("always_true -m ip 1.1.1.1", NEW).unwrap_err().0, "ip");
    assert!(acl_of("path -m beg -m sub a", OLD).is_ok());
    assert_eq!(acl_of("path -m beg -m sub a", NEW).unwrap_err().1, "`-m` is given twice");
}

#[test]
fn patterns_are_read_by_method() {
    assert_eq!(acl_of("src 10.0.0.0/33", NEW).unwrap_err().0, "10.0.0.0/33");
    assert_eq!(acl_of("src 300.1.1.1", NEW).unwrap_err().0, "300.1.1.1");
    assert!(acl_of("src db.example", NEW).unwrap().expr.references.iter().any(|reference| reference.kind == RefKind::Host));
    assert_eq!(acl_of("src -n db.example", NEW).unwrap_err().0, "db.example");
    assert!(acl_of("src_port 1:10 ge 5 lt 1.5", NEW).is_ok());
    assert_eq!(acl_of("src_port 1.5", NEW).unwrap_err().0, "1.5");
    assert_eq!(acl_of("src_port 10:1", NEW).unwrap_err().0, "10:1");
    assert!(acl_of("req.ssl_ver 3.1 gt 2", NEW).is_ok());
    assert_eq!(acl_of("path_reg ^(a", NEW).unwrap_err().0, "(a");
    assert_eq!(acl_of("req.payload(0,2) -m bin 0g", NEW).unwrap_err().0, "0g");
}

#[test]
fn conditions_are_groups_of_terms() {
    let condition = condition_of("a !b or ! { src 1.1.1.1 } c").unwrap();
    let terms: Vec<(bool, bool)> = condition.terms.iter().map(|term| (term.negated, term.first)).collect();
    assert_eq!(terms, [(false, true), (true, false), (true, true), (false, false)]);
    assert!(matches!(condition.terms[2].kind, TermKind::Anonymous(_)));
    assert_eq!(condition_of("{ src 1.1.1.1}").unwrap_err(), ("{", "the `{` has no `}`".to_owned()));
}

#[test]
fn predefined_acls_are_there_without_a_line() {
    assert_eq!(acl::predefined("LOCALHOST", NEW).unwrap().method, Some(Method::Ip));
    assert!(acl::predefined("HTTP_3.0", OLD).is_none());
}

#[test]
fn log_formats_hold_aliases_and_expressions() {
    let format = format_of("%ci:%{+Q}r %[src,lower] %% 100%, %{+X}o", OLD).unwrap();
    assert_eq!((format.aliases.len(), format.expressions.len()), (3, 1));
    assert_eq!(format.http_alias(NEW).unwrap().0.name, "r");
    assert_eq!(format_of("%zz", NEW).unwrap_err(), ("zz", "there is no log-format alias `zz`".to_owned()));
    assert_eq!(format_of("100%", NEW).unwrap_err().0, "%");
    assert_eq!(format_of("10% of", NEW).unwrap_err().0, "% ");
    assert_eq!(format_of("%{+Q} r", NEW).unwrap_err().0, "%{+Q}");
    assert_eq!(format_of("%[src", NEW).unwrap_err().1, "the `[` is not closed");
    assert_eq!(format_of("%[src lower]", NEW).unwrap_err().0, " ");
    assert!(format_of("%(name:sint)ci %(x)[src]", NEW).is_ok());
    assert!(format_of("%(name)zz", OLD).is_ok());
    assert_eq!(format_of("%(name:ip)ci", NEW).unwrap_err().0, "ip");
}

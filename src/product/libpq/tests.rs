use super::*;

fn read(text: &str) -> Conninfo {
    Conninfo::read(text, Some(Version::whole(17)), |span| span)
}

fn options(text: &str) -> Vec<(&'static str, String)> {
    let conninfo = read(text);
    assert_eq!(conninfo.fault, None, "{text}");
    conninfo.options.into_iter().map(|option| (option.keyword, option.value)).collect()
}

fn fault(text: &str) -> String {
    read(text).fault.map(|fault| fault.upstream(text)).unwrap_or_default()
}

#[test]
fn values_are_those_of_libpq() {
    let pair = |keyword, value: &str| (keyword, value.to_owned());
    assert_eq!(options("host=a requiressl=1"), [pair("host", "a"), pair("sslmode", "require")]);
    assert_eq!(options("host= port=5"), [pair("host", "port=5")]);
    assert_eq!(options("host='a'port=1"), [pair("host", "a"), pair("port", "1")]);
    assert_eq!(options(r"host=\ password='it\'s'"), [pair("host", " password='it's'")]);
    assert_eq!(
        options("postgres://h:1,h2:2,[::1]/d?port=7"),
        [pair("host", "h,h2,::1"), pair("port", "1,2,"), pair("dbname", "d"), pair("port", "7")]
    );
    assert_eq!(options("postgresql://a%40b:p%20w@/x?ssl=true").len(), 4);
}

#[test]
fn faults_are_those_of_libpq() {
    for (text, expected) in [
        ("=x", "invalid connection option \"\""),
        ("host", "missing \"=\" after \"host\" in connection info string"),
        ("host='a''b'", "missing \"=\" after \"'b'\" in connection info string"),
        ("host='a", "unterminated quoted string in connection info string"),
        ("postgres://%zz", "invalid percent-encoded token: \"%zz\""),
        ("postgres://u:p@[::1]x", "unexpected character \"x\" at position 21 in URI (expected \":\" or \"/\"): \"postgres://u:p@[::1]x\""),
        ("postgres://[]", "IPv6 host address may not be empty in URI: \"postgres://[]\""),
        ("postgres://h/?a", "missing key/value separator \"=\" in URI query parameter: \"a\""),
        ("postgres://h/?host=a=b", "extra key/value separator \"=\" in URI query parameter: \"host\""),
        ("postgres://h/?foo=b", "invalid URI query parameter: \"foo\""),
        ("postgres://h?%00=b", "forbidden value %00 in percent-encoded value: \"%00\""),
        ("oauth_issuer=x", "invalid connection option \"oauth_issuer\""),
    ] {
        assert_eq!(fault(text), expected, "{text}");
    }
}

#[test]
fn hosts_go_with_their_ports() {
    let conninfo = read("host=a,b port=1,2 hostaddr=");
    let hosts: Vec<(&str, &str)> = conninfo.hosts().iter().map(|host| (host.host, host.port)).collect();
    assert_eq!(hosts, [("a", "1"), ("b", "2")]);
    assert_eq!(read("port=6").hosts(), [Host { host: "", hostaddr: "", port: "6" }]);
    assert_eq!(read("host=a,b port=6").hosts()[1].port, "6");
}

#[test]
fn values_that_fail_when_connecting_are_told() {
    let problem = |text: &str| read(text).options[0].problem();
    assert_eq!(problem("port=5432,"), None);
    assert_eq!(problem("port=abc").as_deref(), Some("`abc` is not a port"));
    assert_eq!(problem("port=70000").as_deref(), Some("`70000` is not a port"));
    assert_eq!(problem("sslmode=bogus").as_deref(), Some("`bogus` is not a value of `sslmode`"));
    assert_eq!(problem("connect_timeout=2s").as_deref(), Some("`2s` is not a whole number"));
    assert_eq!(problem("sslmode=verify-full"), None);
}

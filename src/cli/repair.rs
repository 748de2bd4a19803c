//! `render` of existing files: says why they cannot fail over, and renders the nearest stack that does.

use super::args::{ConfigArgs, InputArgs, InstancesArg, RenderArgs};
use super::lift::{self, Read};
use super::{CliError, Color, Host, Status, Stream, installed, render};
use crate::analysis::{Analysis, Instances, check, rules};
use crate::emit::{CheckedFile, Format, Options, Run, Summary, Tool, counted, write};
use crate::lint::{Finding, Selection};
use crate::render::read::read;
use crate::render::repair::{FAILOVER, Filled, complete, instead_of};
use crate::render::write::write_with;
use crate::render::{Description, Target, placed};
use crate::text::printable;

/// Runs `render` over the files that `args` names.
pub(super) fn run(args: &RenderArgs, target: &Target, host: &mut dyn Host) -> Result<Status, CliError> {
    let input = InputArgs {
        paths: args.stack.clone(),
        kind: Vec::new(),
        target: Vec::new(),
        env: Vec::new(),
        features: None,
        root: None,
        stdin_name: "<stdin>".to_owned(),
        instances: InstancesArg::Auto,
        config: ConfigArgs::default(),
    };
    let read = lift::read(&input, host)?;
    read.inputs.tell_unchecked(host)?;
    if read.inputs.failed() || read.inputs.sources.is_empty() {
        return Ok(Status::Unreadable);
    }
    let analysis = why(&read)?;
    if args.repair {
        return repair(&read, &analysis, args, target, host);
    }
    report(&read, &analysis, host)?;
    let missing: Vec<&str> = [
        (read.lifted.missing.nodes.is_empty(), "a second node"),
        (!read.lifted.missing.witness, "a witness"),
        (read.lifted.missing.database.is_none(), "names of databases"),
    ]
    .into_iter()
    .filter_map(|(there, what)| (!there).then_some(what))
    .collect();
    let findings = &analysis.outcome.findings;
    if findings.is_empty() && missing.is_empty() {
        writeln!(
            host.stderr(),
            "nothing was rendered, and nothing was found against a failover; `lift` writes the description of these files"
        )?;
        return Ok(Status::Clean);
    }
    writeln!(host.stderr(), "nothing was rendered: {} against a failover", counted(findings.len(), "finding"))?;
    if !missing.is_empty() {
        writeln!(host.stderr(), "the files do not tell of: {}", missing.join(", "))?;
    }
    writeln!(
        host.stderr(),
        "`render --repair -o DIR` renders the nearest stack that fails over; `lift` writes the description of these files"
    )?;
    Ok(Status::Findings)
}

/// What speaks against a failover.
fn why(read: &Read) -> Result<Analysis, CliError> {
    let ids = FAILOVER.iter().map(|(id, _)| (*id).to_owned()).collect();
    let selection = Selection::new(ids, Vec::new(), &rules()).map_err(|error| CliError::System(error.to_string()))?;
    Ok(check(&read.inputs.files(), &read.targets, &selection, Instances::Auto))
}

/// Writes the findings with their ways.
fn report(read: &Read, analysis: &Analysis, host: &mut dyn Host) -> Result<(), CliError> {
    let stack = read.inputs.files();
    let checked = |(file, verdict): &(crate::text::FileId, _)| {
        let language = stack.languages[file.0 as usize];
        CheckedFile::in_language(*file, language, read.targets.version(language.program()).to_string(), *verdict)
    };
    let all = rules();
    let run = Run {
        tool: Tool::THIS,
        sources: &read.inputs.sources,
        files: analysis.outcome.verdicts.iter().map(checked).collect(),
        findings: &analysis.outcome.findings,
        summary: Summary::of(&analysis.outcome),
        unchecked: read.inputs.unchecked.clone(),
        secrets: &analysis.secrets,
        rules: &all,
        notes: Vec::new(),
    };
    let options = Options { color: host.color(Color::Auto, Stream::Out), width: host.width(), ..Options::default() };
    let mut text = Vec::new();
    write(Format::Full, &run, options, &mut text)?;
    Ok(host.stdout().write_all(&text)?)
}

/// Renders the nearest sound stack, and says what was changed.
fn repair(read: &Read, analysis: &Analysis, args: &RenderArgs, target: &Target, host: &mut dyn Host) -> Result<Status, CliError> {
    let (mut whole, filled) = complete(&read.lifted.description, &read.lifted.missing);
    // On one machine the programs are those that are installed there, if nobody says which.
    if target.one_machine {
        let here = installed::versions(host);
        for program in &read.unsaid {
            whole.versions.set(*program, here.of(*program));
        }
    }
    let text = write_with(&whole, &read.unsaid, &crate::render::write::Missing::default());
    let whole = self::read_back(&text, &whole)?;
    let output = args.output.as_deref().unwrap_or_default();
    let path = format!("{}/stack.toml", output.trim_end_matches('/'));
    keep(&path, &text, args, host)?;
    let status = render::into_folder(&whole, target, args, host)?;
    let told = changes(read, analysis, &whole, &filled, target);
    host.stdout().write_all(told.as_bytes())?;
    if !args.check {
        host.write(&path, text.as_bytes()).map_err(|error| CliError::System(format!("cannot write {path}: {error}")))?;
        writeln!(host.stderr(), "the description of the stack is {path}: change it there, and render it again")?;
    }
    Ok(status)
}

/// `text` as it reads: what is written is what is rendered.
fn read_back(text: &str, whole: &Description) -> Result<Description, CliError> {
    read(text, whole.versions).map_err(|problems| {
        let told: Vec<String> = problems.iter().map(|problem| format!("  {}", problem.message)).collect();
        CliError::Usage(format!("no stack can be made of these files:\n{}", told.join("\n")))
    })
}

/// Refuses to put another `stack.toml` in the place of one that somebody may have changed.
fn keep(path: &str, text: &str, args: &RenderArgs, host: &dyn Host) -> Result<(), CliError> {
    match host.read(path) {
        Ok(old) if old != text.as_bytes() && !args.force && !args.check => {
            Err(CliError::Usage(format!("{path} is there and says something else; nothing was written (--force overwrites it)")))
        }
        _ => Ok(()),
    }
}

/// What was changed and why, fault by fault.
fn changes(read: &Read, analysis: &Analysis, whole: &Description, filled: &[Filled], target: &Target) -> String {
    let mut text = String::new();
    let mut line = |words: String| {
        text.push_str(&printable(&words));
        text.push('\n');
    };
    let sources = &read.inputs.sources;
    let place = |finding: &Finding| {
        let source = sources.get(finding.at.file);
        format!("{}:{}", source.name(), source.position(finding.at.span.start).line)
    };
    if !analysis.outcome.findings.is_empty() {
        line("Faults that kept the files from failing over, and what the stack has instead:".to_owned());
    }
    for finding in &analysis.outcome.findings {
        line(format!("  {} {}: {}: {}", finding.rule, finding.name, place(finding), finding.message));
        for way in finding.paths.iter().take(2) {
            line(format!("      {way}"));
        }
        if let Some(instead) = instead_of(finding.rule) {
            line(format!("    -> {instead}"));
        }
    }
    let placed = placed(whole, target);
    let moved: Vec<(&str, std::net::IpAddr, std::net::IpAddr)> = std::iter::once(("HAProxy", whole.balancer.address))
        .chain(whole.voters())
        .zip(std::iter::once(placed.balancer.address).chain(placed.voters().map(|(_, address)| address)))
        .filter_map(|((name, old), new)| (old != new).then_some((name, old, new)))
        .collect();
    if !filled.is_empty() {
        line("Not in the files, and made up:".to_owned());
    }
    for made in filled {
        line(format!("  {} -> {}: {}", made.what, made.value, made.why));
    }
    if filled.iter().any(|made| made.value.starts_with("192.0.2.")) && !target.one_machine {
        line("  addresses in 192.0.2.0/24 are for documents: put the real ones into stack.toml and render it again".to_owned());
    }
    if !moved.is_empty() {
        line("On one machine every host is a loopback address:".to_owned());
    }
    for (name, old, new) in moved {
        line(format!("  {name}: {old} -> {new}"));
    }
    if !read.lifted.left.is_empty() {
        line("Settings of the files that the stack does not have:".to_owned());
    }
    for left in &read.lifted.left {
        line(format!("  {}: {} -> {}", left.place, left.text, left.instead.as_deref().unwrap_or("nothing")));
    }
    text
}

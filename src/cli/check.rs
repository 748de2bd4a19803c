//! `check`: looks for faults and reports them.

use super::args::CheckArgs;
use super::config::Settings;
use super::inputs::Inputs;
use super::targets::targets;
use super::{CliError, Host, Status, Stream, fix};
use crate::analysis::{Analysis, Files, Targets, check_last, rules};
use crate::emit::{CheckedFile, Format, Options, Run, Summary, Tool, write};
use crate::lint::{FailOn, Selection, Verdict};
use crate::text::{FileId, Location, Sources, printable};

/// Where a report goes.
struct Report {
    format: Format,
    file: Option<String>,
}

impl Report {
    /// Whether text of the files may stand in it.
    fn shows_text(&self) -> bool {
        self.format != Format::Concise
    }
}

/// Runs `check`.
pub(super) fn run(args: &CheckArgs, host: &mut dyn Host) -> Result<Status, CliError> {
    let settings = Settings::load(&args.input.config, &args.input.paths, args.color, host)?;
    let targets = targets(&args.input, &settings.config.targets, host)?;
    let reports = reports(&args.format)?;
    let all = rules();
    let selection = Selection::new(args.select.clone(), args.ignore.clone(), &all).map_err(|error| CliError::Usage(error.to_string()))?;
    let selection = selection.with_levels(settings.config.levels.clone()).with_options(settings.config.options.clone());
    let mut inputs = Inputs::read_with_included(&args.input, &settings, host)?;
    if args.verbose {
        tell(&settings, &inputs, host)?;
    }
    let instances = args.input.instances.into();
    if args.fix {
        fix::run(&mut inputs, &targets, &selection, instances, args.unsafe_fixes, host)?;
    }
    let stack = inputs.files();
    let analysis = check_last(&stack, &targets, &selection, instances, reports.iter().any(Report::shows_text));
    let run = Run {
        tool: Tool::THIS,
        sources: &inputs.sources,
        files: checked(&analysis, &stack, &targets),
        findings: &analysis.outcome.findings,
        summary: Summary::of(&analysis.outcome),
        unchecked: inputs.unchecked.clone(),
        secrets: &analysis.secrets,
        rules: &all,
        notes: notes(&analysis, &inputs.sources),
    };
    for report in &reports {
        emit(report, &run, args, host)?;
    }
    let fail_on = args.fail_on.or(settings.config.fail_on).unwrap_or(FailOn::Warning);
    let fails = analysis.outcome.findings.iter().any(|finding| fail_on.fails(finding.level));
    Ok(match () {
        () if inputs.failed() => Status::Unreadable,
        () if fails => Status::Findings,
        () => Status::Clean,
    })
}

/// Says on standard error which settings hold and which files stand on which host.
fn tell(settings: &Settings, inputs: &Inputs, host: &mut dyn Host) -> Result<(), CliError> {
    let path = settings.path().unwrap_or("none, what the program brings holds");
    writeln!(host.stderr(), "settings: {}", printable(path))?;
    for entry in &inputs.hosts.hosts {
        let addresses = if entry.addresses.is_empty() { String::new() } else { format!(" ({})", entry.addresses.join(", ")) };
        let line = format!("host {}{addresses}", entry.name);
        let names: Vec<&str> = entry.files.iter().map(|file| inputs.sources.get(*file).name()).collect();
        writeln!(host.stderr(), "{}: {}", printable(&line), printable(&names.join(", ")))?;
    }
    Ok(())
}

fn checked(analysis: &Analysis, stack: &Files<'_>, targets: &Targets) -> Vec<CheckedFile> {
    let verdicts = analysis.outcome.verdicts.iter();
    let file = |(file, verdict): &(FileId, Verdict)| {
        let language = stack.languages[file.0 as usize];
        CheckedFile::in_language(*file, language, targets.version(language.program()).to_string(), *verdict)
    };
    verdicts.map(file).collect()
}

fn notes(analysis: &Analysis, sources: &Sources) -> Vec<String> {
    let place = |at: Location| {
        let source = sources.get(at.file);
        format!("{}:{}", source.name(), source.position(at.span.start).line)
    };
    analysis.assumptions.iter().map(|assumption| format!("{}: {}", place(assumption.at), assumption.message)).collect()
}

/// What `--format` asks for: `full` on standard output if nothing else does.
fn reports(formats: &[String]) -> Result<Vec<Report>, CliError> {
    let mut reports = Vec::new();
    for text in formats {
        let (name, file) = match text.split_once('=') {
            Some((name, file)) => (name, Some(file.to_owned())),
            None => (text.as_str(), None),
        };
        let format: Format = name.parse().map_err(|error| CliError::Usage(format!("`--format {text}`: {error}")))?;
        reports.push(Report { format, file });
    }
    if reports.is_empty() {
        reports.push(Report { format: Format::Full, file: None });
    }
    if reports.iter().filter(|report| report.file.is_none()).count() > 1 {
        return Err(CliError::Usage("only one `--format` can go to standard output; write the others aside with `=FILE`".to_owned()));
    }
    Ok(reports)
}

fn emit(report: &Report, run: &Run<'_>, args: &CheckArgs, host: &mut dyn Host) -> Result<(), CliError> {
    let color = report.file.is_none() && host.color(args.color, Stream::Out);
    let options = Options { color, width: host.width(), footer: !args.quiet, ..Options::default() };
    let mut text = Vec::new();
    write(report.format, run, options, &mut text)?;
    match &report.file {
        Some(path) => host.write(path, &text).map_err(|error| CliError::System(format!("cannot write {path}: {error}"))),
        None => Ok(host.stdout().write_all(&text)?),
    }
}

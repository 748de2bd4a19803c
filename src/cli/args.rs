//! The words of the command line. Help, man page and completions come from this one table.

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::analysis::Instances;
use crate::emit::graph::{FOLD_ABOVE, GraphFormat};
use crate::lint::FailOn;
use crate::render::TARGETS;

/// Linter and compiler for the configuration of a PostgreSQL high-availability stack.
///
/// Paths given together form one stack. A folder stands for the configurations in it, as `haproxy -f FOLDER` reads them, and for those in the
/// folders below: a folder for each host.
#[derive(Debug, Parser)]
#[command(name = "pglb-lint", version, args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
#[command(
    after_help = "Exit status: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage or settings, 3 an input could not be read."
)]
pub struct Cli {
    /// What to do; `check` if nothing is said.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Arguments of `check`.
    #[command(flatten)]
    pub check: CheckArgs,
}

impl Cli {
    /// The definition that help, man page and completions are made of.
    #[must_use]
    pub fn definition() -> clap::Command {
        Self::command()
    }
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Looks for faults (the default).
    Check(CheckArgs),
    /// Writes files in their normal form; says the same, looks the same everywhere.
    Fmt(FmtArgs),
    /// Writes what the files say and the model made of it.
    Export(ExportArgs),
    /// Draws the stack, with the findings where they are.
    Graph(GraphArgs),
    /// Writes all files of a stack that runs and fails over, from its description.
    Render(RenderArgs),
    /// Starts a stack on this machine, and shows how it does.
    Up(UpArgs),
    /// Stops a stack that `up` started.
    Down(DownArgs),
    /// Says how a stack does that `up` started: status 1 if something is not as it should be.
    Status(StatusArgs),
    /// Writes the description of the stack that existing files are.
    ///
    /// What the files tell of hosts, ports, pools and users becomes a stack.toml for `render`. What such a description cannot say is named, on
    /// standard error and in comments at its end; what the files do not tell stands in it as an example to fill in. Secrets are not lifted.
    Lift(LiftArgs),
    /// Shows what a rule is about, with examples.
    Explain(ExplainArgs),
    /// Lists all rules.
    Rules(RulesArgs),
    /// Prints a script that completes words in a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Prints the manual page.
    Man,
}

/// Which files, and what they are read for.
#[derive(Debug, Clone, Args)]
pub struct InputArgs {
    /// Files and folders; `-` is standard input.
    #[arg(value_name = "PATH")]
    pub paths: Vec<String>,
    /// What a file is, where neither its name nor its text tells: haproxy, pgbouncer, userlist, pgbouncer-hba, pgbouncer-ident, repmgr,
    /// postgresql, hba or ident, for all files or as `KIND=PATH` for one.
    #[arg(long, value_name = "KIND[=PATH]")]
    pub kind: Vec<String>,
    /// The version that the files are for, such as `haproxy=2.6`, `pgbouncer=1.18`, `repmgr=5.3` or `postgresql=15`.
    #[arg(long, value_name = "PROGRAM=VERSION")]
    pub target: Vec<String>,
    /// A variable of the environment that the program is started in, or a file of such lines; a later one wins.
    #[arg(long, value_name = "NAME=VALUE|FILE")]
    pub env: Vec<String>,
    /// A file with what `haproxy -vv` prints: what that build lacks is refused, and its version is the target.
    #[arg(long, value_name = "FILE")]
    pub features: Option<String>,
    /// The root folder of the machine, or of an unpacked image: files, users and groups are looked for there.
    #[arg(long, value_name = "DIR")]
    pub root: Option<String>,
    /// The name by which standard input is reported.
    #[arg(long, value_name = "NAME", default_value = "<stdin>")]
    pub stdin_name: String,
    /// How several HAProxy files belong together.
    #[arg(long, value_enum, default_value_t = InstancesArg::Auto)]
    pub instances: InstancesArg,
    /// Settings.
    #[command(flatten)]
    pub config: ConfigArgs,
}

/// Which settings hold.
#[derive(Debug, Clone, Default, Args)]
pub struct ConfigArgs {
    /// Take settings from this file, not from the first pglb-lint.toml in the folder of the first path or in one above it.
    #[arg(long, value_name = "FILE")]
    pub config: Option<String>,
    /// Take no settings from a file.
    #[arg(long, conflicts_with = "config")]
    pub no_config: bool,
}

/// Arguments of `check`.
#[derive(Debug, Clone, Args)]
#[expect(clippy::struct_excessive_bools, reason = "flags of a command line are what they are")]
pub struct CheckArgs {
    /// Files.
    #[command(flatten)]
    pub input: InputArgs,
    /// How to report: full, concise, json, jsonl, sarif, github, gitlab or junit. `=FILE` writes it aside; may be given several times.
    #[arg(long, value_name = "FORMAT[=FILE]")]
    pub format: Vec<String>,
    /// Report only these rules: names, ids or starts of ids.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Do not report these rules.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// The least level of a finding that makes the exit status 1: `warning` if nothing is said, here or in pglb-lint.toml.
    #[arg(long, value_enum)]
    pub fail_on: Option<FailOn>,
    /// Apply the safe fixes.
    #[arg(long)]
    pub fix: bool,
    /// With --fix, apply the unsafe ones too.
    #[arg(long, requires = "fix")]
    pub unsafe_fixes: bool,
    /// Colours: auto looks at the terminal and at `NO_COLOR`.
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    pub color: Color,
    /// Say on standard error which settings hold and which files stand on which host.
    #[arg(short, long, conflicts_with = "quiet")]
    pub verbose: bool,
    /// Say nothing but the findings.
    #[arg(short, long)]
    pub quiet: bool,
}

/// Arguments of `fmt`.
#[derive(Debug, Clone, Args)]
#[expect(clippy::struct_excessive_bools, reason = "flags of a command line are what they are")]
pub struct FmtArgs {
    /// Files and folders; `-` is standard input, formatted to standard output.
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<String>,
    /// What a file is, where neither its name nor its text tells, as for `check`.
    #[arg(long, value_name = "KIND[=PATH]")]
    pub kind: Vec<String>,
    /// Write nothing; name the files that would change, and end with status 1 if there are any.
    #[arg(long)]
    pub check: bool,
    /// Write nothing; show what would change, and end with status 1 if anything would.
    #[arg(long)]
    pub diff: bool,
    /// Blanks in front of the lines of a section.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u8).range(0..=16))]
    pub indent: u8,
    /// Leave trailing comments two blanks behind their lines instead of lining them up.
    #[arg(long)]
    pub no_align: bool,
    /// The name by which standard input is reported.
    #[arg(long, value_name = "NAME", default_value = "<stdin>")]
    pub stdin_name: String,
    /// Say nothing of files that are in their normal form.
    #[arg(short, long)]
    pub quiet: bool,
    /// Settings; of them the excludes matter.
    #[command(flatten)]
    pub config: ConfigArgs,
}

/// Arguments of `export`.
#[derive(Debug, Clone, Args)]
pub struct ExportArgs {
    /// Files.
    #[command(flatten)]
    pub input: InputArgs,
    /// How to write.
    #[arg(long, value_enum, default_value_t = ExportFormat::Json)]
    pub format: ExportFormat,
    /// Show passwords and keys instead of masking them.
    #[arg(long)]
    pub show_secrets: bool,
}

/// How a configuration is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// One JSON object for each HAProxy, and one for the files of the other programs; their schemas are `schema/export.schema.json` and
    /// `schema/settings-export.schema.json`.
    Json,
}

/// Arguments of `graph`.
#[derive(Debug, Clone, Args)]
pub struct GraphArgs {
    /// Files.
    #[command(flatten)]
    pub input: InputArgs,
    /// How to draw.
    #[arg(long, value_enum, default_value_t = GraphFormatArg::Mermaid)]
    pub format: GraphFormatArg,
    /// Write to this file instead of standard output.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<String>,
    /// Draw the stack only, without what is wrong with it.
    #[arg(long)]
    pub no_findings: bool,
    /// Draw parts that are alike as one if there are more boxes than this; JSON has them all.
    #[arg(long, value_name = "N", default_value_t = FOLD_ABOVE)]
    pub fold_above: usize,
    /// Show only findings of these rules: names, ids or starts of ids.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Do not show findings of these rules.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub ignore: Vec<String>,
}

/// How a stack is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum GraphFormatArg {
    /// A flowchart of Mermaid, which GitHub and GitLab draw in Markdown.
    Mermaid,
    /// For Graphviz.
    Dot,
    /// A drawing that needs nothing else.
    Svg,
    /// As data; its schema is `schema/graph.schema.json`.
    Json,
}

impl From<GraphFormatArg> for GraphFormat {
    fn from(arg: GraphFormatArg) -> Self {
        match arg {
            GraphFormatArg::Mermaid => Self::Mermaid,
            GraphFormatArg::Dot => Self::Dot,
            GraphFormatArg::Svg => Self::Svg,
            GraphFormatArg::Json => Self::Json,
        }
    }
}

/// Arguments of `render`.
#[derive(Debug, Clone, Args)]
pub struct RenderArgs {
    /// The description of the stack, a file that ends in `.toml` or `-`; or files and folders of an existing one: of these it is said why they
    /// cannot fail over, and with --repair the nearest stack that does is rendered.
    #[arg(value_name = "STACK|PATH", required = true)]
    pub stack: Vec<String>,
    /// What it is rendered for.
    #[arg(long, value_name = "TARGET", default_value = "local", value_parser = PossibleValuesParser::new(TARGETS.iter().map(|target| PossibleValue::new(target.name).help(target.summary))))]
    pub target: String,
    /// The folder that the files are written to.
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<String>,
    /// Of existing files: take over what can be taken over, complete it to a stack that fails over, render that with its stack.toml, and say
    /// what was changed and why.
    #[arg(long, requires = "output")]
    pub repair: bool,
    /// Overwrite files that were not rendered here or were changed since.
    #[arg(long)]
    pub force: bool,
    /// Write nothing; name the files that would be written, and end with status 1 if any would change.
    #[arg(long, conflicts_with = "force")]
    pub check: bool,
}

/// Which stack.
#[derive(Debug, Clone, Args)]
pub struct StackArgs {
    /// The description of the stack, a `stack.toml`.
    #[arg(value_name = "STACK")]
    pub stack: String,
    /// The folder that it runs in; `NAME-stack` in the working directory if nothing is said.
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<String>,
}

/// Arguments of `up`.
#[derive(Debug, Clone, Args)]
pub struct UpArgs {
    /// Which.
    #[command(flatten)]
    pub stack: StackArgs,
    /// End when the stack serves, and do not go on showing how it does.
    #[arg(short, long)]
    pub detach: bool,
    /// Overwrite files that were not rendered here or were changed since.
    #[arg(long)]
    pub force: bool,
}

/// Arguments of `down`.
#[derive(Debug, Clone, Args)]
pub struct DownArgs {
    /// Which.
    #[command(flatten)]
    pub stack: StackArgs,
    /// Remove the folder too, with all data.
    #[arg(long)]
    pub remove: bool,
}

/// Arguments of `status`.
#[derive(Debug, Clone, Args)]
pub struct StatusArgs {
    /// Which.
    #[command(flatten)]
    pub stack: StackArgs,
    /// Say it as JSON; its schema is `schema/status.schema.json`.
    #[arg(long)]
    pub json: bool,
    /// Show it again every second.
    #[arg(short, long, conflicts_with = "json")]
    pub watch: bool,
}

/// Arguments of `lift`.
#[derive(Debug, Clone, Args)]
pub struct LiftArgs {
    /// Files.
    #[command(flatten)]
    pub input: InputArgs,
    /// Write to this file, which must not be there yet, instead of standard output.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<String>,
}

/// Arguments of `explain`.
#[derive(Debug, Clone, Args)]
pub struct ExplainArgs {
    /// Name or id.
    #[arg(value_name = "RULE", required = true)]
    pub rules: Vec<String>,
}

/// Arguments of `rules`.
#[derive(Debug, Clone, Args)]
pub struct RulesArgs {
    /// How to list them.
    #[arg(long, value_enum, default_value_t = RulesFormat::Text)]
    pub format: RulesFormat,
    /// Write a pglb-lint.toml to start from instead, with everything that can be set explained.
    #[arg(long, conflicts_with = "format")]
    pub init: bool,
    /// With --init, write it to this file, which must not be there yet.
    #[arg(short, long, value_name = "FILE", requires = "init")]
    pub output: Option<String>,
}

/// How rules are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RulesFormat {
    /// A line each.
    Text,
    /// As JSON, with their documentation.
    Json,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// If the terminal takes them and `NO_COLOR` is not set.
    Auto,
    /// In any case.
    Always,
    /// Not at all.
    Never,
}

impl ValueEnum for FailOn {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.as_str()).help(match self {
            Self::Info => "Any finding",
            Self::Warning => "Warnings and errors",
            Self::Error => "Errors only",
            Self::Never => "Nothing",
        }))
    }
}

/// How files belong together, as given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InstancesArg {
    /// A file with a second `global` section starts a configuration of its own.
    Auto,
    /// All files are one configuration, in their order, as with several `haproxy -f`.
    One,
    /// Each file is a configuration of its own.
    Each,
}

impl From<InstancesArg> for Instances {
    fn from(arg: InstancesArg) -> Self {
        match arg {
            InstancesArg::Auto => Self::Auto,
            InstancesArg::One => Self::One,
            InstancesArg::Each => Self::Each,
        }
    }
}

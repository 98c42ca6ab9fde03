//! `tenure serve`: the workspace over HTTP.

use std::io::IsTerminal as _;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use catalog::ServeLimits;
use lake::{Access, JournalLimits, Lake, Secret};
use model::{Language, Message, Micros};
use serve::{
    Clock, Door, DoorLimits, DoorParts, Gate, GateOptions, Limits, Listening, OwnKeys, Service, SystemClock, TlsFiles,
    day_token, first_token, openapi,
};

use crate::browser;
use crate::error::CliError;
use crate::exit::Exit;
use crate::problem;
use crate::render;
use crate::run::Run;
use crate::served::{self, Served};
use crate::workspace::Workspace;

/// Where a service listens that is not told otherwise.
const DEFAULT: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 7171);

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub log_format: LogFormat,
    #[arg(long)]
    open: bool,
    #[arg(long)]
    openapi: bool,
}

/// Where to listen, and how.
#[derive(clap::Args)]
struct Place {
    #[arg(long, value_name = "ADDRESS", default_value_t = DEFAULT)]
    listen: SocketAddr,
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    #[arg(long)]
    insecure_listen: bool,
    #[arg(long, value_name = "NAME")]
    public_host: Vec<String>,
}

impl Place {
    fn listening(self) -> Listening {
        Listening {
            address: self.listen,
            tls: self.tls_cert.zip(self.tls_key).map(|(cert, key)| TlsFiles { cert, key }),
            insecure: self.insecure_listen,
            hosts: self.public_host.into_iter().collect(),
            head: Listening::HEAD,
        }
    }
}

/// How the log is written to stderr.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// A line for a person.
    Text,
    /// An object a line, for programs.
    Json,
}

/// # Errors
/// [`CliError`] when the workspace cannot be opened or the address not be listened at.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    if args.openapi {
        let questions = served::questions(Language::English);
        render::print_json(&openapi::document(&questions), run)?;
        return Ok(Exit::Done);
    }
    let listening = args.place.listening();
    listening.checked()?;
    serve_workspace(Workspace::find(run)?, listening, args.open, run).await
}

/// Serves a workspace on this machine and opens its dashboard.
///
/// # Errors
/// As [`run`].
pub async fn open(workspace: Workspace, run: &Run) -> Result<Exit, CliError> {
    let place =
        Place { listen: DEFAULT, tls_cert: None, tls_key: None, insecure_listen: false, public_host: Vec::new() };
    serve_workspace(workspace, place.listening(), true, run).await
}

async fn serve_workspace(workspace: Workspace, listening: Listening, open: bool, run: &Run) -> Result<Exit, CliError> {
    let stop = stopped()?;
    let personal = workspace.settings.privacy.personal.clone();
    let lake = workspace.lake(run).await?;
    let business = workspace.settings.serve.clone();
    for metric in &business.metrics {
        if !workspace.catalog.metrics.contains_key(metric) {
            return Err(CliError::Usage(Message::new("cli.serve.unknown_metric").with("metric", metric)));
        }
    }
    let (access, clock) = (lake.access()?, Arc::new(SystemClock));
    let secure = listening.tls.is_some();
    let (passes, watch) = (access.clone(), Arc::clone(&clock));
    let gate = Gate::new(GateOptions { access, clock, secure, hosts: listening.names(), personal });
    let served = Served::new(workspace, lake.clone());
    let door = door(&lake, served.clone()).await?;
    let service = Service::new(lake, Arc::new(served), gate, limits(&business.limits)).with_door(door);
    let pause = Duration::from_millis(business.refresh_ms.unsigned_abs());
    let asking = (Arc::clone(&service.questions), Arc::clone(&service.clock));
    tokio::spawn(service.telemetry.business.clone().follow(business.metrics, pause, asking));
    let ready = |address: SocketAddr| {
        // Made once the address is ours: a start that failed before leaves nobody without the token it would have told.
        let pass = pass(&passes, watch.now_us(), open, run);
        let key = if secure { "cli.serve.ready_tls" } else { "cli.serve.ready" };
        run.warn(&Message::new(key).with("address", address));
        match pass {
            Ok(Some(secret)) if open || std::io::stderr().is_terminal() => {
                // What follows `#` stays in the browser: no request, no log and no proxy has it.
                let link = format!("{}://{address}/#token={}", if secure { "https" } else { "http" }, secret.text());
                run.warn(&Message::new("cli.serve.link").with("link", &link));
                if open {
                    browser::open(&link);
                }
            }
            Ok(_) => {}
            Err(error) => {
                problem::say(&error, run);
            }
        }
    };
    serve::serve(service, listening, ready, stop).await?;
    run.note(&Message::new("cli.serve.stopped"));
    Ok(Exit::Done)
}

/// A token for a day, where nobody could ask without it or the dashboard is to be opened.
fn pass(access: &Access, now_us: Micros, open: bool, run: &Run) -> Result<Option<Secret>, CliError> {
    if let Some(secret) = first_token(access, now_us)? {
        run.warn(&Message::new("cli.serve.first").with("token", secret.text()));
        return Ok(Some(secret));
    }
    Ok(if open { Some(day_token(access, "browser", now_us)?) } else { None })
}

/// How much the service takes on, as the settings say.
fn limits(settings: &ServeLimits) -> Limits {
    let count = |count: i64| usize::try_from(count).unwrap_or(usize::MAX);
    Limits {
        at_work: count(settings.questions),
        waiting: count(settings.waiting),
        question: Duration::from_millis(settings.time_ms.unsigned_abs()),
        answer_bytes: count(settings.answer_mib << 20),
        upload_bytes: settings.upload_mib.unsigned_abs() << 20,
        ..Limits::default()
    }
}

/// Opens the live door of a workspace.
async fn door(lake: &Lake, served: Served) -> Result<Door, CliError> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    Ok(Door::new(DoorParts {
        lake: lake.clone(),
        journal: lake.journal(JournalLimits::default()).await?,
        keys: Arc::new(OwnKeys::new(lake.access()?, Arc::clone(&clock))),
        rules: Arc::new(move || served.identity_rules()),
        clock,
        limits: DoorLimits::default(),
    }))
}

/// Ends when the process is asked to. It listens from now on, not only once it is waited for.
///
/// # Errors
/// [`CliError::Machine`] when the system does not say so.
#[cfg(unix)]
fn stopped() -> Result<impl Future<Output = ()> + Send + 'static, CliError> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}

/// Ends when the process is asked to.
#[cfg(not(unix))]
fn stopped() -> Result<impl Future<Output = ()> + Send + 'static, CliError> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

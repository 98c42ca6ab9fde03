//! What must be read to answer: the frames a formula is evaluated over and the measures it needs in each.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use catalog::{Catalog, Expr, Metric, Node, Segment, Window};
use model::{Calendar, Message, nearest};

use crate::EngineError;
use crate::frame::Frame;
use crate::params::Params;

/// Frames and needs of one metric.
#[derive(Debug, Default)]
pub struct Plan {
    /// The question's own frame first, then those of `mean over …`.
    pub frames: Vec<Frame>,
    /// For a frame and window: the frame of its parts, and which parts belong to each period.
    pub parts: BTreeMap<(usize, String), PartsOf>,
    /// Measures by name with the frame they are read over.
    pub needs: BTreeSet<(String, usize)>,
    /// Whether a formula reads the instant that its period ends at.
    pub reads_end: bool,
}

/// The metric of this id.
///
/// # Errors
/// [`EngineError::Question`] with the nearest id.
pub fn metric<'a>(catalog: &'a Catalog, id: &str) -> Result<&'a Metric, EngineError> {
    catalog.metrics.get(id).ok_or_else(|| {
        EngineError::Question(match nearest(id, catalog.metrics.keys().map(String::as_str)) {
            Some(near) => Message::new("engine.unknown_metric_near").with("metric", id).with("nearest", near),
            None => Message::new("engine.unknown_metric").with("metric", id),
        })
    })
}

/// The formula, then those shown beside it.
pub fn formulas(metric: &Metric) -> impl Iterator<Item = &Expr> {
    std::iter::once(&metric.formula.expr).chain(metric.also.iter().map(|(_, formula)| &formula.expr))
}

/// How a window is known in [`Plan::parts`].
#[must_use]
pub fn window_name(window: &Window, params: &Params) -> String {
    match window {
        Window::Days => "days".to_owned(),
        Window::MonthsBeforeEnd(count) => format!("{} months", params.days(count).unwrap_or_default()),
    }
}

/// The frame of the parts, and for each period of the parent which of them are its own.
pub type PartsOf = (usize, Vec<Range<usize>>);

impl Plan {
    /// Plans a metric over one frame.
    ///
    /// # Errors
    /// [`EngineError`] when a window cannot be cut.
    pub fn new(
        catalog: &Catalog,
        metric: &Metric,
        frame: Frame,
        params: &Params,
        calendar: &Calendar,
    ) -> Result<Self, EngineError> {
        let mut plan = Self { frames: vec![frame], ..Self::default() };
        let planner = Planner { catalog, params, calendar };
        for formula in formulas(metric) {
            planner.visit(&mut plan, formula, 0)?;
        }
        Ok(plan)
    }

    /// Plans formulas over one frame.
    ///
    /// # Errors
    /// As [`Plan::new`].
    pub fn of_formulas<'a>(
        catalog: &Catalog,
        formulas: impl IntoIterator<Item = &'a Expr>,
        frame: Frame,
        (params, calendar): (&Params, &Calendar),
    ) -> Result<Self, EngineError> {
        let mut plan = Self { frames: vec![frame], ..Self::default() };
        let planner = Planner { catalog, params, calendar };
        for formula in formulas {
            planner.visit(&mut plan, formula, 0)?;
        }
        Ok(plan)
    }

    /// Plans a saved segment over one frame.
    ///
    /// # Errors
    /// As [`Plan::new`].
    pub fn of_segment(
        catalog: &Catalog,
        segment: &Segment,
        frame: Frame,
        (params, calendar): (&Params, &Calendar),
    ) -> Result<Self, EngineError> {
        let mut plan = Self { frames: vec![frame], ..Self::default() };
        Planner { catalog, params, calendar }.visit(&mut plan, &segment.formula.expr, 0)?;
        Ok(plan)
    }

    /// The names of the measures, each once.
    pub fn measures(&self) -> BTreeSet<&str> {
        self.needs.iter().map(|(name, _)| name.as_str()).collect()
    }

    fn frame(&mut self, frame: Frame) -> usize {
        match self.frames.iter().position(|known| *known == frame) {
            Some(index) => index,
            None => {
                self.frames.push(frame);
                self.frames.len() - 1
            }
        }
    }
}

struct Planner<'a> {
    catalog: &'a Catalog,
    params: &'a Params,
    calendar: &'a Calendar,
}

impl Planner<'_> {
    fn visit(&self, plan: &mut Plan, expr: &Expr, frame: usize) -> Result<(), EngineError> {
        match &expr.node {
            Node::Number(_) => Ok(()),
            Node::Param(name) => {
                plan.reads_end |= name == catalog::PERIOD_END;
                match self.params.metric(self.catalog, name) {
                    Some(chosen) => self.visit(plan, &chosen.formula.expr, frame),
                    None => Ok(()),
                }
            }
            Node::Name(name) if self.catalog.measures.contains_key(name) => {
                plan.needs.insert((name.clone(), frame));
                Ok(())
            }
            Node::Name(name) if self.catalog.segments.contains_key(name) => {
                self.visit(plan, &self.catalog.segments[name].formula.expr, frame)
            }
            Node::Name(name) => self.visit(plan, &metric(self.catalog, name)?.formula.expr, frame),
            Node::Call { arguments, over, .. } => {
                arguments.iter().chain(over.as_deref()).try_for_each(|inner| self.visit(plan, inner, frame))
            }
            Node::Unary { operand, .. } => self.visit(plan, operand, frame),
            Node::Binary { left, right, .. } => {
                self.visit(plan, left, frame)?;
                self.visit(plan, right, frame)
            }
            Node::MeanOver { window, body } => {
                let months = match window {
                    Window::Days => 0,
                    Window::MonthsBeforeEnd(count) => self.params.days(count)?,
                };
                let key = (frame, window_name(window, self.params));
                let inner = match plan.parts.get(&key) {
                    Some((inner, _)) => *inner,
                    None => {
                        let parts = plan.frames[frame].parts(window, months, self.calendar)?;
                        let inner = plan.frame(parts.frame);
                        plan.parts.insert(key, (inner, parts.of));
                        inner
                    }
                };
                self.visit(plan, body, inner)
            }
        }
    }
}
